using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>
/// Values without the loops that they only enter (<see cref="In"/>), so that their axes are those along which they differ. What is cheap is made anew, anything else
/// stays as it is. An index that was checked before, in these loops, is good if they run.
/// </summary>
/// <param name="graph">Where the nodes are and go.</param>
/// <param name="isChecked">Whether a check was made before anything is computed.</param>
internal sealed class BareValues(Graph graph, Func<Node, bool> isChecked)
{
    private readonly Dictionary<Node, Node> _known = [];

    public Node Of(Node root)
    {
        var pending = new Stack<Node>([root]);
        while (pending.TryPeek(out var node))
        {
            var waiting = pending.Count;
            if (!_known.ContainsKey(node))
            {
                foreach (var part in PartsOf(node).Where(part => !_known.ContainsKey(part))) pending.Push(part);
            }

            if (pending.Count > waiting) continue;
            pending.Pop();
            if (!_known.ContainsKey(node)) _known.Add(node, Bare(node));
        }

        return _known[root];
    }

    private ReadOnlySpan<Node> Operands(Node node) => node switch
    {
        Apply { Primitive: var primitive } when primitive == Primitives.CheckIndex && isChecked(node) && node.Axes.All(axis => axis.Kind == AxisKind.Loop && axis.Bound.Axes.IsEmpty) => node.Operands.AsSpan(0, 1),
        In { Axis.IsGuard: false } => node.Operands,
        Apply { Primitive: { Cost: <= 1, IsTotal: true } } => node.Operands,
        Load or At => node.Operands.AsSpan(1),
        _ => [],
    };

    private Node[] PartsOf(Node node) => node.Axes.IsEmpty ? [] : Operands(node).ToArray();

    private Node Bare(Node node)
    {
        var parts = PartsOf(node);
        var bare = Array.ConvertAll(parts, part => _known[part]);
        if (node is In && bare.Length > 0) return bare[0];
        if (node is Apply { Primitive: var primitive } && primitive == Primitives.CheckIndex && bare.Length > 0) return IfChecked(bare[0], node.Axes.Except(bare[0].Axes));
        if (bare.AsSpan().SequenceEqual(parts)) return node;
        return node switch
        {
            Apply apply => graph.Apply(apply.Primitive, bare),
            Load load => graph.Add(new Load(load.Array, bare)),
            At at => graph.At(at.Value, at.Replaced, bare),
            _ => throw new InvalidOperationException($"{node.GetType().Name} has no bare form."),
        };
    }

    private Node IfChecked(Node index, AxisSet loops)
    {
        Node? runs = null;
        foreach (var loop in loops)
        {
            var isLong = graph.Apply(Primitives.GreaterThan, loop.Bound, graph.Constant(0));
            runs = runs is null ? isLong : graph.Apply(Primitives.And, runs, isLong);
        }

        return runs is null ? index : graph.Apply(Primitives.CheckedIf, index, runs);
    }
}
