using ExprGrad.Tests.Properties.Coverage;

namespace ExprGrad.Tests.Properties;

/// <summary>What came of one random lambda.</summary>
/// <param name="Rows">What it contains.</param>
/// <param name="Discarded">Why its gradient could not be judged, or not in every element; null if it was.</param>
/// <param name="Exempt">Why finite differences had no say, though the executors were compared with each other.</param>
/// <param name="Failure">What is wrong, with everything that is needed to see it again; null if nothing is.</param>
internal sealed record Outcome(IReadOnlySet<CoverageRow> Rows, string? Discarded, string? Exempt, string? Failure);
