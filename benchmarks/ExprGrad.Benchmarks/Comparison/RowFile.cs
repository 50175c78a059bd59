using System.Text.Json;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The rows of a table as an array of JSON objects, all with the same properties; null where nothing was measured.</summary>
internal static class RowFile
{
    private static readonly JsonSerializerOptions s_options =
        new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Converters = { new MeasuredNumber() } };

    /// <summary>The rows of <c>compare</c>, without what is computed from another row.</summary>
    public static string Text(IReadOnlyList<Row> rows) => Text(rows.Select(row => row.FiniteDifferenceExtrapolated ? row with { FiniteDifferenceNs = double.NaN } : row));

    public static string Text<TRow>(IEnumerable<TRow> rows) => JsonSerializer.Serialize(rows, s_options) + "\n";
}
