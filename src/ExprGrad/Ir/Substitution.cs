namespace ExprGrad.Ir;

/// <summary>
/// Copies nodes into another domain: some axes are replaced by index nodes or dropped, and the axes inside them by axes of the new domain.
/// Nodes that don't vary over any of them stay as they are. Opaque calls are not repeated: their values are read where they are, as arrays.
/// </summary>
/// <param name="graph">Where the nodes are and go.</param>
/// <param name="scope">The axes around the copy.</param>
internal sealed class Substitution(Graph graph, AxisSet scope)
{
    private readonly Dictionary<Axis, Node> _indices = [];
    private readonly HashSet<Axis> _dropped = [];
    private readonly Dictionary<Axis, Axis> _renamed = [];
    private readonly Dictionary<Node, Node> _copies = [];
    private readonly Dictionary<Node, Func<Node[], Node>> _reads = [];
    private readonly Dictionary<AxisSet, bool> _affected = [];
    private readonly HashSet<Axis> _targets = [];
    private readonly AxisSet _scope = scope;
    private AxisSet _inner = scope;

    /// <summary>From here on, axes with a larger id are inside the replaced ones and are renamed.</summary>
    public int FirstInnerId { get; init; } = int.MaxValue;

    /// <summary>Whether reductions and whatever else takes a loop to compute are not repeated either.</summary>
    public bool ReadsLoops { get; init; }

    /// <summary>Reductions that are repeated all the same.</summary>
    public IReadOnlySet<Node> Repeated { get; init; } = new HashSet<Node>();

    public Substitution Replace(Axis axis, Node index)
    {
        _indices.Add(axis, index);
        _targets.UnionWith(index.Axes);
        return this;
    }

    /// <summary>Removes a guard that is known to be taken.</summary>
    public Substitution Drop(Axis guard)
    {
        _dropped.Add(guard);
        return this;
    }

    /// <summary>Moves what is under a guard under another one of the same outcome.</summary>
    public Substitution Replace(Axis guard, Axis other)
    {
        _renamed.Add(guard, other);
        return this;
    }

    public Substitution Replace(Node node, Node copy)
    {
        _copies.Add(node, copy);
        return this;
    }

    /// <summary>What the nodes read of an array that their loop makes is read elsewhere: at the copies of the indices, one for each dimension.</summary>
    public Substitution Replace(Recurrence array, Func<Node[], Node> read)
    {
        _reads.Add(array, read);
        return this;
    }

    /// <summary>The copy of the node, and of all that it is made of.</summary>
    public Node Copy(Node root)
    {
        CopyAll([root]);
        return _copies[root];
    }

    /// <summary>
    /// Copies all that the nodes are made of, in the order of the originals, so that the order of copies means what theirs does: an axis comes after those around it, and what
    /// reads a loop's results after all of the loop. Nodes that share a loop must be copied together.
    /// </summary>
    public void CopyAll(IEnumerable<Node> roots)
    {
        var nodes = Collect(roots, withLoops: true);
        var seen = new HashSet<AxisSet>();
        foreach (var axis in nodes.SelectMany(node => InnerAxes(node, seen)).DistinctBy(axis => axis.Id).OrderBy(axis => axis.Id).ToArray()) Rename(axis);
        CopyEach(nodes);
        foreach (var original in nodes.OfType<Carry>())
        {
            if (_copies[original] is Carry { Next: null } copy && copy != original) copy.Next = graph.In(_copies[original.Next], copy.Axes);
        }

        foreach (var original in nodes.OfType<Recurrence>())
        {
            if (_copies[original] is Recurrence { Whole: null } copy) copy.Whole = (Scatter)_copies[original.Whole];
        }
    }

    private void CopyEach(List<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (!_copies.ContainsKey(node)) _copies.Add(node, !IsAffected(node.Axes) ? node : IsRead(node) ? Stored(node) : CopyNode(node));
        }
    }

    // What an axis is bounded by, as far as it is needed to make the axis: the loops that it varies with, over that axis perhaps, are closed later.
    private Node CopyBound(Node bound)
    {
        CopyEach(Collect([bound], withLoops: false));
        return _copies[bound];
    }

    private List<Node> Collect(IEnumerable<Node> roots, bool withLoops)
    {
        var found = new List<Node>();
        var seen = new HashSet<Node>();
        var seenAxes = new HashSet<AxisSet>();
        var pending = new Stack<Node>(roots);
        while (pending.TryPop(out var node))
        {
            if (_copies.ContainsKey(node) || !seen.Add(node)) continue;
            found.Add(node);
            if (!IsAffected(node.Axes) || IsRead(node)) continue;
            foreach (var operand in node is At at && (KeepsValue(at) || _reads.ContainsKey(In.Through(at.Value))) ? node.Operands[1..] : node.Operands) pending.Push(operand);
            // The loop that makes it may read nothing of it.
            if (node is Scatter { Recurrence: { } made }) pending.Push(made);
            if (!withLoops) continue;
            if (node is Carry carry) pending.Push(carry.Next);
            if (node is Recurrence recurrence) pending.Push(recurrence.Whole);
            foreach (var axis in InnerAxes(node, seenAxes)) pending.Push(axis.Bound);
        }

        found.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return found;
    }

    // Not computed again, but read where it was.
    private bool IsRead(Node node) => node is Call || BindsReplaced(node) || node is Reduce or Scatter && Captures(node) || ReadsLoops && !Repeated.Contains(node) && node is Reduce or Scatter or Carry or Final or Recurrence;

    /// <summary>The axis of the new domain that an inner axis becomes.</summary>
    public Axis Rename(Axis axis)
    {
        if (_renamed.TryGetValue(axis, out var renamed)) return renamed;
        if (!IsInner(axis)) return axis;

        var bound = CopyBound(axis.Bound);
        renamed = axis.Kind switch
        {
            AxisKind.Loop => axis.EndsEarly ? graph.Search(bound, _inner) : axis.IsDimension ? graph.Dimension(bound, _inner) : graph.Loop(bound, _inner),
            AxisKind.Sequential => graph.Sequential(bound),
            _ => graph.Guard(bound, _inner),
        };
        if (axis is { IsGuard: true, Complement: { } complement })
        {
            if (axis.IsNegated) renamed = renamed.Complement!;
            _renamed.Add(complement, renamed.Complement!);
        }

        _renamed.Add(axis, renamed);
        _targets.Add(renamed);
        _inner = _inner.Union([renamed]);
        return renamed;
    }

    // The axes to be renamed that the node varies over or mentions, but for those of sets that were seen.
    private IEnumerable<Axis> InnerAxes(Node node, HashSet<AxisSet> seen)
    {
        for (var axes = node.Axes.Union(node.OwnAxes); !axes.IsEmpty && seen.Add(axes); axes = axes.Outer)
        {
            if (IsInner(axes.Innermost)) yield return axes.Innermost;
        }
    }

    // Whether one of the axes that a node varies over is affected. What the node binds inside itself is its own affair: a sum over the replaced axis does not
    // vary over it. Found from the outermost axis inwards, and once: of a branch in thousands of branches each may be inside a replaced axis.
    private bool IsAffected(AxisSet axes)
    {
        var unknown = new Stack<AxisSet>();
        var isAffected = false;
        for (; !axes.IsEmpty && !_affected.TryGetValue(axes, out isAffected); axes = axes.Outer) unknown.Push(axes);
        while (unknown.TryPop(out var set)) _affected[set] = isAffected = isAffected || IsAffected(set.Innermost);
        return isAffected;
    }

    // Inside of such a node the replaced axis is another.
    private bool BindsReplaced(Node node) => node switch
    {
        Reduce reduce => reduce.Reduced.Any(_indices.ContainsKey),
        Scatter scatter => scatter.OwnAxes.Any(_indices.ContainsKey),
        _ => false,
    };

    // Whether an axis that the node binds, and that stays what it is, is one that copies vary over: inside of the node theirs would be taken for it.
    private bool Captures(Node node) => node.OwnAxes.Any(axis => _targets.Contains(axis) && !IsAffected(axis));

    // The array that is read stays the same, or has more axes that it is read along.
    private bool KeepsValue(At at) =>
        ReadsLoops || Captures(at) || Array.Exists(at.Replaced, _indices.ContainsKey) || at.Value.Axes.All(axis => Array.IndexOf(at.Replaced, axis) >= 0 || !IsAffected(axis));

    private bool IsAffected(Axis axis) => _indices.ContainsKey(axis) || _dropped.Contains(axis) || _renamed.ContainsKey(axis) || IsInner(axis);

    // Inside a replaced axis, by its place or because its extent or predicate varies over one.
    private bool IsInner(Axis axis) =>
        axis.Id >= FirstInnerId || !axis.Bound.Axes.IsEmpty && !_indices.ContainsKey(axis) && !_dropped.Contains(axis) && IsAffected(axis.Bound.Axes);

    private Node CopyNode(Node node)
    {
        var operands = Array.ConvertAll(node.Operands, operand => _copies.GetValueOrDefault(operand, operand));
        switch (node)
        {
            case IndexOf index:
                return _indices.TryGetValue(index.Axis, out var replacement) ? replacement : graph.Add(new IndexOf(Rename(index.Axis)));
            case Apply apply:
                if (!Totality.IsTotal(apply)) operands[0] = InBranches(operands[0], apply);
                return graph.Apply(apply.Primitive, operands);
            case Load:
                return graph.Add(new Load(InBranches(operands[0], node), operands[1..]));
            case Length length:
                return graph.Add(new Length(operands[0], length.Dimension));
            case RangeChecked:
                return graph.Add(new RangeChecked(operands[0], operands[1], operands[2]));
            case Member member:
                return graph.Add(new Member(operands[0], member.Info));
            // What is no number may be read where there is nothing to read, unless it stays in the loop.
            case In { Axis: var axis } when _indices.TryGetValue(axis, out var index) && !node.Type.IsPrimitive && !node.Type.IsEnum:
                return graph.In(operands[0], index.Axes);
            case In { Axis: var axis }:
                return _dropped.Contains(axis) || _indices.ContainsKey(axis) ? operands[0] : graph.In(operands[0], Rename(axis));
            case At at when _reads.TryGetValue(In.Through(at.Value), out var read):
                Node[] indices = [.. ((Recurrence)In.Through(at.Value)).ResultAxes.Select(axis => operands[1 + PlaceOf(axis, at)])];
                return graph.In(read(indices), Rename(at.Axes));
            case At at when KeepsValue(at):
                Axis[] more = [.. at.Value.Axes.Where(axis => IsAffected(axis) && Array.IndexOf(at.Replaced, axis) < 0)];
                return graph.At(at.Value, [.. at.Replaced, .. more], [.. operands[1..], .. more.Select(IndexAlong)]);
            case At at:
                return graph.At(operands[0], Array.ConvertAll(at.Replaced, Rename), operands[1..]);
            case Reduce reduce:
                var reduced = Rename(reduce.Reduced);
                return graph.Add(new Reduce(reduce.Kind, reduced, graph.In(operands[0], reduced)) { IsFromFirst = reduce.IsFromFirst });
            case Choose choose:
                return graph.Add(new Choose(Rename(choose.Guard), operands[0], operands[1]));
            case Carry carry:
                return graph.Add(new Carry(Rename(carry.Axis), operands[0], Outer(carry.Axes)));
            case Final:
                return graph.Add(new Final((Carry)operands[0]));
            case Recurrence recurrence:
                return graph.Add(new Recurrence(Rename(recurrence.Axis), Array.ConvertAll(recurrence.ResultAxes, Rename), recurrence.Type, Outer(recurrence.Outer)) { IsOfRows = recurrence.IsOfRows });
            case Scatter scatter:
                return CopyScatter(scatter);
            default:
                throw new InvalidOperationException($"{node.GetType().Name} can't vary over an axis.");
        }
    }

    // What may fail stays in the branches of the original: an operand from outside may have been in them by the loop alone that is replaced.
    private Node InBranches(Node operand, Node original) => graph.In(operand, Rename(original.Axes.Guards));

    private static int PlaceOf(Axis axis, At read) => Array.IndexOf(read.Replaced, axis) is var place and >= 0 ? place
        : throw new InvalidOperationException($"The read {read} of an array that its loop makes names no index along {axis}.");

    private Scatter CopyScatter(Scatter scatter)
    {
        var resultAxes = Array.ConvertAll(scatter.ResultAxes, Rename);
        var contributions = Array.ConvertAll(scatter.Contributions, contribution =>
        {
            var domain = Rename(contribution.Domain);
            return new Contribution(
                Array.ConvertAll(contribution.Indices, index => _copies[index]), graph.In(_copies[contribution.Value], domain), domain);
        });
        return graph.Add(new Scatter(resultAxes, contributions, Outer(scatter.Outer))
        {
            Stores = scatter.Stores,
            InOrder = scatter.InOrder,
            Recurrence = scatter.Recurrence is { } recurrence ? (Recurrence)_copies[recurrence] : null,
        });
    }

    // The value that was computed once, read at the point of the new domain.
    private Node Stored(Node node)
    {
        Axis[] axes = [.. node.Axes.Where(IsAffected)];
        return graph.Add(new At(node, axes, Array.ConvertAll(axes, IndexAlong)));
    }

    // Where along an affected axis the copy is.
    private Node IndexAlong(Axis axis) =>
        _indices.TryGetValue(axis, out var index) ? index
        : _dropped.Contains(axis) ? graph.Constant(0)
        : axis.IsGuard ? graph.In(graph.Constant(0), Rename(axis))
        : graph.Add(new IndexOf(Rename(axis)));

    /// <summary>What the axes become, without those that are replaced by indices.</summary>
    public AxisSet Rename(AxisSet axes) => AxisSet.Create([.. axes.Where(axis => !_dropped.Contains(axis) && !_indices.ContainsKey(axis)).Select(Rename)]);

    // The axes after the copy: replaced ones give way to the scope and the axes of their indices.
    private AxisSet Outer(AxisSet axes)
    {
        var result = Rename(axes).Union(_scope);
        foreach (var index in _indices.Values) result = result.Union(index.Axes);
        return result;
    }
}
