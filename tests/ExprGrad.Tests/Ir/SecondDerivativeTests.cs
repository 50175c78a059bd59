using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>
/// Rules consist of primitives, so they can be differentiated themselves; what comes out agrees with differences of the first derivative.
/// </summary>
public sealed class SecondDerivativeTests
{
    public static TheoryData<string> Names => EveryPrimitiveTests.WithRules;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_can_be_differentiated(string name)
    {
        var (primitive, domain) = (PrimitiveNamed.Get(name), SampleDomains.ByName[name]);

        // The estimates are steps; their rules are differentiated where the functions that they estimate are known.
        var tolerance = domain.Smooth is null ? 1e-6 : 1e-3;
        foreach (var (point, first, second) in
            from point in domain.Points
            from first in Enumerable.Range(0, primitive.Arity)
            from second in Enumerable.Range(0, primitive.Arity)
            where point[first] is double && point[second] is double
            select (point, first, second))
        {
            var differences = Differences.Derivative(x => First(x), (double)point[second]);
            var actual = Second(primitive, point, first, second);
            Assert.True(
                Math.Abs(actual - differences) <= tolerance * Math.Max(Math.Abs(differences), 1),
                $"{name} at ({string.Join(", ", point)}), by operands {first} and {second}: {actual}, differences {differences}");

            double First(double x) => domain.Smooth is { } smooth
                ? Differences.Derivative(smooth, x)
                : Evaluation.Partial(primitive, first, [.. point.Select((value, i) => i == second ? x : value)]);
        }
    }

    private static double Second(Primitive primitive, object[] point, int first, int second)
    {
        var result = Evaluation.Run(primitive, point);
        var slope = Evaluation.Partial(primitive, second, point);
        double[] tangents = [.. point.Select((_, i) => i == second ? 1.0 : 0), slope];
        var rule = primitive.Rules[first]!.For(typeof(double));
        return primitive.Class == DerivativeClass.Selective
            ? DualEvaluator.Tangent(rule, [.. point, result, 1.0], [.. tangents, 0])
            : DualEvaluator.Tangent(rule, [.. point, result], tangents);
    }
}
