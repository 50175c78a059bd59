using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Arithmetic of cotangents in which a zero that stems from a choice stays zero: what was not chosen gets nothing, even where its derivative is
/// infinite (0 * Infinity would be NaN). Products with cotangents that can't be such zeros are plain products.
/// </summary>
internal sealed class StrongZeros(Graph graph)
{
    private static readonly HashSet<string> s_bounded = ["tanh", "sin", "cos", "sigmoid", "atan", "erf", "sign"];

    private readonly CotangentAlgebra _algebra = new(graph);
    private readonly HashSet<Node> _selected = [];
    private readonly List<bool> _tame = [];

    /// <summary>Notes that the value may be 0 because another was chosen.</summary>
    public void MarkSelected(Node value)
    {
        if (value is not Constant) _selected.Add(value);
    }

    public void Inherit(Node value, Node from)
    {
        if (_selected.Contains(from)) MarkSelected(value);
    }

    public Node Multiply(Node partial, Node bar)
    {
        var product = _algebra.Multiply(partial, bar);
        if (!_selected.Contains(bar)) return product;
        if (!IsTame(partial))
        {
            var zero = graph.Constant(bar.Type == typeof(float) ? 0f : (object)0.0);
            product = graph.Apply(Primitives.Select, graph.Apply(Primitives.Equal, bar, zero), zero, product);
        }

        MarkSelected(product);
        return product;
    }

    /// <summary>The cotangent of x that x x hands on, if it takes one product.</summary>
    public Node? OfSquare(Node x, Node bar)
    {
        if (_algebra.Twice(bar) is not { } twice) return null;
        Inherit(twice, bar);
        return Multiply(x, twice);
    }

    public Node Negate(Node x)
    {
        var negated = _algebra.Negate(x);
        Inherit(negated, x);
        return negated;
    }

    /// <summary>The sum of cotangents over a domain.</summary>
    public Node Add(Node left, Node right, AxisSet? domain = null)
    {
        var sum = _algebra.Add(left, right, domain);
        Inherit(sum, left);
        Inherit(sum, right);
        return sum;
    }

    // Finite unless the inputs are not, or so large that they overflow.
    private bool IsTame(Node node)
    {
        while (_tame.Count <= node.Id) _tame.Add(Compute(graph.Nodes[_tame.Count]));
        return _tame[node.Id];
    }

    private bool Compute(Node node) => node switch
    {
        Constant or Parameter or IndexOf or Load or Length => true,
        Apply { Primitive: var primitive } when s_bounded.Contains(primitive.Name) => true,
        Apply { Primitive: ConversionPrimitive } => _tame[node.Operands[0].Id],
        Apply { Primitive: var primitive } when primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply
            || primitive == Primitives.Negate => Array.TrueForAll(node.Operands, operand => _tame[operand.Id]),
        In or At or Reduce { Kind: ReductionKind.Sum } => _tame[node.Operands[0].Id],
        _ => false,
    };
}
