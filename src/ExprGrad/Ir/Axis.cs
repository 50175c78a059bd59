namespace ExprGrad.Ir;

internal enum AxisKind
{
    /// <summary>A loop index 0..extent-1 whose iterations are independent but for reductions.</summary>
    Loop,

    /// <summary>A loop whose iterations carry state from one to the next.</summary>
    Sequential,

    /// <summary>A branch: an axis of extent 0 or 1 that holds a predicate.</summary>
    Guard,
}

/// <summary>
/// A dimension that nodes vary over. Ids grow inward: within a nest an inner axis has the larger id, so that a node's axes in the order of
/// their ids are the loops around it.
/// </summary>
internal sealed class Axis(int id, AxisKind kind, Node bound)
{
    // The sets in which it is the innermost, by those outside of it; most often there is one.
    private readonly Dictionary<AxisSet, AxisSet> _sets = [];

    public int Id { get; } = id;

    public AxisKind Kind { get; } = kind;

    /// <summary>The extent (an int) of a loop; the predicate (a bool) of a guard.</summary>
    public Node Bound { get; } = bound;

    /// <summary>For a guard: the guard of the opposite predicate, made with it.</summary>
    public Axis? Complement { get; internal set; }

    /// <summary>For a guard: whether it is entered when the predicate is false.</summary>
    public bool IsNegated { get; internal init; }

    /// <summary>Whether the loop is left at the first element that is found: not all of its iterations need run.</summary>
    public bool EndsEarly { get; internal set; }

    /// <summary>Whether it is a dimension of an array: read along, at indices that are given, and shared with no loop.</summary>
    public bool IsDimension { get; internal set; }

    /// <summary>What comes before all else that varies over the loop, if it is needed: for the order alone.</summary>
    public IReadOnlyList<Node> Leaders { get; internal set; } = [];

    /// <summary>For a loop over the segments in which another is walked back: what they are.</summary>
    public Segments? Segments { get; internal set; }

    /// <summary>How often a loop of an extent runs; where that is not known beforehand a guess, of which only the order of magnitude matters.</summary>
    public static double ExpectedTrips(Node extent) => extent is Constant { Value: int trips } ? Math.Max(trips, 0) : 100;

    /// <summary>Whether loops inside of each other run so often or more, all of them together; those of unknown extents are taken to do.</summary>
    public static bool RunOften(IEnumerable<Axis> loops, int least) => loops.Aggregate(1L, (times, loop) => Math.Min(least, times * (loop.Bound is Constant { Value: int count } ? Math.Max(count, 0) : least))) >= least;

    public bool IsGuard => Kind == AxisKind.Guard;

    /// <summary>The set of the axis and of others that are all outside of it.</summary>
    public AxisSet Inside(AxisSet outer)
    {
        if (!_sets.TryGetValue(outer, out var set)) _sets.Add(outer, set = new AxisSet(outer, this));
        return set;
    }

    public override string ToString() => IsGuard ? $"g{Id}" : Kind == AxisKind.Sequential ? $"t{Id}" : $"i{Id}";
}
