using System.Globalization;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>The rows as a Markdown table, with the bars and whether they are met.</summary>
internal static class GradBenchTable
{
    private const double CompileBarMs = 150;

    private static readonly string[] s_header = ["program", "size", "primal", "gradient", "tape", "bytes", "compile", "gradient / primal", "tape / gradient"];

    public static string Of(IReadOnlyList<GradBenchRow> rows) => MarkdownTable.Of(s_header, [.. rows.Select(Cells)]);

    public static int Missed(IReadOnlyList<GradBenchRow> rows) => rows.Sum(row => Cells(row).Count(cell => cell.EndsWith(Mark.Missed, StringComparison.Ordinal)));

    private static string[] Cells(GradBenchRow row) =>
    [
        row.Program,
        row.Size,
        Time(row.PrimalNs),
        Time(row.GradientNs),
        $"{(row.TapeExtrapolated ? "~" : "")}{Time(row.TapeNs)}",
        Mark.AtMost($"{row.AllocatedBytes}", row.AllocatedBytes, 0),
        Mark.AtMost($"{Number(row.CompileMs)} ms", row.CompileMs, row.IsFirst ? null : CompileBarMs),
        Mark.AtMost(Number(row.Ratio), row.Ratio, row.Bar),
        Number(row.TapeNs / row.GradientNs),
    ];

    private static string Time(double nanoseconds) => nanoseconds < 1e6 ? $"{Number(nanoseconds / 1e3)} us" : $"{Number(nanoseconds / 1e6)} ms";

    private static string Number(double number) => number.ToString(number < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);
}
