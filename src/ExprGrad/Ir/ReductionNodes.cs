namespace ExprGrad.Ir;

internal enum ReductionKind
{
    /// <summary>From 0, in the order of the axes; 0 where there is nothing to add. Floats are added in double, as LINQ adds them, and their total is rounded.</summary>
    Sum,

    /// <summary>LINQ's Sum of integers: overflow throws.</summary>
    CheckedSum,

    /// <summary>LINQ's Max: ignores NaN unless all are; the first of equals. An empty domain gives the type's smallest value.</summary>
    Max,

    /// <summary>LINQ's Min: NaN wins; the first of equals. An empty domain gives the type's largest value.</summary>
    Min,

    /// <summary>The index along the innermost reduced loop at which Max finds its value; -1 for an empty domain.</summary>
    ArgMax,

    /// <summary>The index along the innermost reduced loop at which Min finds its value; -1 for an empty domain.</summary>
    ArgMin,

    /// <summary>The first index along the reduced loop where the body (a bool) holds, else -1. Later iterations are not run.</summary>
    Find,
}

/// <summary>A reduction of the body over some of its axes, in lexicographic order of the axes.</summary>
internal sealed class Reduce(ReductionKind kind, AxisSet axes, Node body)
    : Node(ResultType(kind, body), [body], body.Axes.Union(axes.Closed).Except(axes))
{
    public ReductionKind Kind { get; } = kind;

    public Node Body => Operands[0];

    public AxisSet Reduced { get; } = axes;

    /// <summary>Whether a sum of doubles begins with its first term and not with 0: it is -0 if all terms are, as LINQ's averages of what is no array are. It starts at -0, which changes nothing that is added to it.</summary>
    public bool IsFromFirst { get; init; }

    /// <summary>Whether the total is wider than the terms and the result.</summary>
    public bool IsSumOfFloats => Kind == ReductionKind.Sum && Type == typeof(float);

    public override AxisSet OwnAxes => Reduced;

    internal override object Attribute => (Kind, Reduced, IsFromFirst);

    private static Type ResultType(ReductionKind kind, Node body) =>
        kind is ReductionKind.ArgMax or ReductionKind.ArgMin or ReductionKind.Find ? typeof(int) : body.Type;
}

/// <summary>
/// State of a sequential loop at the start of an iteration: <see cref="Initial"/> at first, then what <see cref="Next"/> was in the iteration before.
/// </summary>
internal sealed class Carry(Axis axis, Node initial, AxisSet axes) : Node(initial.Type, [initial], axes.Union(initial.Axes).Union(AxisSet.Create([axis]).Closed))
{
    public Axis Axis { get; } = axis;

    public Node Initial => Operands[0];

    /// <summary>The state at the end of the iteration; set once, after the body has been built from this node.</summary>
    public Node Next { get; internal set; } = null!;

    public override AxisSet OwnAxes { get; } = [axis];

    // Each carry is its own: its next state is not known when it is made.
    internal override object Attribute => this;
}

/// <summary>A carried state after the last iteration.</summary>
internal sealed class Final(Carry carry) : Node(carry.Type, [carry], carry.Axes.Except([carry.Axis]).Union(carry.Axis.Bound.Axes))
{
    public Carry Carry => (Carry)Operands[0];

    public override AxisSet OwnAxes => Carry.OwnAxes;
}

/// <summary>One scatter-add: for each point of the domain, in order, the value is added to the element at the indices.</summary>
/// <param name="Indices">One for each dimension of the target.</param>
/// <param name="Value">What is added.</param>
/// <param name="Domain">The axes that are run through, beside the outer axes of the whole scatter.</param>
internal sealed record Contribution(Node[] Indices, Node Value, AxisSet Domain);

/// <summary>An array of sums: 0 plus the contributions to each element, read along the result axes.</summary>
internal sealed class Scatter(Axis[] resultAxes, Contribution[] contributions, AxisSet outer)
    : Node(contributions[0].Value.Type, [.. contributions.SelectMany(c => c.Indices.Append(c.Value))], AxisSet.Create(resultAxes).Closed.Union(outer))
{
    public Axis[] ResultAxes { get; } = resultAxes;

    public Contribution[] Contributions { get; } = contributions;

    /// <summary>The axes around the whole array: neither its own, nor branches that only some of its elements lie in.</summary>
    public AxisSet Outer => field ??= [.. Axes.Where(axis => Array.IndexOf(ResultAxes, axis) < 0 && !Array.Exists(ResultAxes, axis.Bound.Axes.Contains))];

    /// <summary>Whether each element is written at most once and takes the value instead of adding it.</summary>
    public bool Stores { get; init; }

    /// <summary>Whether each contribution is added as a whole before the next one, not together with it in one loop.</summary>
    public bool InOrder { get; init; }

    /// <summary>The array while the loop runs that makes it and reads it; null if none reads what it has made so far.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>The contribution's axes, with those around the array.</summary>
    public AxisSet Place(Contribution contribution) => Outer.Union(contribution.Domain);

    /// <summary>What iterations of the loop that reads the array contribute.</summary>
    public IEnumerable<Contribution> MadeInLoop => Contributions.Where(IsMadeInLoop);

    /// <summary>What there is before that loop.</summary>
    public IEnumerable<Contribution> MadeBefore => Contributions.Where(contribution => !IsMadeInLoop(contribution));

    /// <summary>Whether the contribution is made in iterations of the loop that reads the array.</summary>
    public bool IsMadeInLoop(Contribution contribution) => Recurrence is { Axis: var axis } && contribution.Domain.Contains(axis);

    public override AxisSet OwnAxes { get; } =
        contributions.Aggregate(AxisSet.Create(resultAxes), (axes, contribution) => axes.Union(contribution.Domain));

    // Scatters are made once each by the reverse sweep; there is nothing to share.
    internal override object Attribute => this;
}
