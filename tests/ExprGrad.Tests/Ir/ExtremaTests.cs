namespace ExprGrad.Tests.Ir;

/// <summary>
/// Maxima, minima and choices pass the cotangent to the operand that they give, half each at ties, and exactly nothing to the other.
/// </summary>
public sealed class ExtremaTests
{
    private static readonly double[] Values = [double.NegativeInfinity, -2, -1, -0.0, 0, 1, 2, double.PositiveInfinity, double.NaN];

    public static TheoryData<string> Names => new()
    {
        "max", "min", "maxNumber", "minNumber", "maxNative", "minNative", "maxMagnitude", "minMagnitude", "maxMagnitudeNumber", "minMagnitudeNumber",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void The_cotangent_goes_to_the_operand_that_is_given(string name)
    {
        var primitive = PrimitiveNamed.Get(name);
        foreach (var (a, b, t) in from a in Values from b in Values from t in (double[])[3, double.PositiveInfinity] select (a, b, t))
        {
            var y = (double)Evaluation.Run(primitive, a, b);
            var isTie = a == b;
            var (expectedA, expectedB) = double.IsNaN(y) ? (double.NaN, double.NaN) : isTie ? (t / 2, t / 2) : y == a ? (t, 0.0) : (0.0, t);
            Assert.Equal(
                (a, b, expectedA, expectedB),
                (a, b, Evaluation.Partial(primitive, 0, [a, b], t), Evaluation.Partial(primitive, 1, [a, b], t)));

            var (singleA, singleB) = ((float)a, (float)b);
            Assert.Equal(
                (a, b, expectedA, expectedB),
                (a, b, Evaluation.Partial(primitive, 0, [singleA, singleB], t), Evaluation.Partial(primitive, 1, [singleA, singleB], t)));
        }
    }

    [Theory]
    [InlineData("relu", -1.0)]
    [InlineData("relu", 0.0)]
    [InlineData("abs", 0.0)]
    public void An_infinite_cotangent_that_is_dropped_leaves_zero(string name, double x) =>
        Assert.Equal(0, Evaluation.Partial(PrimitiveNamed.Get(name), 0, [x], double.PositiveInfinity));

    [Fact]
    public void What_was_not_selected_gets_zero_even_of_an_infinite_cotangent()
    {
        var select = PrimitiveNamed.Get("select");
        Assert.Equal(double.PositiveInfinity, Evaluation.Partial(select, 1, [true, 1.0, double.NaN], double.PositiveInfinity));
        Assert.Equal(0, Evaluation.Partial(select, 2, [true, 1.0, double.NaN], double.PositiveInfinity));
        Assert.Equal(0, Evaluation.Partial(select, 1, [false, double.NaN, 1.0], double.PositiveInfinity));
    }

    [Fact]
    public void What_was_clamped_away_gets_zero_even_of_an_infinite_cotangent()
    {
        Assert.Equal([0, 0, double.PositiveInfinity], Passed(5));
        Assert.Equal([double.PositiveInfinity, 0, 0], Passed(1));

        static IEnumerable<double> Passed(double x) =>
            Enumerable.Range(0, 3).Select(i => Evaluation.Partial(PrimitiveNamed.Get("clamp"), i, [x, -1.0, 1.0], double.PositiveInfinity));
    }
}
