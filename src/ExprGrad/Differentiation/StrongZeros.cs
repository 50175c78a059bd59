using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Arithmetic of cotangents in which a zero that stems from a choice stays zero: what was not chosen gets nothing, even where its derivative is
/// infinite (0 * Infinity would be NaN). Products with cotangents that can't be such zeros are plain products.
/// </summary>
internal sealed class StrongZeros(Graph graph)
{
    private readonly CotangentAlgebra _algebra = new(graph);
    private readonly HashSet<Node> _selected = [];
    private readonly TameNodes _tame = new(graph);

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
        if (!_tame.Contains(partial)) product = _algebra.ZeroWith(bar, product);
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
}
