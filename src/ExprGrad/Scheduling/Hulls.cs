using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// The sizes of buffers over loops whose extents vary along another axis of the same buffer (triangles, rows of different lengths): the buffer is
/// rectangular and takes the largest extent.
/// </summary>
internal sealed class Hulls(Graph graph)
{
    private readonly Dictionary<Node, List<Reduce>> _neededBy = [];

    /// <summary>The largest extent of an axis over the axes that it varies along inside a buffer.</summary>
    public Dictionary<(Axis Axis, AxisSet Along), Reduce> Extents { get; } = [];

    /// <summary>Notes the hulls that the buffers need; whether there are new ones.</summary>
    public bool Find(IEnumerable<Placement> placements)
    {
        var found = false;
        foreach (var placement in placements)
        {
            foreach (var axis in placement.BufferAxes)
            {
                var along = Along(placement, axis);
                if (along.IsEmpty) continue;
                if (!Extents.TryGetValue((axis, along), out var hull))
                    Extents.Add((axis, along), hull = graph.Add(new Reduce(ReductionKind.Max, along, graph.In(axis.Bound, along))));
                if (!_neededBy.TryGetValue(placement.Node, out var needed)) _neededBy.Add(placement.Node, needed = []);
                if (needed.Contains(hull)) continue;
                needed.Add(hull);
                found = true;
            }
        }

        return found;
    }

    /// <summary>What must be computed before the node's buffer can be made.</summary>
    public IReadOnlyList<Reduce> NeededBy(Node node) => _neededBy.GetValueOrDefault(node, []);

    /// <summary>The size of the buffer along the axis.</summary>
    public Node Extent(Placement placement, Axis axis)
    {
        var along = Along(placement, axis);
        return along.IsEmpty ? axis.Bound : Extents[(axis, along)];
    }

    // The loops of the buffer that the extent varies over, and the branches inside them.
    private static AxisSet Along(Placement placement, Axis axis)
    {
        var loops = axis.Bound.Axes.Intersect([.. placement.BufferAxes]);
        if (loops.IsEmpty) return loops;
        var outermost = loops[0].Id;
        return [.. axis.Bound.Axes.Where(other => loops.Contains(other) || other.IsGuard && other.Id > outermost)];
    }
}
