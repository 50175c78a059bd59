using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Quotients of one divisor, as a division and its derivative or a loop need them, as products with its reciprocal: a division takes as long as ten
/// multiplications. Within the accuracy that <see cref="FloatMode.Fast"/> promises, not bit for bit.
/// </summary>
internal static class SharedReciprocals
{
    public static void Find(Graph graph, IReadOnlyList<Node> live, Dictionary<Node, Node> expansions)
    {
        foreach (var quotients in live.OfType<Apply>().Where(IsRealQuotient).GroupBy(quotient => quotient.Operands[1]))
        {
            if (!quotients.Skip(1).Any() && !IsRepeated(quotients.First())) continue;
            var one = graph.Constant(quotients.Key.Type == typeof(float) ? 1f : (object)1.0);
            var reciprocal = graph.Apply(Primitives.Divide, one, quotients.Key);
            foreach (var quotient in quotients.Where(quotient => quotient != reciprocal))
                expansions.Add(quotient, graph.Apply(Primitives.Multiply, quotient.Operands[0], reciprocal));
        }
    }

    private static bool IsRealQuotient(Apply apply) => apply.Primitive == Primitives.Divide && apply.IsReal;

    // Whether a loop divides by the same number in each iteration.
    private static bool IsRepeated(Apply quotient) => quotient.Axes.Except(quotient.Operands[1].Axes).Any(axis => !axis.IsGuard);
}
