using System.Text.Json;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The rows as an array of JSON objects.</summary>
internal static class RowFile
{
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static string Text(IReadOnlyList<Row> rows) => JsonSerializer.Serialize(rows.Select(Rounded), s_options) + "\n";

    // Digits that a second run would not repeat are left out.
    private static Row Rounded(Row row) => row with
    {
        HandwrittenNs = Rounded(row.HandwrittenNs),
        ValueNs = Rounded(row.ValueNs),
        GradientNs = Rounded(row.GradientNs),
        TapeNs = Rounded(row.TapeNs),
        FiniteDifferenceNs = Rounded(row.FiniteDifferenceNs),
        CompileMs = Rounded(row.CompileMs),
    };

    private static double Rounded(double number) => Math.Round(number, 3);
}
