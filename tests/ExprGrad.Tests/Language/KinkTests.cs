namespace ExprGrad.Tests.Language;

/// <summary>The conventions at kinks and ties, in every executor.</summary>
public sealed class KinkTests
{
    private static double[] Gradient(System.Linq.Expressions.LambdaExpression lambda, object first) => Agreement.Of(lambda).AtKink(first).Gradient;

    private static double[] Gradient(System.Linq.Expressions.LambdaExpression lambda, double first, double second) => Agreement.Of(lambda).AtKink(first, second).Gradient;

    [Fact]
    public void Abs_and_sign_have_derivative_0_at_0()
    {
        Assert.Equal([0.0], Gradient((double x) => Math.Abs(x), 0.0));
        Assert.Equal([0.0], Gradient((float x) => MathF.Abs(x), 0f));
        Assert.Equal([0.0], Gradient((double x) => (double)Math.Sign(x), 0.0));
    }

    [Fact]
    public void Max_and_Min_give_half_each_at_a_tie()
    {
        Assert.Equal([0.5, 0.5], Gradient((double x, double y) => Math.Max(x, y), 2, 2));
        Assert.Equal([0.5, 0.5], Gradient((double x, double y) => Math.Min(x, y), 2, 2));
        Assert.Equal([0.5], Gradient((double x) => Math.Max(x, 0), 0.0));
        Assert.Equal([1.0], Gradient((double x) => Math.Max(x, x), 2.0));
    }

    [Fact]
    public void Relu_has_derivative_0_at_0() => Assert.Equal([0.0], Gradient((double x) => Ad.Relu(x), 0.0));

    [Fact]
    public void Max_and_Min_of_a_sequence_give_all_to_the_first_of_equals()
    {
        Assert.Equal([0.0, 1, 0, 0], Gradient((double[] w) => w.Max(), new[] { 1.0, 3, 3, 2 }));
        Assert.Equal([0.0, 1, 0, 0], Gradient((double[] w) => w.Min(), new[] { 3.0, 1, 1, 2 }));
        Assert.Equal([-4.0, 0], Gradient((double[] w) => w.Max(v => v * v), new[] { -2.0, 2 }));
        Assert.Equal([1.0, 0, 0], Gradient((double[] w) => w.MaxBy(v => v * v), new[] { -2.0, 2, 1 }));
        Assert.Equal([1.0, 0, 0], Gradient((double[] w) => w.MinBy(v => v * v), new[] { -2.0, 2, 3 }));
    }

    [Fact]
    public void Clamp_has_derivative_1_on_the_closed_interval()
    {
        Assert.Equal([1.0], Gradient((double x) => Math.Clamp(x, 0, 1), 0.0));
        Assert.Equal([1.0], Gradient((double x) => Math.Clamp(x, 0, 1), 1.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Clamp(x, 0, 1), 1.5));
    }

    [Fact]
    public void What_was_not_chosen_gets_0_where_the_derivative_is_infinite()
    {
        Assert.Equal([0.0], Gradient((double x) => Math.Acos(Math.Clamp(x, -1, 1)), 2.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Acos(Math.Min(Math.Max(x, -1), 1)), 2.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Sqrt(Math.Max(x, 0)), -1.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Sqrt(Ad.Relu(x)), -1.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Sqrt(Ad.Relu(x)), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Log(Math.Clamp(x, 0, 1)), -1.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Pow(Math.Max(x, 0), 0.5), -1.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Sqrt(Math.Abs(x)), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Cbrt(Math.CopySign(x, -1)), 0.0));
        Assert.Equal([0.0], Gradient((double[] x) => x.Max(v => Math.Sqrt(Math.Abs(v))), new[] { 0.0 }));
        Assert.Equal([0.0], Gradient((float x) => MathF.Sqrt(MathF.Max(x, 0)), -1f));
    }

    [Fact]
    public void The_root_has_an_infinite_derivative_at_0() => Assert.Equal([double.PositiveInfinity], Gradient((double x) => Math.Sqrt(x), 0.0));

    [Fact]
    public void A_power_at_its_edges()
    {
        Assert.Equal([0.0], Gradient((double x) => Math.Pow(x, 0), 0.0));
        Assert.Equal([2.0, 0.0], Gradient((double x, double y) => Math.Pow(x, y) * (x + 2), 0, 0.0).Select((g, i) => i == 1 ? 0 : g + 1).ToArray());
        Assert.Equal([0.0, 0.0], Gradient((double x, double y) => Math.Pow(x, y), 0, 2));
        Assert.Equal([12.0], Gradient((double x) => Math.Pow(x, 3), -2.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Pow(x, 2), 0.0));
    }

    [Fact]
    public void Hypot_has_derivative_0_at_the_origin() => Assert.Equal([0.0, 0.0], Gradient((double x, double y) => double.Hypot(x, y), 0, 0));

    [Fact]
    public void The_remainder_has_derivatives_1_and_minus_the_quotient() => Assert.Equal([1.0, -3.0], Gradient((double x, double y) => x % y, 7, 2));

    [Fact]
    public void LINQ_Max_ignores_NaN_and_Min_returns_it_while_Math_propagates_it()
    {
        Assert.Equal(2, Agreement.Of((double[] w) => w.Max()).AtKink(new[] { 1, double.NaN, 2 }).Number);
        Assert.True(double.IsNaN(Agreement.Of((double[] w) => w.Min()).AtKink(new[] { 1, double.NaN, 2 }).Number));
        Assert.True(double.IsNaN(Agreement.Of((double[] w) => w.Max()).AtKink(new[] { double.NaN, double.NaN }).Number));
        Assert.True(double.IsNaN(Agreement.Of((double[] w) => Math.Max(w[0], w[1])).AtKink(new[] { 1, double.NaN }).Number));
        Agreement.Of((float[] w) => w.Max()).AtKink(new[] { float.NaN, 2, float.NaN, 3 });
        Agreement.Of((float[] w) => w.Min()).AtKink(new[] { 1, float.NaN, 2 });
    }

    [Fact]
    public void Extrema_of_signed_zeros_are_those_of_CSharp()
    {
        foreach (var w in new[] { new[] { 0.0, -0.0 }, new[] { -0.0, 0.0 } })
        {
            Agreement.Of((double[] v) => v.Max()).AtKink(w);
            Agreement.Of((double[] v) => v.Min()).AtKink(w);
            Agreement.Of((double[] v) => Math.Max(v[0], v[1])).AtKink(w);
            Agreement.Of((double[] v) => Math.Min(v[0], v[1])).AtKink(w);
        }
    }

    [Fact]
    public void Extrema_of_infinities()
    {
        Agreement.Of((double[] w) => w.Max()).AtKink(new[] { double.NegativeInfinity, double.NegativeInfinity });
        Agreement.Of((double[] w) => w.Min()).AtKink(new[] { double.PositiveInfinity, double.PositiveInfinity });
        Assert.Equal([1.0], Agreement.Of((double[] w) => w.Min()).AtKink(new[] { double.PositiveInfinity }).Gradient);
        Assert.Equal([1.0], Agreement.Of((double[] w) => w.Max()).AtKink(new[] { double.NegativeInfinity }).Gradient);
    }
}
