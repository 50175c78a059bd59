using System.Text.Json.Serialization;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>A line of the table: times are for one call, in nanoseconds; the bytes are those of 1,000 calls.</summary>
internal sealed record Row(
    string Program,
    string Size,
    double HandwrittenNs,
    double ValueNs,
    double GradientNs,
    double TapeNs,
    double FiniteDifferenceNs,
    long AllocatedBytes,
    double CompileMs)
{
    /// <summary>Whether the finite differences would have taken too long, and their time is computed from that of a smaller size.</summary>
    [JsonIgnore]
    public bool FiniteDifferenceExtrapolated { get; init; }

    [JsonIgnore]
    public int Parameters { get; init; }

    [JsonIgnore]
    public Bars? Bars { get; init; }

    [JsonIgnore]
    public double ToHandwritten => GradientNs / HandwrittenNs;

    [JsonIgnore]
    public double TapeToGradient => TapeNs / GradientNs;

    [JsonIgnore]
    public double ToValue => GradientNs / ValueNs;
}
