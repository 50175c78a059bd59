namespace ExprGrad.Tests.Ir;

/// <summary>The special functions of Ad against values of high precision.</summary>
public sealed class SpecialFunctionTests
{
    private static readonly Dictionary<string, Func<double, double>> Functions = new(StringComparer.Ordinal)
    {
        ["Erf"] = Ad.Erf,
        ["Erfc"] = Ad.Erfc,
        ["NormalCdf"] = Ad.NormalCdf,
        ["Sigmoid"] = Ad.Sigmoid,
        ["Softplus"] = Ad.Softplus,
        ["LogOnePlus"] = Ad.LogOnePlus,
        ["LogGamma"] = Ad.LogGamma,
        ["Polygamma0"] = Ad.Digamma,
        ["Polygamma1"] = Ad.Trigamma,
        ["Polygamma2"] = x => Ad.Polygamma(2, x),
        ["Polygamma3"] = x => Ad.Polygamma(3, x),
        ["Polygamma4"] = x => Ad.Polygamma(4, x),
        ["Polygamma5"] = x => Ad.Polygamma(5, x),
    };

    private static readonly Dictionary<string, Func<float, float>> InFloat = new(StringComparer.Ordinal)
    {
        ["Erf"] = Ad.Erf,
        ["Erfc"] = Ad.Erfc,
        ["NormalCdf"] = Ad.NormalCdf,
        ["Sigmoid"] = Ad.Sigmoid,
        ["Softplus"] = Ad.Softplus,
        ["LogOnePlus"] = Ad.LogOnePlus,
        ["LogGamma"] = Ad.LogGamma,
        ["Polygamma0"] = Ad.Digamma,
        ["Polygamma1"] = Ad.Trigamma,
        ["Polygamma2"] = x => Ad.Polygamma(2, x),
    };

    public static TheoryData<string> Names => [.. SpecialFunctionReferences.ByName.Keys];

    public static TheoryData<string> FloatNames => [.. InFloat.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_accurate_to_1e_13(string name) => Assert.All(SpecialFunctionReferences.ByName[name], reference =>
    {
        // Near their zeros functions are accurate absolutely.
        var tolerance = name == "NormalCdf" ? 2e-15 : 1e-13;
        var floor = name == "Polygamma0" || (name == "LogGamma" && reference.X < 0) ? 1 : 0;
        var actual = Functions[name](reference.X);
        var error = Math.Abs(actual - reference.Value);
        Assert.True(error <= tolerance * Math.Max(Math.Abs(reference.Value), floor), $"at {reference.X}: {actual}, not {reference.Value}");
    });

    [Theory]
    [MemberData(nameof(FloatNames))]
    public void A_float_function_is_accurate_to_a_few_ulp(string name)
    {
        foreach (var x in (float[])[0.001f, 0.3f, 0.9f, 1.7f, 2.5f, 9.25f, 30f, -0.3f, -1.7f, -9.25f])
        {
            if (name == "LogOnePlus" && x < 0) continue;
            var (expected, actual) = ((float)Functions[name](x), InFloat[name](x));
            Assert.True(Math.Abs(actual - expected) <= 3e-7f * Math.Abs(expected), $"at {x}: {actual}, not {expected}");
        }
    }

    [Theory]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(-3, double.PositiveInfinity)]
    [InlineData(-1e300, double.PositiveInfinity)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void LogGamma_at_its_poles_and_zeros(double x, double expected) => Assert.Equal(expected, Ad.LogGamma(x));

    [Theory]
    [InlineData(0, 0, double.NegativeInfinity)]
    [InlineData(0, -0.0, double.PositiveInfinity)]
    [InlineData(0, -2, double.NaN)]
    [InlineData(1, 0, double.PositiveInfinity)]
    [InlineData(1, -2, double.PositiveInfinity)]
    [InlineData(2, -2, double.NaN)]
    [InlineData(1, double.PositiveInfinity, 0)]
    [InlineData(0, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1, double.NegativeInfinity, double.NaN)]
    [InlineData(0, double.NaN, double.NaN)]
    [InlineData(1, double.NaN, double.NaN)]
    [InlineData(-1, 2, double.NaN)]
    [InlineData(101, 2, double.NaN)]
    public void Polygamma_at_its_poles_and_beyond_its_orders(int order, double x, double expected) =>
        Assert.Equal(expected, Ad.Polygamma(order, x));

    [Theory]
    [InlineData(15, -2.4, 3049301973386188519.5)]
    [InlineData(20, 3.5, -9182070.2049456267029)]
    [InlineData(30, 60, -5.0850062650747000546e-23)]
    [InlineData(50, 0.3, -1.4121826834802908232e91)]
    [InlineData(100, 7.25, -1.1908743041710819183e71)]
    public void Polygamma_of_high_order_is_as_accurate(int order, double x, double expected) =>
        Assert.Equal(1, Ad.Polygamma(order, x) / expected, 1e-13);

    [Fact]
    public void An_integer_is_not_rounded_to_float()
    {
        Assert.Equal(Ad.LogGamma(1e9 + 1), Ad.LogGamma(1_000_000_001));
        Assert.Equal(Ad.Digamma(7.0), Ad.Digamma(7));
        Assert.Equal(Ad.Trigamma(7.0), Ad.Trigamma((short)7));
        Assert.Equal(Ad.Polygamma(2, 7.0), Ad.Polygamma(2, 7));
        Assert.Equal(Ad.Erf(1.0), Ad.Erf(1));
        Assert.Equal(Ad.Erfc(1.0), Ad.Erfc(1));
        Assert.Equal(Ad.NormalCdf(1.0), Ad.NormalCdf(1));
        Assert.Equal(Ad.Sigmoid(3.0), Ad.Sigmoid(3));
        Assert.Equal(Ad.Softplus(3.0), Ad.Softplus(3u));
        Assert.Equal(16_777_217.0, Ad.Relu(16_777_217));
        Assert.Equal(16_777_217.0, Ad.StopGradient(16_777_217L));
    }
}
