using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>Compares the rules of a primitive with differences of its values, in double and in float.</summary>
internal static class RuleCheck
{
    /// <summary>What is wrong with the rules of the primitive on the domain; nothing if they agree.</summary>
    /// <param name="primitive">What is checked.</param>
    /// <param name="domain">Where.</param>
    /// <param name="scale">Each rule's value is multiplied by it: something other than 1 must be found.</param>
    public static IEnumerable<string> Failures(Primitive primitive, SampleDomain domain, double scale = 1) =>
        from point in domain.Points
        from operand in Enumerable.Range(0, primitive.Arity)
        where point[operand] is double
        from failure in Failures(primitive, domain, point, operand, scale)
        select $"{primitive.Name}, operand {operand} at ({string.Join(", ", point)}): {failure}";

    private static IEnumerable<string> Failures(Primitive primitive, SampleDomain domain, object[] point, int operand, double scale)
    {
        var tolerance = domain.Smooth is null ? 1e-6 : 3e-4;
        var place = (double)point[operand];
        var difference = Differences.Derivative(x => domain.Smooth?.Invoke(x) ?? Evaluation.RunReal(primitive, With(x)), place);
        var rule = scale * Evaluation.Partial(primitive, operand, point);
        if (!Close(rule, difference, tolerance)) yield return $"rule {rule}, differences {difference}";

        // Differences of float values are coarse, so the float rule is held against the double rule at the same place as well.
        var single = Evaluation.InFloat(point);
        var floatRule = scale * Evaluation.Partial(primitive, operand, single);
        var doubleRule = Evaluation.Partial(primitive, operand, Evaluation.InDouble(single));
        if (!Close(floatRule, doubleRule, Math.Max(tolerance, 2e-5))) yield return $"rule in float {floatRule}, in double {doubleRule}";

        var coarse = Differences.Derivative(x => Evaluation.RunReal(primitive, Evaluation.InFloat(With(x))), place, step: 0.01);
        if (!Close(floatRule, coarse, 3e-2)) yield return $"rule in float {floatRule}, differences {coarse}";

        object[] With(double x) => [.. point.Select((value, i) => i == operand ? x : value)];
    }

    private static bool Close(double a, double b, double tolerance) => Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(b), 0.01);
}
