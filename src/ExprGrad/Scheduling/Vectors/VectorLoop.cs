using System.Collections.ObjectModel;
using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>A loop whose iterations run several at once: one in each lane of a vector, and several vectors in one round of the emitted loop.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Kinds">What each value is in its lanes.</param>
/// <param name="Lanes">The lanes of a vector.</param>
/// <param name="Replicas">The vectors in one round, which share what is uniform and don't wait for each other.</param>
internal sealed record VectorLoop(LoopItem Loop, LaneKinds Kinds, int Lanes, int Replicas)
{
    public Axis Axis => Loop.Axis;

    public Type Scalar => Kinds.Scalar;

    /// <summary>The iterations of a round.</summary>
    public int Round => Lanes * Replicas;

    /// <summary>
    /// Whether there are rounds of whole vectors. Without, each vector runs as the last one does, of which only the first lanes are in use: what is long is written, and compiled, once.
    /// </summary>
    public bool HasRounds { get; init; } = true;

    /// <summary>
    /// Whether what is left behind the last round runs one iteration at a time, and short loops do so from the first one on: their vectors hand on elements of a gradient, which takes longer where only some lanes are in use.
    /// </summary>
    public bool EndsOneByOne { get; init; }

    /// <summary>Without rounds: how many values two iterations of a loop inside must have to share for them to run at once.</summary>
    public int FewestShared { get; init; }

    /// <summary>The loops inside that go along rows, one for each lane, with what each does.</summary>
    public IReadOnlyDictionary<LoopItem, IReadOnlyList<RowProduct>> RowProducts { get; init; } = ReadOnlyDictionary<LoopItem, IReadOnlyList<RowProduct>>.Empty;

    /// <summary>For which extents it runs in lanes, the loops inside of it being vectorised where it does not; null if it always does.</summary>
    public LaneChoice? Where { get; init; }
}
