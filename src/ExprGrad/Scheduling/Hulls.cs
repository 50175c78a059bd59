using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// The sizes of arrays that are made as a whole and whose extents vary along another axis of the same array (the gradient of a triangle): the array is rectangular
/// and takes the largest extent.
/// </summary>
internal sealed class Hulls(Graph graph)
{
    private readonly Dictionary<Node, List<Reduce>> _neededBy = [];
    private readonly HashSet<Reduce> _largest = [];

    /// <summary>The largest extents that arrays ask for.</summary>
    public IReadOnlyCollection<Reduce> Largest => _largest;

    /// <summary>Notes the hulls that the arrays need; whether there are new ones.</summary>
    public bool Find(IEnumerable<Placement> placements)
    {
        var found = false;
        foreach (var placement in placements.Where(placement => placement.Node is not Recurrence))
        {
            foreach (var axis in BufferLayout.Inner(placement))
            {
                if (Extent(placement, axis) is not Reduce hull || hull == axis.Bound) continue;
                _largest.Add(hull);
                if (!_neededBy.TryGetValue(placement.Node, out var needed)) _neededBy.Add(placement.Node, needed = []);
                if (needed.Contains(hull)) continue;
                needed.Add(hull);
                found = true;
            }
        }

        return found;
    }

    /// <summary>What must be computed before the node's array can be made.</summary>
    public IReadOnlyList<Reduce> NeededBy(Node node) => _neededBy.TryGetValue(node, out var needed) ? needed : Array.Empty<Reduce>();

    /// <summary>The size of a value's array along the axis: its extent, the largest one over the axes of the array that it varies along.</summary>
    public Node Extent(Placement placement, Axis axis) => graph.LargestExtent(axis, placement.Home.Axes);
}
