using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// The sizes of buffers over loops whose extents vary along another axis of the same buffer (triangles, rows of different lengths): the buffer is
/// rectangular and takes the largest extent.
/// </summary>
internal sealed class Hulls(Graph graph)
{
    private readonly Dictionary<Node, List<Node>> _neededBy = [];
    private readonly HashSet<Node> _sizes = [];
    private readonly Dictionary<Axis, Node> _extents = [];

    /// <summary>The sizes that buffers have, beside the extents of their loops.</summary>
    public IReadOnlyCollection<Node> Sizes => _sizes;

    /// <summary>Notes the sizes that the buffers need; whether there are new ones.</summary>
    public bool Find(IEnumerable<Placement> placements)
    {
        var found = false;
        foreach (var placement in placements)
        {
            foreach (var axis in placement.BufferAxes)
            {
                var size = Extent(placement, axis);
                if (size == axis.Bound) continue;
                _sizes.Add(size);
                if (!_neededBy.TryGetValue(placement.Node, out var needed)) _neededBy.Add(placement.Node, needed = []);
                if (needed.Contains(size)) continue;
                needed.Add(size);
                found = true;
            }
        }

        return found;
    }

    /// <summary>What must be computed before the node's buffer can be made.</summary>
    public IReadOnlyList<Node> NeededBy(Node node) => _neededBy.GetValueOrDefault(node, []);

    /// <summary>The size of the buffer along the axis: the largest extent of the axis over the axes that it varies along inside the buffer.</summary>
    public Node Extent(Placement placement, Axis axis)
    {
        var along = Along(placement, axis);
        var extent = Extent(axis);
        return along.IsEmpty ? extent : graph.Add(new Reduce(ReductionKind.Max, along, graph.In(extent, along)));
    }

    // The loops of the buffer that the extent varies over, and the branches inside them.
    private AxisSet Along(Placement placement, Axis axis)
    {
        var axes = Extent(axis).Axes;
        var loops = axes.Intersect([.. placement.BufferAxes]);
        if (loops.IsEmpty) return loops;
        var outermost = loops[0].Id;
        return [.. axes.Where(other => loops.Contains(other) || other.IsGuard && other.Id > outermost)];
    }

    // The extent; outside of the branches around it if it can be computed there, which needs no predicate to be known and is no smaller.
    private Node Extent(Axis axis)
    {
        if (_extents.TryGetValue(axis, out var extent)) return extent;
        extent = axis.Bound;
        if (extent.Axes.Any(other => other.IsGuard) && IsComputable(extent))
        {
            var substitution = new Substitution(graph, AxisSet.Empty);
            foreach (var guard in extent.Axes.Where(other => other.IsGuard)) substitution.Drop(guard);
            extent = substitution.Copy(extent);
        }

        _extents.Add(axis, extent);
        return extent;
    }

    // Whether the value can be computed whatever the predicates around it.
    private static bool IsComputable(Node node)
    {
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            if (next is not (Constant or Parameter or IndexOf or In or Apply or Length) || !Totality.IsTotal(next)) return false;
            foreach (var operand in next.Operands) pending.Push(operand);
        }

        return true;
    }
}
