using System.Linq.Expressions;

namespace ExprGrad.Tests.Scheduling;

/// <summary>Buffers that are not needed at the same time are in one place; those that are, are not.</summary>
public sealed class LifetimeTests
{
    private delegate double Into(double[] x, double[] dx);

    private static readonly double[] s_x = [.. Enumerable.Range(0, 37).Select(i => 1.5 + Math.Cos(i))];

    // Each array follows from the whole of the one before, and is needed by the next one only.
    private static Expression<Func<double[], double>> Chain(int links)
    {
        Expression<Func<double[], double[]>> link = x => x.Select(v => Math.Sin(v) / x.Sum()).ToArray();
        Expression<Func<double[], double>> last = x => x.Sum(v => v * x.Max());
        var parameter = Expression.Parameter(typeof(double[]), "x");
        Expression body = parameter;
        for (var i = 0; i < links; i++) body = Expression.Invoke(link, body);
        return Expression.Lambda<Func<double[], double>>(Expression.Invoke(last, body), parameter);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void A_chain_of_arrays_takes_the_places_of_two(int links)
    {
        var compiled = Grad.Compile<Func<double[], double>>(Chain(links));
        Assert.InRange(Places(compiled), 1, 2);
        Assert.Equal(Chain(links).Compile()(s_x), compiled(s_x), 1e-13);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Gradients_of_a_chain_agree(int links)
    {
        var (value, gradient) = Grad.ValueAndGradient(Chain(links))(s_x);
        var expected = new double[s_x.Length];
        Assert.Equal(Tape.Compile<Into>(Chain(links))(s_x, expected), value, 1e-13);
        Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void Arrays_that_are_read_later_keep_their_places()
    {
        // Of each of the arrays something is used at the end.
        Expression<Func<double[], double>> function = x => Ad.Let(
            x.Select(v => Math.Sin(v) / x.Sum()).ToArray(),
            a => Ad.Let(
                a.Select(v => Math.Exp(v) / a.Sum()).ToArray(),
                b => Ad.Let(b.Select(v => Math.Tanh(v) * b.Max()).ToArray(), c => Enumerable.Range(0, x.Length).Sum(i => a[x.Length - 1 - i] * b[i] * c[(i + 1) % x.Length]) / c.Sum())));
        foreach (var threads in new int?[] { null, 2 })
        {
            foreach (var bits in new int?[] { 0, null })
            {
                var (value, gradient) = Grad.ValueAndGradient(function, new GradOptions { Threads = threads, SmallestBlock = 0, VectorBits = bits })(s_x);
                Assert.Equal(function.Compile()(s_x), value, 1e-13);
                var expected = new double[s_x.Length];
                Tape.Compile<Into>(function)(s_x, expected);
                Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
            }
        }
    }

    [Fact]
    public void Places_are_used_for_other_types_and_sizes()
    {
        var gradient = Grad.ValueAndGradient((double[] x, float[] y, int n) =>
            Ad.Let(x.Select(v => v / x.Sum()).ToArray(), a => a.Sum(v => v * v * a.Max()))
            + Ad.Let(y.Select(v => v / y.Sum()).ToArray(), b => b.Sum(v => v * v * b.Max()))
            + Ad.Let(Enumerable.Range(0, n).Select(i => x[0] * i).ToArray(), c => c.Sum(v => v / (1 + c.Sum()))));
        float[] y = [1, 2, 3, 4, 5];
        double a = s_x.Sum(), b = y.Sum();
        foreach (var n in (int[])[3, 300, 7])
        {
            var (value, _) = gradient(s_x, y, n);
            var expected = s_x.Sum(v => v / a * (v / a) * (s_x.Max() / a)) + y.Sum(v => v / b * (v / b) * (5 / b)) + Enumerable.Range(0, n).Sum(i => s_x[0] * i / (1 + (s_x[0] * n * (n - 1) / 2)));
            Assert.Equal(expected, value, 1e-5);
        }
    }

    [Fact]
    public void Later_calls_allocate_nothing()
    {
        var gradient = Grad.ValueAndGradientInto(Chain(6));
        var dx = new double[s_x.Length];
        Support.Allocations.AssertNone(() => gradient(s_x, dx));
    }

    private static int Places(Delegate compiled) => Grad.Report(compiled).Schedule.Split('\n').Count(line => line.TrimStart().StartsWith("buffer ", StringComparison.Ordinal) && !line.Contains(" where ", StringComparison.Ordinal));
}
