namespace ExprGrad.Ir;

/// <summary>
/// Owns nodes and axes and gives structurally equal nodes the same object, so that sharing begins with the first node and expressions can't swell.
/// </summary>
internal sealed class Graph
{
    private readonly Dictionary<NodeKey, Node> _interned = [];
    private readonly List<Node> _nodes = [];
    private readonly List<Axis> _axes = [];
    private readonly Dictionary<(AxisKind Kind, Node Bound), List<Axis>> _byBound = [];
    private bool _isClosed;

    /// <summary>All nodes in the order of their ids: operands first.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    public IReadOnlyList<Axis> Axes => _axes;

    /// <summary>Adds the node, or returns the equal one that is there.</summary>
    public T Add<T>(T node)
        where T : Node
    {
        if (_isClosed) throw new InvalidOperationException("The graph is closed.");
        var key = new NodeKey(node);
        if (_interned.TryGetValue(key, out var known)) return (T)known;
        node.Id = _nodes.Count;
        _nodes.Add(node);
        _interned.Add(key, node);
        return node;
    }

    /// <summary>Whether an equal node was added.</summary>
    public bool Contains(Node node) => _interned.ContainsKey(new NodeKey(node));

    public Constant Constant(object value) => Add(new Constant(value, value.GetType()));

    public Node Apply(Primitive primitive, params Node[] operands) =>
        IntegerIdentities.Simplify(this, primitive, operands) ?? RealIdentities.Simplify(this, primitive, operands) ?? Add(new Apply(primitive, operands));

    public Node In(Node value, Axis axis)
    {
        if (value.Axes.Contains(axis)) return value;

        // Under its own guard a branch is decided.
        if (value is Choose choose && (choose.Guard == axis || choose.Guard.Complement == axis))
            return In(In(axis.IsNegated ? choose.WhenFalse : choose.WhenTrue, value.Axes), axis);

        // A branch inside others carries their axes with it: what enters it from one of them enters it from outside of that.
        var entered = AxisSet.Create([axis]).Closed;
        while (value is In { Axis: var outer } inner && entered.Contains(outer)) value = inner.Value;
        return Add(new In(value, axis));
    }

    /// <summary>The value with each of the axes, entering those that it lacks. A branch inside others carries their axes with it.</summary>
    public Node In(Node value, AxisSet domain)
    {
        if (value.Axes.ContainsAll(domain)) return value;
        foreach (var axis in domain.Leading) value = In(value, axis);
        return value;
    }

    /// <summary>The value read at other indices along those of the axes that it varies over.</summary>
    public Node At(Node value, IReadOnlyList<Axis> axes, IReadOnlyList<Node> indices)
    {
        int[] needed = [.. Enumerable.Range(0, axes.Count).Where(i => value.Axes.Contains(axes[i]) && !(indices[i] is IndexOf same && same.Axis == axes[i]))];
        return needed.Length == 0 ? value : Add(new At(value, Array.ConvertAll(needed, i => axes[i]), Array.ConvertAll(needed, i => indices[i])));
    }

    public Node Sum(AxisSet domain, Node body) => domain.IsEmpty ? body : Add(new Reduce(ReductionKind.Sum, domain, In(body, domain)));

    /// <summary>The first value where the guard's predicate holds, else the second. Values that exist anyway are selected; a branch is for what must not be computed.</summary>
    public Node Choose(Axis guard, Node first, Node second)
    {
        var (a, b) = (Outside(first, guard), Outside(second, guard.Complement!));
        if (a == b && a is not null) return a;
        return a is not null && b is not null && !a.IsReference ? Apply(Primitives.Select, guard.Bound, a, b) : Add(new Choose(guard, first, second));
    }

    /// <summary>
    /// A loop axis of the extent inside the scope: the first existing one that is inner to all of the scope's axes, so that equal loops share nodes
    /// and fuse; a new one if there is none or if <paramref name="fresh"/>.
    /// </summary>
    public Axis Loop(Node extent, AxisSet scope, bool fresh = false) => FindOrAdd(AxisKind.Loop, extent, scope, fresh);

    /// <summary>A new loop that ends at the first element that is found: never shared with what runs to the end.</summary>
    public Axis Search(Node extent, AxisSet scope)
    {
        var axis = Loop(extent, scope, fresh: true);
        axis.EndsEarly = true;
        return axis;
    }

    /// <summary>A new axis of an array that a loop makes and reads.</summary>
    public Axis Dimension(Node extent, AxisSet scope)
    {
        var axis = Loop(extent, scope, fresh: true);
        axis.IsDimension = true;
        return axis;
    }

    /// <summary>The extent of an axis, or the largest one where it varies over axes inside of others.</summary>
    public Node LargestExtent(Axis axis, AxisSet outer)
    {
        var along = axis.Bound.Axes.Except(outer);
        if (along.IsEmpty) return axis.Bound;

        // The largest one over an outer axis for each index of an inner one would be an array: it is the largest over both.
        var inner = axis.Bound.Axes.Except(axis.Bound.Axes.UpTo(along[0].Id));
        return Add(new Reduce(ReductionKind.Max, along.Union(inner), axis.Bound));
    }

    /// <summary>A new sequential axis: never shared, for its iterations carry state.</summary>
    public Axis Sequential(Node extent) => NewAxis(AxisKind.Sequential, extent, isNegated: false);

    /// <summary>The guard of the predicate inside the scope; its complement is the branch not taken.</summary>
    public Axis Guard(Node predicate, AxisSet scope) => FindOrAdd(AxisKind.Guard, predicate, scope, fresh: false);

    /// <summary>Lets go of what only makes new nodes: afterwards what nothing refers to can be collected, and no node can be added.</summary>
    public void Close()
    {
        _isClosed = true;
        _interned.Clear();
        _nodes.Clear();
        _axes.Clear();
        _byBound.Clear();
    }

    // The value outside the branch that the arm's value merely enters.
    private static Node? Outside(Node node, Axis guard)
    {
        if (node is In { Axis: var axis } entered && axis == guard) node = entered.Value;
        return node.Axes.Contains(guard) ? null : node;
    }

    private Axis FindOrAdd(AxisKind kind, Node bound, AxisSet scope, bool fresh)
    {
        if (!_byBound.TryGetValue((kind, bound), out var candidates)) _byBound.Add((kind, bound), candidates = []);
        if (!fresh && candidates.Find(candidate => candidate.Id > scope.MaxId) is { } known) return known;

        var axis = NewAxis(kind, bound, isNegated: false);
        if (kind == AxisKind.Guard)
        {
            var complement = NewAxis(kind, bound, isNegated: true);
            (axis.Complement, complement.Complement) = (complement, axis);
        }

        if (!fresh) candidates.Add(axis);
        return axis;
    }

    private Axis NewAxis(AxisKind kind, Node bound, bool isNegated)
    {
        var axis = new Axis(_axes.Count, kind, bound) { IsNegated = isNegated };
        _axes.Add(axis);
        return axis;
    }

    /// <summary>Structural identity of a node: class, type, attribute and operands.</summary>
    private readonly struct NodeKey(Node node) : IEquatable<NodeKey>
    {
        private readonly Node node = node;
        private readonly int hash = Hash(node);

        public bool Equals(NodeKey other) =>
            hash == other.hash && node.GetType() == other.node.GetType() && node.Type == other.node.Type
            && node.Operands.AsSpan().SequenceEqual(other.node.Operands) && Equals(node.Attribute, other.node.Attribute);

        public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

        public override int GetHashCode() => hash;

        private static int Hash(Node node)
        {
            var code = default(HashCode);
            code.Add(node.GetType());
            code.Add(node.Type);
            code.Add(node.Attribute);
            foreach (var operand in node.Operands) code.Add(operand.Id);
            return code.ToHashCode();
        }
    }
}
