namespace ExprGrad.Ir;

/// <summary>What sets of axes are made from: others, with which they share their outer parts where they can.</summary>
internal sealed partial class AxisSet
{
    private AxisSet? _closed;
    private AxisSet? _leading;
    private Node[]? _bounds;

    /// <summary>The axes with those that their bounds vary over.</summary>
    public AxisSet Closed => _closed ??= Derive(static set => set._closed, static (set, closed) => set._closed = closed, static (outer, set) =>
        outer.Union(set.Innermost.Bound.Axes).Union(set));

    /// <summary>
    /// The axes that no bound of another one varies over. Whatever is known where their bounds are known implies the other bounds: of branches in
    /// branches it is the innermost alone.
    /// </summary>
    public AxisSet Leading => _leading ??= Derive(static set => set._leading, static (set, leading) => set._leading = leading, static (outer, set) =>
        outer.Except(set.Innermost.Bound.Axes).With(set.Innermost));

    /// <summary>The extents and predicates of the axes, but for those that others of these need.</summary>
    public IReadOnlyList<Node> Bounds => _bounds ??= [.. Leading.Select(axis => axis.Bound)];

    public AxisSet Union(AxisSet other)
    {
        if (ContainsAll(other)) return this;
        if (other.ContainsAll(this)) return other;
        var inner = new Stack<Axis>();
        var (a, b) = (this, other);
        while (a != b && !a.IsEmpty && !b.IsEmpty)
        {
            inner.Push(a.MaxId >= b.MaxId ? a.Innermost : b.Innermost);
            var id = inner.Peek().Id;
            if (a.MaxId == id) a = a.Outer;
            if (b.MaxId == id) b = b.Outer;
        }

        return (a.IsEmpty ? b : a).With(inner);
    }

    public AxisSet Except(AxisSet other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var inner = new Stack<Axis>();
        var rest = this;
        while (!other.IsEmpty && rest != other)
        {
            other = other.UpTo(rest.MaxId);
            if (other.Innermost != rest.Innermost) inner.Push(rest.Innermost);
            if (!rest.IsEmpty) rest = rest.Outer;
        }

        return (other.IsEmpty ? rest : Empty).With(inner);
    }

    public AxisSet Intersect(AxisSet other)
    {
        if (IsEmpty || other.IsEmpty) return Empty;
        var inner = new Stack<Axis>();
        var common = this;
        while (common != other)
        {
            common = common.UpTo(other.MaxId);
            other = other.UpTo(common.MaxId);
            if (common == other || common.Innermost != other.Innermost) continue;
            inner.Push(common.Innermost);
            (common, other) = (common.Outer, other.Outer);
        }

        return common.With(inner);
    }

    private AxisSet With(Stack<Axis> inner)
    {
        var set = this;
        while (inner.TryPop(out var axis)) set = set.With(axis);
        return set;
    }

    // From the outermost part for which it is known inwards: a nest may be deeper than the stack.
    private AxisSet Derive(Func<AxisSet, AxisSet?> known, Action<AxisSet, AxisSet> keep, Func<AxisSet, AxisSet, AxisSet> step)
    {
        var unknown = new Stack<AxisSet>();
        var part = this;
        for (; !part.IsEmpty && known(part) is null; part = part.Outer) unknown.Push(part);
        var derived = part.IsEmpty ? Empty : known(part)!;
        while (unknown.TryPop(out part!))
        {
            derived = step(derived, part);
            keep(part, derived);
        }

        return derived;
    }
}
