using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>An index that grows evenly along two axes: first + down i + across k. What is null is 0.</summary>
internal sealed record AffineIndex(Node? First, Node? Down, Node? Across)
{
    // Indices of matrices are short; this keeps the recursion so.
    private const int Deepest = 16;

    /// <summary>The numbers that it is computed from.</summary>
    public IEnumerable<Node> Parts => new[] { First, Down, Across }.OfType<Node>();

    /// <summary>The index as such a form, but for whether it was checked; null if it has none.</summary>
    public static AffineIndex? Of(Graph graph, Node index, Axis down, Axis along) => new Reader(graph, down, along).Read(index, depth: 0);

    /// <summary>The index of one of the two axes; null for another.</summary>
    public static AffineIndex? Along(Graph graph, Axis axis, Axis down, Axis along) =>
        axis == down ? new(null, graph.Constant(1), null) : axis == along ? new(null, null, graph.Constant(1)) : null;

    private sealed class Reader(Graph graph, Axis down, Axis along)
    {
        private readonly AffineIndex _down = new(null, graph.Constant(1), null);
        private readonly AffineIndex _along = new(null, null, graph.Constant(1));

        public AffineIndex? Read(Node node, int depth)
        {
            if (depth > Deepest || node.Type != typeof(int)) return null;
            AffineIndex? Operand(int i) => Read(node.Operands[i], depth + 1);
            switch (node)
            {
                case IndexOf index when index.Axis == down:
                    return _down;
                case IndexOf index when index.Axis == along:
                    return _along;
                case In:
                case Apply when Load.RunsOf(node) is not null:
                    return Operand(0);
                case Apply { Primitive: var primitive } when primitive == Primitives.Add:
                    return Operand(0) is { } a && Operand(1) is { } b ? Combine(a, b, Sum) : null;
                case Apply { Primitive: var primitive } when primitive == Primitives.Subtract:
                    return Operand(0) is { } minuend && Operand(1) is { } subtrahend ? Combine(minuend, subtrahend, Difference) : null;
                case Apply { Primitive: var primitive } when primitive == Primitives.Multiply:
                    return Operand(0) is { } left && Operand(1) is { } right ? Product(left, right) : null;
                default:
                    return node.Axes.Contains(down) || node.Axes.Contains(along) ? null : new(node, null, null);
            }
        }

        private static AffineIndex Combine(AffineIndex a, AffineIndex b, Func<Node?, Node?, Node?> combine) =>
            new(combine(a.First, b.First), combine(a.Down, b.Down), combine(a.Across, b.Across));

        private AffineIndex? Product(AffineIndex a, AffineIndex b)
        {
            if (a is { Down: null, Across: null }) (a, b) = (b, a);
            return b is { Down: null, Across: null } ? new(Product(a.First, b.First), Product(a.Down, b.First), Product(a.Across, b.First)) : null;
        }

        private Node? Sum(Node? a, Node? b) => a is null ? b : b is null ? a : graph.Apply(Primitives.Add, a, b);

        private Node? Difference(Node? a, Node? b) => b is null ? a : graph.Apply(Primitives.Subtract, a ?? graph.Constant(0), b);

        private Node? Product(Node? a, Node? b) => a is null || b is null ? null : graph.Apply(Primitives.Multiply, a, b);
    }
}
