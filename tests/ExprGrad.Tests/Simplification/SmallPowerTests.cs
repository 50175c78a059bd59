using System.Linq.Expressions;

namespace ExprGrad.Tests.Simplification;

/// <summary>Squares and cubes written as powers are products in Fast mode; in Strict mode the value is what C# computes. Derivatives of constant powers hold one power less.</summary>
public sealed class SmallPowerTests
{
    private static readonly Expression<Func<double, double>> s_square = x => Math.Pow(x, 2);

    private static readonly Expression<Func<double, double>> s_cube = x => Math.Pow(x, 3);

    private static readonly double[] s_points =
        [0, -0.0, 1, -1, 3, -7.3, 1e-200, -1e-110, 1e110, -1e200, double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    [Theory]
    [InlineData(FloatMode.Fast, 0, 0)]
    [InlineData(FloatMode.Strict, 1, 2)]
    public void Powers_of_the_code(FloatMode mode, int square, int cube)
    {
        var options = new GradOptions { FloatMode = mode };
        Assert.Equal((square, cube), (Powers(Grad.ValueAndGradient(s_square, options)), Powers(Grad.ValueAndGradient(s_cube, options))));
        Assert.Equal(0, Powers(Grad.Gradient(s_square, options)));
    }

    [Theory]
    [InlineData(FloatMode.Fast)]
    [InlineData(FloatMode.Strict)]
    public void Values_and_derivatives_are_those_of_powers(FloatMode mode)
    {
        foreach (var x in s_points)
        {
            var options = new GradOptions { FloatMode = mode };
            var (square, slope) = Grad.ValueAndGradient(s_square, options)(x);
            var (cube, cubesSlope) = Grad.ValueAndGradient(s_cube, options)(x);
            Near(Math.Pow(x, 2), square);
            Near(2 * x, slope);
            Near(Math.Pow(x, 3), cube);
            Near(3 * Math.Pow(x, 2), cubesSlope);
        }
    }

    [Fact]
    public void Single_precision_has_them_too()
    {
        var (value, slope) = Grad.ValueAndGradient((float x) => MathF.Pow(x, 3) + MathF.Pow(x, 2))(-1.5f);
        Assert.Equal((-3.375f + 2.25f, 6.75f - 3), (value, slope));
    }

    [Fact]
    public void Other_powers_stay() => Assert.Equal(2, Powers(Grad.ValueAndGradient((double x) => Math.Pow(x, 2.5), new GradOptions())));

    [Fact]
    public void The_first_power_is_its_base() => Assert.Equal(0, Powers(Grad.ValueAndGradient((double x) => Math.Pow(Math.Sin(x), 1), new GradOptions { FloatMode = FloatMode.Strict })));

    private static int Powers(Delegate compiled) => Grad.Report(compiled).Code.Split("Math.Pow(").Length - 1;

    // Two units in the last place: a product may be rounded twice.
    private static void Near(double expected, double actual)
    {
        if (double.IsFinite(expected) && expected != 0) Assert.InRange(actual, expected - Math.Abs(Math.BitIncrement(expected) - expected) * 2, expected + Math.Abs(Math.BitIncrement(expected) - expected) * 2);
        else Assert.Equal(expected, actual);
    }
}
