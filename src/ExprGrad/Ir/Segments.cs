namespace ExprGrad.Ir;

/// <summary>How a loop is walked back in segments, whose states are computed again from the one at the start of each.</summary>
/// <param name="Loop">The loop that is walked back.</param>
/// <param name="Interval">How many iterations a segment has; the last may have fewer.</param>
/// <param name="StateBytes">The size of the state of an iteration, a long.</param>
/// <param name="Budget">The memory in which all states are kept, if that tells.</param>
/// <param name="IsWhole">Whether all iterations are computed again, and not only those that lead to states.</param>
internal sealed record Segments(Axis Loop, Node Interval, Node StateBytes, long? Budget, bool IsWhole);
