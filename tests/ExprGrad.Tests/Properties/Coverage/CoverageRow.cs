namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>The groups of the coverage table, in its order.</summary>
internal enum CoverageGroup
{
    Construct,
    Conversion,
    Parameter,
    Capture,
    Sequence,
    Pair,
    Primitive,
}

/// <summary>One line of the coverage table: something that random lambdas must contain.</summary>
internal readonly record struct CoverageRow(CoverageGroup Group, string Name);
