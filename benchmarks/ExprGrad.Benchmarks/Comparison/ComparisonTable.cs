using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The rows as a Markdown table whose columns are aligned, with the bars and whether they are met.</summary>
internal static class ComparisonTable
{
    private static readonly string[] s_header =
    [
        "program", "size", "by hand", "value", "gradient", "tape", "finite differences", "bytes", "compile",
        "gradient / by hand", "tape / gradient", "gradient / value",
    ];

    public static string Of(IReadOnlyList<Row> rows) => MarkdownTable.Of(s_header, [.. rows.Select(Cells)]);

    public static int Missed(IReadOnlyList<Row> rows) => rows.Sum(row => Cells(row).Count(cell => cell.EndsWith(Mark.Missed, StringComparison.Ordinal)));

    private static string[] Cells(Row row) =>
    [
        row.Program,
        row.Size,
        Figure.Time(row.HandwrittenNs),
        Figure.Time(row.ValueNs),
        Figure.Time(row.GradientNs),
        Figure.Time(row.TapeNs),
        row.FiniteDifferenceExtrapolated ? $"~{Figure.Time(row.FiniteDifferenceNs)}" : Figure.Time(row.FiniteDifferenceNs),
        Mark.AtMost($"{row.AllocatedBytes}", row.AllocatedBytes, row.Bars is null ? null : Bars.AllocatedBytes),
        Mark.AtMost($"{Figure.Number(row.CompileMs)} ms", row.CompileMs, row.Bars?.CompileMs),
        Mark.AtMost(Figure.Ratio(row.ToHandwritten), row.ToHandwritten, row.Bars?.Handwritten),
        Mark.AtLeast(Figure.Ratio(row.TapeToGradient), row.TapeToGradient, row.Bars?.Tape),
        Mark.AtMost(Figure.Ratio(row.ToValue), row.ToValue, row.Bars is null ? null : Bars.Value),
    ];
}
