namespace ExprGrad.Ir;

/// <summary>How a loop is walked back in segments, whose states are computed again from the one at the start of each.</summary>
/// <param name="loop">The loop that is walked back.</param>
/// <param name="interval">How many iterations a segment has; the last may have fewer.</param>
/// <param name="stateBytes">The size of the state of an iteration.</param>
/// <param name="fitting">From how many iterations on not all states are kept, if the memory tells.</param>
internal sealed class Segments(Axis loop, Node interval, int stateBytes, int? fitting)
{
    public Axis Loop { get; } = loop;

    public Node Interval { get; } = interval;

    public int StateBytes { get; } = stateBytes;

    public int? Fitting { get; } = fitting;

    /// <summary>
    /// What the loop over the segments carries. All that varies over the segments depends on it, so that a segment is computed again in the iteration that walks it back, and not in a loop before,
    /// from which all segments would have to be kept.
    /// </summary>
    public IReadOnlyList<Carry> Cotangents { get; internal set; } = [];
}
