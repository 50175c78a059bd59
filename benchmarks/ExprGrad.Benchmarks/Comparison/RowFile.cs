using System.Text.Json;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The rows as an array of JSON objects, all with the same properties; null where nothing was measured.</summary>
internal static class RowFile
{
    public static JsonSerializerOptions Options { get; } =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Converters = { new MeasuredNumber() } };

    public static string Text(IReadOnlyList<Row> rows) => JsonSerializer.Serialize(rows.Select(Measured), Options) + "\n";

    // Without what is computed from another row, and without digits that a second run would not repeat.
    private static Row Measured(Row row) => row with
    {
        HandwrittenNs = Rounded(row.HandwrittenNs),
        ValueNs = Rounded(row.ValueNs),
        GradientNs = Rounded(row.GradientNs),
        TapeNs = Rounded(row.TapeNs),
        FiniteDifferenceNs = row.FiniteDifferenceExtrapolated ? double.NaN : Rounded(row.FiniteDifferenceNs),
        CompileMs = Rounded(row.CompileMs),
    };

    private static double Rounded(double number) => Math.Round(number, 3);
}
