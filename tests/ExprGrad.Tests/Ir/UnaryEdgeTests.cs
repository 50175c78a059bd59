using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>The derivatives of functions of one operand at the edges of their domains, each written out.</summary>
public sealed class UnaryEdgeTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;
    private const double Ln2 = 0.69314718055994531;
    private const double Ln10 = 2.302585092994046;

    private static readonly double[] Arguments = [0, -0.0, Inf, -Inf, 1e300, -1e300, 1e-300, -1e-300];

    // For each of the arguments above; the derivative at NaN is NaN, but for those that are constant.
    private static readonly Dictionary<string, double[]> Derivatives = new(StringComparer.Ordinal)
    {
        ["neg"] = [-1, -1, -1, -1, -1, -1, -1, -1],
        ["exp"] = [1, 1, Inf, 0, Inf, 0, 1, 1],
        ["exp2"] = [Ln2, Ln2, Inf, 0, Inf, 0, Ln2, Ln2],
        ["exp10"] = [Ln10, Ln10, Inf, 0, Inf, 0, Ln10, Ln10],
        ["expM1"] = [1, 1, Inf, 0, Inf, 0, 1, 1],
        ["exp2M1"] = [Ln2, Ln2, Inf, 0, Inf, 0, Ln2, Ln2],
        ["exp10M1"] = [Ln10, Ln10, Inf, 0, Inf, 0, Ln10, Ln10],
        ["log"] = [Inf, -Inf, 0, 0, 1e-300, -1e-300, 1e300, -1e300],
        ["log2"] = [Inf, -Inf, 0, 0, 1e-300 / Ln2, -1e-300 / Ln2, 1e300 / Ln2, -1e300 / Ln2],
        ["log10"] = [Inf, -Inf, 0, 0, 1e-300 / Ln10, -1e-300 / Ln10, 1e300 / Ln10, -1e300 / Ln10],
        ["logP1"] = [1, 1, 0, 0, 1e-300, -1e-300, 1, 1],
        ["log2P1"] = [1 / Ln2, 1 / Ln2, 0, 0, 1e-300 / Ln2, -1e-300 / Ln2, 1 / Ln2, 1 / Ln2],
        ["log10P1"] = [1 / Ln10, 1 / Ln10, 0, 0, 1e-300 / Ln10, -1e-300 / Ln10, 1 / Ln10, 1 / Ln10],
        ["logOnePlus"] = [1, 1, 0, 0, 1e-300, -1e-300, 1, 1],
        ["sqrt"] = [Inf, Inf, 0, NaN, 5e-151, NaN, 5e149, NaN],
        ["cbrt"] = [Inf, Inf, 0, 0, 1e-200 / 3, 1e-200 / 3, 1e200 / 3, 1e200 / 3],
        ["reciprocalEstimate"] = [-Inf, -Inf, 0, 0, 0, 0, -Inf, -Inf],
        ["reciprocalSqrtEstimate"] = [-Inf, Inf, 0, NaN, 0, NaN, -Inf, NaN],
        ["sin"] = [1, 1, NaN, NaN, Math.Cos(1e300), Math.Cos(1e300), 1, 1],
        ["cos"] = [0, 0, NaN, NaN, -Math.Sin(1e300), Math.Sin(1e300), -1e-300, 1e-300],
        ["tan"] = [1, 1, NaN, NaN, 1 / (Math.Cos(1e300) * Math.Cos(1e300)), 1 / (Math.Cos(1e300) * Math.Cos(1e300)), 1, 1],
        ["asin"] = [1, 1, NaN, NaN, NaN, NaN, 1, 1],
        ["acos"] = [-1, -1, NaN, NaN, NaN, NaN, -1, -1],
        ["atan"] = [1, 1, 0, 0, 0, 0, 1, 1],
        ["sinPi"] = [Math.PI, Math.PI, NaN, NaN, Math.PI, Math.PI, Math.PI, Math.PI],
        ["cosPi"] = [0, 0, NaN, NaN, 0, 0, -Math.PI * Math.PI * 1e-300, Math.PI * Math.PI * 1e-300],
        ["tanPi"] = [Math.PI, Math.PI, NaN, NaN, Math.PI, Math.PI, Math.PI, Math.PI],
        ["asinPi"] = [1 / Math.PI, 1 / Math.PI, NaN, NaN, NaN, NaN, 1 / Math.PI, 1 / Math.PI],
        ["acosPi"] = [-1 / Math.PI, -1 / Math.PI, NaN, NaN, NaN, NaN, -1 / Math.PI, -1 / Math.PI],
        ["atanPi"] = [1 / Math.PI, 1 / Math.PI, 0, 0, 0, 0, 1 / Math.PI, 1 / Math.PI],
        ["degreesToRadians"] = [.. Enumerable.Repeat(Math.PI / 180, 8)],
        ["radiansToDegrees"] = [.. Enumerable.Repeat(180 / Math.PI, 8)],
        ["tanh"] = [1, 1, 0, 0, 0, 0, 1, 1],
        ["sinh"] = [1, 1, Inf, Inf, Inf, Inf, 1, 1],
        ["cosh"] = [0, 0, Inf, -Inf, Inf, -Inf, 1e-300, -1e-300],
        ["asinh"] = [1, 1, 0, 0, 1e-300, 1e-300, 1, 1],
        ["acosh"] = [NaN, NaN, 0, NaN, 1e-300, NaN, NaN, NaN],
        ["atanh"] = [1, 1, 0, 0, 0, 0, 1, 1],
        ["bitIncrement"] = [1, 1, 1, 1, 1, 1, 1, 1],
        ["bitDecrement"] = [1, 1, 1, 1, 1, 1, 1, 1],
        ["abs"] = [0, 0, 1, -1, 1, -1, 1, -1],
        ["relu"] = [0, 0, 1, 0, 1, 0, 1, 0],
        ["sigmoid"] = [0.25, 0.25, 0, 0, 0, 0, 0.25, 0.25],
        ["softplus"] = [0.5, 0.5, 1, 0, 1, 0, 0.5, 0.5],
        ["erf"] = [1.1283791670955126, 1.1283791670955126, 0, 0, 0, 0, 1.1283791670955126, 1.1283791670955126],
        ["erfc"] = [-1.1283791670955126, -1.1283791670955126, 0, 0, 0, 0, -1.1283791670955126, -1.1283791670955126],
        ["normalCdf"] = [0.3989422804014327, 0.3989422804014327, 0, 0, 0, 0, 0.3989422804014327, 0.3989422804014327],

        // Only for numbers from 0 to 40; what it gives beyond is multiplied by 0.
        ["scaledNormalTail"] = [-0.3989422804014327, -0.3989422804014327, Inf, NaN, 9.96733518830130998e+297, NaN, -0.3989422804014327, -0.3989422804014327],
        ["logGamma"] = [-Inf, Inf, Inf, NaN, 690.77552789821368, NaN, -1e300, 1e300],
        ["digamma"] = [Inf, Inf, 0, NaN, 1e-300, Inf, Inf, Inf],
        ["trigamma"] = [NaN, NaN, 0, NaN, 0, NaN, -Inf, Inf],
    };

    private static readonly string[] ConstantDerivative = ["neg", "degreesToRadians", "radiansToDegrees", "bitIncrement", "bitDecrement"];

    public static TheoryData<string> Names => [.. Derivatives.Keys];

    [Fact]
    public void Every_function_of_one_operand_is_here() => Assert.Equal(
        PrimitiveRegistry.Default.All.Where(primitive => primitive is { Arity: 1, Rules.Count: 1 } and not ConversionPrimitive)
            .Select(primitive => primitive.Name).Order(StringComparer.Ordinal),
        Derivatives.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_at_an_edge_is_as_written(string name) => Assert.All(Arguments.Zip(Derivatives[name]), edge =>
    {
        var (x, expected) = edge;
        var actual = Evaluation.Partial(PrimitiveNamed.Get(name), 0, [x]);
        Assert.True(IsNear(expected, actual, 1e-15), $"{name} at {x}: {actual}, not {expected}");

        // The huge and the tiny are beyond a float.
        if (Math.Abs(x) is > 0 and < Inf) return;
        var inFloat = Evaluation.Partial(PrimitiveNamed.Get(name), 0, [(float)x]);
        Assert.True(IsNear(expected, inFloat, 1e-6), $"{name} at {x} in float: {inFloat}, not {expected}");
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void The_derivative_at_NaN_is_NaN_unless_it_is_constant(string name)
    {
        var expected = ConstantDerivative.Contains(name, StringComparer.Ordinal) ? Derivatives[name][0] : NaN;
        Assert.Equal(expected, Evaluation.Partial(PrimitiveNamed.Get(name), 0, [NaN]));
        Assert.Equal((float)expected, (float)Evaluation.Partial(PrimitiveNamed.Get(name), 0, [float.NaN]));
    }

    [Theory]
    [InlineData("asin", 1, Inf)]
    [InlineData("asin", -1, Inf)]
    [InlineData("acos", 1, -Inf)]
    [InlineData("acosh", 1, Inf)]
    [InlineData("atanh", 1, Inf)]
    [InlineData("atanh", -1, Inf)]
    [InlineData("logP1", -1, Inf)]
    [InlineData("tanPi", 0.5, Inf)]
    [InlineData("logGamma", -1, NaN)]
    [InlineData("digamma", -1, Inf)]
    public void The_derivative_at_the_end_of_a_domain_is_its_limit(string name, double x, double expected)
    {
        Assert.Equal(expected, Evaluation.Partial(PrimitiveNamed.Get(name), 0, [x]));
        Assert.Equal((float)expected, (float)Evaluation.Partial(PrimitiveNamed.Get(name), 0, [(float)x]));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    [InlineData(700)]
    [InlineData(-700)]
    public void The_logistic_function_keeps_the_derivative_of_both_tails(double x) =>
        Assert.True(IsNear(Math.Exp(-Math.Abs(x)), Evaluation.Partial(PrimitiveNamed.Get("sigmoid"), 0, [x]), 1e-15));

    internal static bool IsNear(double expected, double actual, double tolerance) =>
        expected.Equals(actual) || expected == actual || Math.Abs(actual - expected) <= tolerance * Math.Abs(expected);
}
