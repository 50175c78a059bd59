using System.Text.Json.Serialization;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>A line of the table: times are for one call, in nanoseconds; the bytes are those of ten calls.</summary>
internal sealed record GradBenchRow(string Program, string Size, double PrimalNs, double GradientNs, double TapeNs, long AllocatedBytes, double CompileMs)
{
    /// <summary>What gradient / primal should be at most.</summary>
    [JsonIgnore]
    public double Bar { get; init; }

    /// <summary>Whether the tape ran on less than the others, and its time is that of the whole in proportion.</summary>
    [JsonIgnore]
    public bool TapeExtrapolated { get; init; }

    /// <summary>Whether it was the first of the process, so that its compilation has no bar.</summary>
    [JsonIgnore]
    public bool IsFirst { get; init; }

    [JsonIgnore]
    public double Ratio => GradientNs / PrimalNs;
}
