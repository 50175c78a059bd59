using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class IterateTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(23)]
    public void Steps_of_a_number(int count) =>
        CheckHessian((double x, double c, int n) => Ad.Iterate(n, x, s => Math.Sin(s * c) + s * x), 0.7, 0.4, count);

    [Fact]
    public void Steps_that_know_their_number() => CheckHessian((double[] x) => Ad.Iterate(x.Length, 1.0, (s, i) => s * Math.Cos(x[i] * s) + i), s_x);

    [Fact]
    public void States_of_several_numbers() => CheckHessian(
        (double x, double h) => Ad.Let(
            Ad.Iterate(12, new { Position = x, Velocity = 0.0 }, s => new { Position = s.Position + h * s.Velocity, Velocity = s.Velocity - h * Math.Sin(s.Position) }),
            s => s.Position * s.Velocity),
        0.9, 0.1);

    [Fact]
    public void Steps_inside_of_steps() =>
        CheckHessian((double x) => Ad.Iterate(3, x, (s, i) => Ad.Iterate(i, s, (r, j) => Math.Sin(r + j * x)) + Ad.Iterate(2, x, r => r * s)), 0.3);

    [Fact]
    public void Steps_for_each_element() => CheckHessian((double[] x, double a) => x.Sum(v => Ad.Iterate(4, v, s => 0.5 * (s + a * v * v / s))), new[] { 1.5, 0.4, 2.2 }, 2.0);

    [Fact]
    public void Steps_in_a_branch() => CheckHessian((double[] x) => x.Sum(v => v > 0 ? Ad.Iterate(3, v, s => Math.Log(1 + s)) : v * v), s_x);

    [Fact]
    public void States_of_floats() => Check((float x) => Ad.Iterate(5, x, (s, i) => s * MathF.Sin(x + i)), 0.8f);

    [Fact]
    public void States_of_integers_choose_elements() => CheckHessian((double[] x, int n) => x[Ad.Iterate(n, 1, i => (3 * i + 1) % 5)] * x[0], s_x, 7);

    [Fact]
    public void A_negative_count_is_an_exception_before_anything_is_written()
    {
        var gradient = new[] { 5.0 };
        var compiled = Grad.Compile<InPlace>((double[] x, int n) => Ad.Iterate(n, x[0], s => s * s));
        Assert.Throws<ArgumentOutOfRangeException>(() => compiled([2.0], -1, gradient));
        Assert.Equal([5.0], gradient);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ad.Iterate(-1, 2.0, s => s * s));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ad.Iterate(-1, 2.0, (s, i) => s * i));
    }

    private delegate double InPlace(double[] x, int n, double[] dx);
}
