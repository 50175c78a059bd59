using System.Linq.Expressions;
using ExprGrad.Tests.Support;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class RecurTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9, 0.3];
    private static readonly double[][] s_lower = [[2.0], [0.5, 1.5], [-0.3, 0.8, 2.5], [0.1, 0.2, 0.3, 1.2]];

    private sealed record Pair(double A, double B);

    private readonly record struct Step(double A, int Steps);

    private delegate double InPlace(double[] x, int back, double[] dx);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Of_the_last_two(int count) => CheckHessian(
        (double[] x, int n) => Ad.Recur(n, (i, earlier) => i < 2 ? x[i] : Math.Sin(earlier[i - 1] * x[2]) + earlier[i - 2] * earlier[i - 1]).Sum(v => v * v), s_x, count);

    [Fact]
    public void Of_the_last() => CheckHessian((double[] x) => Ad.Recur(x.Length, (i, earlier) => i == 0 ? x[0] : earlier[i - 1] * Math.Cos(x[i]))[x.Length - 1], s_x);

    [Fact]
    public void Of_all() => CheckHessian((double[] x) => Ad.Recur(x.Length, (i, earlier) => Math.Sin(x[i]) + earlier.Sum(v => v * x[i]))[5], s_x);

    [Fact]
    public void Triangular_substitution() => CheckHessian(
        (double[][] l, double[] b) => Ad.Recur(l.Length, (i, x) => (b[i] - Enumerable.Range(0, i).Sum(j => l[i][j] * x[j])) / l[i][i]).Select((v, i) => v * v * i).Sum(), s_lower, s_x);

    [Fact]
    public void Trees() => CheckHessian(
        (double[] x, int[] parent) => Ad.Recur(x.Length, (i, angle) => i == 0 ? x[0] : angle[parent[i]] + Math.Sin(x[i]) * angle[parent[i]]).Sum(v => Math.Cos(v)), s_x, new[] { 0, 0, 0, 1, 1, 4 });

    [Fact]
    public void Counts_of_what_came_before() => CheckHessian((double[] x) => Ad.Recur(x.Length, (i, earlier) => x[i] * earlier.Count + earlier.Where(v => v > 0).Sum(v => v * x[i])).Sum(), s_x);

    [Fact]
    public void Elements_of_several_numbers() => CheckHessian(
        (double[] x) => Ad.Recur<Pair>(x.Length, (i, earlier) => i == 0 ? new Pair(x[0], 1.0) : new Pair(earlier[i - 1].B * x[i], earlier[i - 1].A + earlier[i / 2].B))
            .Sum(pair => pair.A * pair.B),
        s_x);

    [Fact]
    public void Elements_of_a_number_and_an_integer() => CheckHessian(
        (double[] x) => Ad.Recur<Step>(x.Length, (i, earlier) => i == 0 ? new Step(x[0], 0) : new Step(earlier[i - 1].A * x[i], earlier[i - 1].Steps + 1))
            .Sum(pair => pair.A * pair.Steps),
        s_x);

    [Fact]
    public void Tuples() => CheckHessian(
        (double[] x) => Ad.Recur<(double, double)>(x.Length, (i, earlier) => i == 0 ? ValueTuple.Create(x[0], x[1]) : ValueTuple.Create(earlier[i - 1].Item2 * x[i], earlier[i - 1].Item1))
            .Sum(pair => pair.Item1 * pair.Item2),
        s_x);

    [Fact]
    public void Integers_choose_elements() => CheckHessian((double[] x) => Ad.Recur<int>(x.Length, (i, earlier) => i == 0 ? 1 : (earlier[i - 1] * 5 + 2) % 6).Sum(i => x[i] * x[i]), s_x);

    [Fact]
    public void Floats() => Check((float[] x) => Ad.Recur<float>(x.Length, (i, earlier) => i == 0 ? x[0] : earlier[i - 1] * x[i] + earlier[0]).Sum(v => v * v), Array.ConvertAll(s_x, v => (float)v));

    [Fact]
    public void Of_nothing_that_came_before() => CheckHessian((double[] x) => Ad.Recur(x.Length, (i, earlier) => x[i] * x[i]).Sum(v => v * v), s_x);

    [Fact]
    public void Where_some_numbers_are_not_read() => CheckHessian(
        (double[] x) => Ad.Recur<Pair>(x.Length, (i, earlier) => i == 0 ? new Pair(x[0], 1.0) : new Pair(earlier[i - 1].A * x[i], x[i] * x[i])).Sum(pair => pair.A * pair.B), s_x);

    [Fact]
    public void Where_nothing_is_read_of_one_of_them_in_a_recurrence() => CheckHessian(
        (double[] x) => Ad.Recur(3, (i, outer) => x[i] + outer.Sum(v => v * Ad.Recur<Pair>(2, (j, inner) => j == 0 ? new Pair(x[0], x[i]) : new Pair(inner[j - 1].A * v, v * v))[1].B)).Sum(v => v * v), s_x);

    [Fact]
    public void For_each_element() => CheckHessian(
        (double[] x, int n) => x.Sum(v => Ad.Recur(n, (i, earlier) => i == 0 ? v : Math.Sin(earlier[i - 1]) * v + earlier[0]).Sum(w => w * w)), s_x, 4);

    // Parts of the reversed loop, which no other iteration waits for, run in a loop of their own.
    [Fact]
    public void Of_several_numbers_for_each_element() => CheckHessian(
        (double[] x, double[] w) => Enumerable.Range(0, x.Length - 1).Sum(k => Ad.Let(Enumerable.Range(0, 2).Sum(j => x[k + j]) / 2, v => Ad.Recur<Pair>(
            w.Length, (i, earlier) => new Pair(i > 0 ? earlier[i / 2].A * v * 0.3 : v, i > 0 ? 3.6 * Math.Sin(earlier[i / 2].B * Math.Clamp(v, -1, 1) * 0.7) : v))[0].A)), s_x, s_x[..3]);

    [Fact]
    public void Of_several_numbers_for_each_element_and_all_read() => CheckHessian(
        (double[] x, double[] w) => Enumerable.Range(0, x.Length - 1).Sum(k => Ad.Let(Enumerable.Range(0, 2).Sum(j => x[k + j]) / 2, v => Ad.Recur<Pair>(
            w.Length, (i, earlier) => new Pair(i > 0 ? earlier[i / 2].A * v * 0.3 : v, i > 0 ? 3.6 * Math.Sin(earlier[i / 2].B * Math.Clamp(v, -1, 1) * 0.7) : v))
            .Sum(pair => pair.A * pair.B * pair.B))), s_x, s_x[..3]);

    [Fact]
    public void For_each_element_in_blocks()
    {
        Expression<Func<double[], int[], double>>[] losses =
        [
            (x, k) => Ad.Let(x.Sum(), m => x.Sum(v => Ad.Recur(k.Length, (i, e) => i > 0 ? e[i - 1] * Math.Sin(v * m) : v)[k[0]])),
            (x, k) => x.Where(v => v > 0.75).Average(v => Ad.Recur<Pair>(k.Length, (i, e) => new Pair(i > 0 ? Math.Clamp((e[i - 1].A * 0.5) + v, -4, 4) : x[0], i > 0 ? x[1] : x[2]))[k[0]].A),
        ];
        foreach (var loss in losses)
        {
            var expected = Grad.ValueAndGradient(loss, new GradOptions { FloatMode = FloatMode.Strict })(s_x, [1, 0, 2]).Gradient;
            var actual = Grad.ValueAndGradient(loss, new GradOptions { Threads = 2, SmallestBlock = 0 })(s_x, [1, 0, 2]).Gradient;
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
        }
    }

    [Fact]
    public void Of_different_lengths() => CheckHessian(
        (double[] x) => x.Select((v, k) => Ad.Recur(k, (i, earlier) => i == 0 ? v : earlier[i - 1] * v + i).Sum(w => w * w)).Sum(), s_x);

    [Fact]
    public void In_a_recurrence() => CheckHessian(
        (double[] x) => Ad.Recur(x.Length, (i, outer) => x[i] + Ad.Recur(i, (j, inner) => j == 0 ? outer[j] : inner[j - 1] * outer[j]).Sum()).Sum(v => v * v), s_x[..4]);

    [Fact]
    public void In_a_fold() => CheckHessian(
        (double[] x) => x.Aggregate(0.5, (s, v) => Math.Sin(s) + 0.1 * Ad.Recur(3, (i, earlier) => i == 0 ? Math.Cos(s) * v : Math.Sin(earlier[i - 1] * s) + earlier[0]).Sum()), s_x);

    [Fact]
    public void Of_a_fold() => CheckHessian(
        (double[] x) => Ad.Recur(x.Length, (i, earlier) => earlier.Aggregate(x[i], (s, v) => Math.Sin(s + v) * x[i])).Sum(v => v * v), s_x);

    [Fact]
    public void In_a_branch() => CheckHessian((double[] x) => x.Sum(v => v > 0 ? Ad.Recur(3, (i, earlier) => i == 0 ? Math.Log(v) : earlier[i - 1] * v).Sum() : v * v), s_x);

    [Fact]
    public void Read_twice_and_at_computed_places() => CheckHessian(
        (double[] x, int[] at) => Ad.Let(Ad.Recur(x.Length, (i, earlier) => i < 1 ? x[0] : earlier[i - 1] * x[i] + earlier[0]), r => at.Sum(k => r[k] * r[k / 2]) + r.Max()), s_x, new[] { 5, 0, 3, 3 });

    [Fact]
    public void Rows_of_recurrences_read_in_other_iterations() => CheckHessian(
        (double[] x) => Ad.Let(x.Select(v => Ad.Recur(4, (i, earlier) => i == 0 ? v : earlier[i - 1] * v)).ToArray(), rows => rows[2][3] * rows[0][1] + rows[1].Sum()), s_x);

    [Fact]
    public void A_later_element_is_an_exception_that_says_where()
    {
        Expression<Func<double[], int, double>> loss = (x, back) => Ad.Recur(x.Length, (i, earlier) => i == 0 ? x[0] : earlier[i - back] * x[i]).Sum();
        foreach (var back in new[] { 0, -1, 2 })
        {
            var expected = Assert.Throws<ArgumentOutOfRangeException>(() => loss.Compile()(s_x, back));
            var actual = Assert.Throws<ArgumentOutOfRangeException>(() => Grad.Gradient(loss)(s_x, back));
            Assert.Equal(expected.Message, actual.Message);
            Assert.Contains("Element 1 of Ad.Recur", actual.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_negative_count_is_an_exception() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad.Gradient((double[] x, int n) => Ad.Recur(n, (i, earlier) => x[i]).Sum())(s_x, -1));

    [Fact]
    public void Time_and_memory_are_linear_and_nothing_is_allocated()
    {
        var step = Grad.Compile<InPlace>((double[] x, int back) => Ad.Recur(x.Length, (i, earlier) => i < back ? x[i] : Math.Sin(earlier[i - 1] + earlier[i - back] * x[i])).Sum());
        var x = Sample.Numbers(100_000);
        var dx = new double[x.Length];
        for (var i = 0; i < 3; i++) step(x, 2, dx);
        Allocations.AssertNone(() => step(x, 2, dx));
    }

    [Fact]
    public void A_sum_in_a_branch_of_the_recurrence_stays_in_it_whatever_loops_there_are_before()
    {
        Agreement.Check(
            (double[] x, double c, int n) => Enumerable.Range(0, 3).Sum(i => x[0] * i) + (n < 100 ? Ad.Recur(n, (at, earlier) => at > 0 ? Math.Tanh(earlier[at / 2] + Enumerable.Range(0, 3).Average(i => c) * x[0]) : x[0]).Sum() : 1),
            Sample.Numbers(1), 0.8, 4);
        Agreement.Check(
            (double[] x, double c, int n) => Enumerable.Range(0, x.Length).Sum(i => x[0] * i) + (n < 100 ? Ad.Recur(n, (at, earlier) => at > 0 ? Math.Tanh(earlier[at / 2] + Enumerable.Range(0, x.Length).Average(i => c) * x[0]) : x[0]).Sum() : 1),
            Sample.Numbers(3), 0.8, 5);
    }
}
