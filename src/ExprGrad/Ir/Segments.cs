namespace ExprGrad.Ir;

/// <summary>How a loop is walked back in segments, whose states are computed again from the one at the start of each.</summary>
/// <param name="Loop">The loop that is walked back.</param>
/// <param name="Interval">How many iterations a segment has; the last may have fewer.</param>
/// <param name="StateBytes">The size of the state of an iteration.</param>
/// <param name="Fitting">From how many iterations on not all states are kept, if the memory tells.</param>
internal sealed record Segments(Axis Loop, Node Interval, int StateBytes, int? Fitting);
