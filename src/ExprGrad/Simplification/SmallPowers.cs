using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Squares and cubes that are written as powers, as products: a power takes as long as forty multiplications. Within the accuracy that <see cref="FloatMode.Fast"/> promises, not bit for bit;
/// what overflows, or is infinite or NaN, is the same.
/// </summary>
internal static class SmallPowers
{
    public static Program Run(Program program)
    {
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var node in LiveNodes.Of(program))
        {
            if (node is not Apply { Primitive: var primitive, Operands: [var x, Constant { Value: 2.0 or 2f or 3.0 or 3f } exponent] } || primitive != Primitives.Pow) continue;
            var square = program.Graph.Apply(Primitives.Multiply, x, x);
            expansions.Add(node, exponent.Value is 2.0 or 2f ? square : program.Graph.Apply(Primitives.Multiply, square, x));
        }

        return program with { Expansions = expansions };
    }
}
