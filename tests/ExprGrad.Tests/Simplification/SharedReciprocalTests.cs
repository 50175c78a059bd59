using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Simplification;

/// <summary>In Fast mode a divisor is divided by once; in Strict mode the value is what C# computes.</summary>
public sealed class SharedReciprocalTests
{
    private static readonly Expression<Func<double, double, double>> Quotient = (a, b) => a / b;

    private static readonly Expression<Func<double[], double, double>> Loop = (x, b) => x.Sum(a => Math.Exp(a / b));

    [Theory]
    [InlineData(FloatMode.Fast, 1)]
    [InlineData(FloatMode.Strict, 2)]
    public void A_quotient_and_its_derivative_share_a_reciprocal(FloatMode mode, int divisions) =>
        Assert.Equal(divisions, Divisions(Grad.ValueAndGradient(Quotient, new GradOptions { FloatMode = mode })).Count);

    [Fact]
    public void A_quotient_alone_stays_one()
    {
        var value = Grad.Compile<Func<double, double, double>>(Quotient);
        Assert.Equal(["%0 = div a b : f64 {}"], Divisions(value));
        Assert.Equal(4.9e-324 / 1e-323, value(4.9e-324, 1e-323));
    }

    [Fact]
    public void A_loop_divides_once_by_what_does_not_vary_in_it()
    {
        var value = Grad.Compile<Func<double[], double, double>>(Loop);
        Assert.All(Divisions(value), line => Assert.EndsWith(": f64 {}", line, StringComparison.Ordinal));
        Assert.Equal(Loop.Compile()([1, 2, 3], 7), value([1, 2, 3], 7), 1e-15);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    [InlineData(-3, double.PositiveInfinity)]
    [InlineData(double.NaN, 3)]
    [InlineData(double.PositiveInfinity, 3)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1e-300, 1e300)]
    [InlineData(10, 3)]
    public void Special_values_are_those_of_the_quotient(double a, double b)
    {
        var (value, gradient) = Grad.ValueAndGradient(Quotient)(a, b);
        if (double.IsFinite(a / b)) Assert.Equal(a / b, value, 3e-16 * Math.Abs(a / b));
        else Assert.Equal(a / b, value);
        Assert.Equal(1 / b, gradient.Item1);
    }

    [Theory]
    [InlineData(FloatMode.Fast)]
    [InlineData(FloatMode.Strict)]
    public void A_quotient_of_the_function_is_not_divided_again_as_a_factor(FloatMode mode)
    {
        var gradient = Grad.Gradient((double a, double b, double c) => a / b * c, new GradOptions { FloatMode = mode });
        Assert.Equal(mode == FloatMode.Fast ? 1 : 2, Divisions(gradient).Count);
        Assert.Equal((2.5, -5.0, 2.0), gradient(2, 1, 2.5));
    }

    private static List<string> Divisions(Delegate compiled) =>
        [.. Grad.Report(compiled).Graph.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(" = div ", StringComparison.Ordinal))];
}
