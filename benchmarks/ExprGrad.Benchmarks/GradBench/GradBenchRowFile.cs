using System.Text.Json;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>The rows as an array of JSON objects.</summary>
internal static class GradBenchRowFile
{
    public static string Text(IReadOnlyList<GradBenchRow> rows) => JsonSerializer.Serialize(rows.Select(Rounded), RowFile.Options) + "\n";

    // Digits that a second run would not repeat are left out.
    private static GradBenchRow Rounded(GradBenchRow row) => row with
    {
        PrimalNs = Math.Round(row.PrimalNs, 3),
        GradientNs = Math.Round(row.GradientNs, 3),
        TapeNs = Math.Round(row.TapeNs, 3),
        CompileMs = Math.Round(row.CompileMs, 3),
    };
}
