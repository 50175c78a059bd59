namespace ExprGrad.Tests.Language;

/// <summary>What is not chosen is not computed where it may throw, and its derivative is 0, not 0 times infinity.</summary>
public sealed class LazinessTests
{
    private static double[] Gradient(System.Linq.Expressions.LambdaExpression lambda, object at) => Agreement.Of(lambda).AtKink(at).Gradient;

    [Fact]
    public void A_logarithm_in_the_arm_not_taken()
    {
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Log(x) : 0, -1.0));
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Log(x) : 0, 0.0));
        Assert.Equal([0.5], Gradient((double x) => x > 0 ? Math.Log(x) : 0, 2.0));
        Assert.Equal([0.0], Gradient((float x) => x > 0 ? MathF.Log(x) : 0, -1f));
    }

    [Fact]
    public void Roots_quotients_and_powers_at_their_singular_points()
    {
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Sqrt(x) : 0, 0.0));
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Sqrt(x) : 0, -4.0));
        Assert.Equal([1.0], Gradient((double x) => x == 0 ? x : 1 / x, 0.0));
        Assert.Equal([1.0], Gradient((double x) => x > 0 ? Math.Pow(x, 0.5) : x, 0.0));
        Assert.Equal([1.0], Gradient((double x) => x > 0 ? Math.Pow(x, -1) : x, 0.0));
        Assert.Equal([1.0], Gradient((double x) => Math.Abs(x) < 1 ? Math.Acos(x) : x, 1.0));
        Assert.Equal([1.0], Gradient((double x) => Math.Abs(x) < 1 ? Math.Atanh(x) : x, 1.0));
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Cbrt(x) : 0, 0.0));
        Assert.Equal([0.0], Gradient((double x) => x != 0 ? Math.Sqrt(x * x) : 0, 0.0));
    }

    [Fact]
    public void A_shared_value_is_singular_only_for_the_arm_not_taken()
    {
        Assert.Equal([1.0], Gradient((double x) => Ad.Let(Math.Sqrt(x), r => x > 0 ? r : x), 0.0));
        Assert.Equal([1.0], Gradient((double x) => Ad.Let(Math.Log(x), l => x > 0 ? l : x), 0.0));
        Assert.Equal([2.0], Gradient((double x) => Ad.Let(1 / x, q => (x != 0 ? q : x) + (x == 0 ? x : q)), 0.0));
    }

    [Fact]
    public void Nested_choices()
    {
        Assert.Equal([0.0], Gradient((double x) => x > -2 ? x > 0 ? Math.Log(x) : 0 : Math.Sqrt(x), -1.0));
        Assert.Equal([1.0], Gradient((double x) => (x > 0 ? Math.Log(x) : x) * (x > 0 ? Math.Sqrt(x) : 1), -1.0));
        Assert.Equal([0.0], Gradient((double x) => x > 0 ? Math.Exp(Math.Log(x) * Math.Sqrt(x)) : 0, 0.0));
    }

    [Fact]
    public void The_loser_of_an_extremum_gets_nothing()
    {
        Assert.Equal([0.0], Gradient((double x) => Math.Max(Math.Sqrt(x), 1), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Min(-Math.Sqrt(x), -1), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Max(Math.Log(x), -5), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Clamp(Math.Log(x), -5, 5), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Clamp(Math.Sqrt(x), 1, 5), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Ad.Relu(Math.Log(x)), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.Min(1 / x, 3), 0.0));
        Assert.Equal([0.0], Gradient((double x) => Math.MaxMagnitude(Math.Sqrt(x), 1), 0.0));
        Assert.Equal([0.0], Gradient((double x) => double.MaxNumber(Math.Log(x), -5), 0.0));
    }

    [Fact]
    public void The_losers_of_a_sequence_get_nothing()
    {
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Max(v => Math.Sqrt(v)), new[] { 0.0, 4 }));
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Max(v => Math.Log(v)), new[] { 0.0, 4 }));
        Assert.Equal([0.0, -0.25], Gradient((double[] w) => w.Min(v => -Math.Sqrt(v)), new[] { 0.0, 4 }));
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Select(v => Math.Sqrt(v)).MaxBy(v => v), new[] { 0.0, 4 }));
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Select(v => Math.Sqrt(v)).Last(), new[] { 0.0, 4 }));
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Select(v => Math.Sqrt(v)).ToArray()[1], new[] { 0.0, 4 }));
    }

    [Fact]
    public void What_a_filter_leaves_out_gets_nothing()
    {
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => w.Where(v => v > 0).Sum(v => Math.Sqrt(v)), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => w.Where(v => v > 0).Sum(v => Math.Log(v)), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => w.Select(v => Math.Sqrt(v)).Where(r => r > 0).Sum(), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => w.Sum(v => v > 0 ? Math.Sqrt(v) : 0), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => Ad.Let(w.Select(v => Math.Sqrt(v)).ToArray(), r => r.Where(v => v > 0).Sum()), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0f, 0.25f, 0], Gradient((float[] w) => w.Where(v => v > 0).Sum(v => MathF.Sqrt(v)), new[] { 0f, 4, -1 }).Select(g => (float)g));
    }

    [Fact]
    public void In_an_aggregate()
    {
        Assert.Equal([0.0, 0.25, 0], Gradient((double[] w) => w.Aggregate(0.0, (s, v) => v > 0 ? s + Math.Sqrt(v) : s), new[] { 0.0, 4, -1 }));
        Assert.Equal([0.0, 0.25], Gradient((double[] w) => w.Aggregate(-1.0, (s, v) => Math.Max(s, Math.Sqrt(v))), new[] { 0.0, 4 }));
    }

    [Fact]
    public void An_index_in_an_arm_not_taken_is_not_read()
    {
        Agreement.CheckLengths((double[] a) => Enumerable.Range(0, a.Length).Sum(i => i > 0 ? a[i - 1] * a[i] : 0));
        Agreement.CheckLengths((double[] a) => Enumerable.Range(0, a.Length + 1).Sum(i => i < a.Length ? a[i] * a[i] : 1));
        Agreement.CheckLengths((double[] a) => Enumerable.Range(0, a.Length).Sum(i => i + 1 < a.Length && a[i + 1] > 0 ? a[i] * a[i + 1] : a[i]));
        Agreement.CheckLengths((double[] a) => a.Length > 3 ? a[3] * a[0] : 1);
        Agreement.Check((double[] a, int i) => i >= 0 ? a[i] * a[i] : 0, Sample.Numbers(3), -1);
        Agreement.Check((double[] a, int[] k) => k.Sum(i => i >= 0 ? a[i] * a[i] : 0), Sample.Numbers(3), new[] { -1, 2, -99 });
        Agreement.Check((double[] a, int[] k) => k.Where(i => i >= 0).Sum(i => a[i] * a[i]), Sample.Numbers(3), new[] { -1, 2, -99 });
    }

    [Fact]
    public void Integer_division_in_an_arm_not_taken_does_not_throw()
    {
        Agreement.Check((double[] a, int k) => k == 0 ? a[0] : a[0] * (6 / k), Sample.Numbers(1), 0);
        Agreement.Check((double[] a, int[] k) => k.Sum(n => n == 0 ? a[0] : a[0] * (6 % n)), Sample.Numbers(1), new[] { 0, 4, 0 });
        Agreement.Check((double[] a, int k) => k != 0 && 6 / k > 1 ? a[0] : a[0] * 2, Sample.Numbers(1), 0);
    }

    [Fact]
    public void Functions_that_throw_in_an_arm_not_taken()
    {
        Agreement.Check((double x) => double.IsNaN(x) ? x : Math.Sign(x) * x, 2.0);
        Agreement.Of((double x) => double.IsNaN(x) ? 1 : Math.Sign(x) * x).AtKink(double.NaN);
        Agreement.Check((double[] w, double low) => low < 5 ? Math.Clamp(w[0], low, 5) : w[0], Sample.Numbers(1), 7.0);
        Agreement.Check((double[] w) => w.Length > 0 ? w.Max() : 0, Array.Empty<double>());
        Agreement.Check((double[] w) => w.Any(v => v > 100) ? w.First(v => v > 100) : w[0], Sample.Numbers(2));
        Agreement.Check(
            (double[] w, double[][] rows, int[] at) => w.Sum(v => v * (rows.Select((row, i) => ValueTuple.Create(i, row[at[0]])).Any(t => t.Item1 == 1) ? 3 : 2)),
            Sample.Numbers(2), Sample.Rows(2, 2, 0), new[] { 1 });
        Agreement.Check((double[] w) => w.Any(v => v > 100) ? w.Where(v => v > 100).Max() : w[0], Sample.Numbers(2));
        Agreement.Check((double[] w) => w.Any(v => v > 100) ? w.Where(v => v > 100).Average() : w[0], Sample.Numbers(2));
    }

    [Fact]
    public void A_loop_that_does_not_run_does_not_throw()
    {
        Agreement.Check((double[] a, int n) => Enumerable.Range(0, n).Sum(i => a[99] * i) + a[0], Sample.Numbers(1), 0);
        Agreement.Check((double[] a, int n) => Enumerable.Range(0, n).Sum(i => a[0] * (6 / n)) + a[0], Sample.Numbers(1), 0);
        Agreement.Check((double[] a, double[] b) => b.Sum(v => v * a.Max()), Array.Empty<double>(), Array.Empty<double>());
        Agreement.Check((double[] a, int n) => Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, 5).Sum(j => a[j + 10])), Sample.Numbers(1), 0);
    }

    [Fact]
    public void A_search_in_a_loop_with_states_ends_no_other_loop()
    {
        double[] x = [0.3, 0.9, -0.4, 1.2];
        Support.Agreement.CheckHessian((double[] x, double a) => Enumerable.Range(0, 3).Aggregate(a, (s, i) => Math.Sin(s) * (x.Any(u => u > s) ? x.Sum(u => u * s) : x.Sum(u => Math.Cos(u * s)))), x, 0.5);
        Support.Agreement.CheckHessian((double[] x, double a) => Enumerable.Range(0, 3).Aggregate(a, (s, i) => Math.Tanh(s * x.First(u => u > s * s * 0.5) + x.Sum(u => u * u * s))), x, 0.5);
    }
}
