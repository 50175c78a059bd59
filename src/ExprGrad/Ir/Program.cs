namespace ExprGrad.Ir;

/// <summary>A function to be compiled: what its graph is to compute.</summary>
internal sealed record Program(Graph Graph)
{
    /// <summary>The value that is returned, or null if it is not asked for.</summary>
    public Node? Value { get; init; }

    /// <summary>Numbers that are written out, in the order of the outputs.</summary>
    public IReadOnlyList<ScalarOutput> Scalars { get; init; } = [];

    /// <summary>Arrays that are written out, in the order of the outputs.</summary>
    public IReadOnlyList<ArrayOutput> Arrays { get; init; } = [];

    /// <summary>The id of the first node that belongs to the derivative, or to what was simplified after it: those before are the function's own.</summary>
    public int FirstDerivative { get; init; }

    /// <summary>Axes outside of all others that only derivatives vary over, along so many directions: what doesn't vary over them is there before their loops begin.</summary>
    public AxisSet Directions { get; init; } = AxisSet.Empty;

    /// <summary>Whether outputs are derivatives along a direction, forward mode's.</summary>
    public bool HasTangents { get; init; }

    /// <summary>Nodes that are evaluated for what they may throw or call.</summary>
    public IReadOnlyList<Node> Effects { get; init; } = [];

    /// <summary>Those of the effects that give the lengths of results.</summary>
    public IReadOnlyList<Node> ResultLengths { get; init; } = [];

    /// <summary>Values of reversed loops that the loops have stored, and how they are read.</summary>
    public IReadOnlyDictionary<Node, Node> Stored { get; init; } = new Dictionary<Node, Node>();

    /// <summary>Nodes that are computed as others, of the same value.</summary>
    public IReadOnlyDictionary<Node, Node> Expansions { get; init; } = new Dictionary<Node, Node>();

    /// <summary>What a node needs before it can be computed: its expansion, if it has one.</summary>
    public Node[] DependenciesOf(Node node) => Expansions.TryGetValue(node, out var expansion) ? [expansion] : Dependencies.Of(node);

    /// <summary>All nodes that must be computed.</summary>
    public IEnumerable<Node> Roots =>
    [
        .. Value is null ? Array.Empty<Node>() : [Value],
        .. Scalars.Select(output => output.Value),
        .. Arrays.SelectMany(output => output.Contributions).SelectMany(contribution => contribution.Indices.Append(contribution.Value)),
        .. Arrays.SelectMany(output => output.Lengths ?? []),
        .. Effects,
    ];
}

/// <summary>The gradient of a scalar input.</summary>
internal sealed record ScalarOutput(Slot Of, Node Value);

/// <summary>The gradient of an array input: zero plus the contributions. Or an array of its own, which has a length along each dimension.</summary>
internal sealed record ArrayOutput(Slot Of, Contribution[] Contributions)
{
    /// <summary>Of an array of its own; null for a gradient, which has the shape of its input.</summary>
    public Node[]? Lengths { get; init; }

    /// <summary>Whether each element is contributed to once at most, and so is written.</summary>
    public bool Stores { get; init; }

    /// <summary>Where elements are written: how many of each row are, if others may be left over, which are zero; null if all are.</summary>
    public int? Columns { get; init; }
}
