using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Squares and cubes that are written as powers, as products: a power takes as long as forty multiplications. Within the accuracy that <see cref="FloatMode.Fast"/> promises, not bit for bit;
/// what overflows, or is infinite or NaN, is the same.
/// </summary>
internal static class SmallPowers
{
    public static void Find(Graph graph, IReadOnlyList<Node> live, Dictionary<Node, Node> expansions)
    {
        foreach (var node in live)
        {
            if (node is not Apply { Primitive: var primitive, Operands: [var x, Constant { Value: 2.0 or 2f or 3.0 or 3f } exponent] } || primitive != Primitives.Pow) continue;
            var square = graph.Apply(Primitives.Multiply, x, x);
            expansions.Add(node, exponent.Value is 2.0 or 2f ? square : graph.Apply(Primitives.Multiply, square, x));
        }
    }
}
