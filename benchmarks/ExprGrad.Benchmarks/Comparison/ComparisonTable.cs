using System.Globalization;
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
        Time(row.HandwrittenNs),
        Time(row.ValueNs),
        Time(row.GradientNs),
        Time(row.TapeNs),
        row.FiniteDifferenceExtrapolated ? $"~{Time(row.FiniteDifferenceNs)}" : Time(row.FiniteDifferenceNs),
        Mark.AtMost($"{row.AllocatedBytes}", row.AllocatedBytes, row.Bars is null ? null : Bars.AllocatedBytes),
        Mark.AtMost($"{Number(row.CompileMs)} ms", row.CompileMs, row.Bars?.CompileMs),
        Mark.AtMost(Ratio(row.ToHandwritten), row.ToHandwritten, row.Bars?.Handwritten),
        Mark.AtLeast(Ratio(row.TapeToGradient), row.TapeToGradient, row.Bars?.Tape),
        Mark.AtMost(Ratio(row.ToValue), row.ToValue, row.Bars is null ? null : Bars.Value),
    ];

    private static string Ratio(double ratio) => ratio.ToString(ratio < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e4 => $"{Number(nanoseconds)} ns",
        < 1e7 => $"{Number(nanoseconds / 1e3)} us",
        < 1e10 => $"{Number(nanoseconds / 1e6)} ms",
        _ => $"{Number(nanoseconds / 1e9)} s",
    };

    private static string Number(double number) => number.ToString(number < 10 ? "F2" : number < 1000 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
