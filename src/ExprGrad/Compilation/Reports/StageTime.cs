namespace ExprGrad;

/// <summary>How long a stage of a compilation took.</summary>
/// <param name="Stage">The stage: <c>binding</c>, <c>frontend</c>, <c>differentiation</c>, and so on.</param>
/// <param name="Time">The time on the clock.</param>
public readonly record struct StageTime(string Stage, TimeSpan Time);
