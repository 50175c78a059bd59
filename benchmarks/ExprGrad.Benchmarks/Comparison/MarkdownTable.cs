namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Markdown that reads as a table on a terminal too.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. header.Select((title, column) => rows.Select(row => row[column].Length).Append(title.Length).Max())];
        string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |\n";
        return Line(header) + Line(widths.Select(width => new string('-', width))) + string.Concat(rows.Select(Line));
    }
}
