using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Quotients of one divisor, as a division and its derivative or a loop need them, as products with its reciprocal: a division takes as long as ten
/// multiplications. Within the accuracy that <see cref="FloatMode.Fast"/> promises, not bit for bit.
/// </summary>
internal static class SharedReciprocals
{
    public static Program Run(Program program)
    {
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var quotients in LiveNodes.Of(program).OfType<Apply>().Where(IsRealQuotient).GroupBy(quotient => quotient.Operands[1]))
        {
            if (!quotients.Skip(1).Any() && !IsRepeated(quotients.First())) continue;
            var one = program.Graph.Constant(quotients.Key.Type == typeof(float) ? 1f : (object)1.0);
            var reciprocal = program.Graph.Apply(Primitives.Divide, one, quotients.Key);
            foreach (var quotient in quotients.Where(quotient => quotient != reciprocal))
                expansions.Add(quotient, program.Graph.Apply(Primitives.Multiply, quotient.Operands[0], reciprocal));
        }

        return program with { Expansions = expansions };
    }

    private static bool IsRealQuotient(Apply apply) => apply.Primitive == Primitives.Divide && apply.IsReal;

    // Whether a loop divides by the same number in each iteration.
    private static bool IsRepeated(Apply quotient) => quotient.Axes.Except(quotient.Operands[1].Axes).Any(axis => !axis.IsGuard);
}
