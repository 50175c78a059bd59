namespace ExprGrad.Benchmarks.Comparison;

/// <summary>A line of the table: times are for one call, in nanoseconds.</summary>
internal sealed record Row(
    string Program,
    string Size,
    double HandwrittenNs,
    double ValueNs,
    double GradientNs,
    double TapeNs,
    double FiniteDifferenceNs,
    long AllocatedBytes,
    double CompileMs);
