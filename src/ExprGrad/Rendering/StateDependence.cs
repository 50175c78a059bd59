using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>Which loops' states each node depends on, of the loops that it varies over.</summary>
internal sealed class StateDependence
{
    private readonly Dictionary<Node, AxisSet> _axes = [];

    public StateDependence(Program program, IReadOnlyList<Node> live)
    {
        bool changed;
        do
        {
            // A state's next value comes after it: what is found there flows back until nothing changes.
            changed = false;
            foreach (var node in live)
            {
                var axes = Compute(program, node);
                changed |= node is Carry && !axes.Equals(Of(node));
                _axes[node] = axes;
            }
        }
        while (changed);
    }

    public AxisSet Of(Node node) => _axes.GetValueOrDefault(node, AxisSet.Empty);

    private AxisSet Compute(Program program, Node node)
    {
        var axes = node is Carry carry ? Of(carry.Next).Union([carry.Axis]) : AxisSet.Empty;
        foreach (var operand in program.Expansions.TryGetValue(node, out var expansion) ? [expansion] : node.Operands) axes = axes.Union(Of(operand));
        foreach (var axis in node.Axes) axes = axes.Union(Of(axis.Bound));
        return axes.Intersect(node.Axes);
    }
}
