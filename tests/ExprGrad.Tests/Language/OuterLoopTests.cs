using System.Linq.Expressions;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>Reductions inside of a loop that do not vary over it are made in a loop equal to that, which all that runs over the elements shares.</summary>
public sealed class OuterLoopTests
{
    private static readonly double[] s_w = [0.3, 1.2, 2.0, 0.7];
    private static readonly double[][] s_rows = [[1.0, 2.0], [0.5, 0.2], [3.0, 0.1]];

    [Fact]
    public void They_share_the_axis_and_read_at_no_other_index()
    {
        var graph = Grad.Report(Grad.ValueAndGradient((double[] x) => Ad.Let(x.Select(v => v / x.Sum()).ToArray(), a => Ad.Let(a.Select(v => v * a.Max()).ToArray(), b => b.Sum(v => v * b.Average()))))).Graph;
        Assert.Single(graph.Split('\n'), line => line.TrimStart().StartsWith("axis ", StringComparison.Ordinal));
        Assert.DoesNotContain("= at[", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("scatter", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_agree()
    {
        CheckHessian((double[] x) => x.Select(v => v / x.Sum()).Sum(v => v * v), s_w);
        CheckHessian((double[] x) => Ad.Let(x.Select(v => v / x.Sum()).ToArray(), a => a.Select(v => v * a.Max() - a.Min(u => u * v)).Sum()), s_w);
        CheckHessian((double[] x) => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), a => a.Sum(double (double v) => v * a.Where(u => u > 2).Sum() * a.Where(u => u > v).Sum())), s_w);
        CheckHessian((double[] x) => x.Sum(double (double v) => v * x.Average(u => Math.Sin(u)) * x.Sum(double (double u) => u * v * x.Sum(w => w * w))), s_w);
        CheckHessian((double[] x) => x.Sum(double (double u) => x.Sum(double (double v) => u * v * x.Sum(double (double w) => v * w * x.Max(z => z * w)))), s_w);
        CheckHessian((double[] x) => Ad.Let(x.Select(v => v * v).ToArray(), a => a.Select((v, i) => v * Enumerable.Range(0, a.Length).Sum(j => a[a.Length - 1 - j] * a[j]) * i).Sum()), s_w);
    }

    [Fact]
    public void Loops_around_others_stay_outside()
    {
        CheckHessian((double[][] m) => m.Sum(double (double[] r) => m.Sum(double (double[] s) => s.Sum(v => v * v) * r.Sum(double (double u) => u * m.Sum(t => t.Sum())))), [s_rows]);
        CheckHessian((double[][] m) => Enumerable.Range(0, 2).Sum(double (int i) => Enumerable.Range(0, 3).Sum(double (int j) => m[j][i] * Enumerable.Range(0, 2).Sum(double (int k) => m[j][k] * Enumerable.Range(0, 3).Sum(l => m[l][k])))), [s_rows]);
        CheckHessian((double[] x, int n) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => x[j] * Enumerable.Range(0, n).Sum(double (int k) => Enumerable.Range(0, k).Sum(l => x[l] * x[j])))), s_w, 4);
    }

    [Fact]
    public void Rows_that_are_read_at_an_index_stay_those()
    {
        CheckHessian((double[][] m) => Ad.Let(Enumerable.Range(0, 2).Select(a => Enumerable.Range(0, 2).Select(b => Math.Sin(m[a][b]) + m[1][0]).ToArray()).ToArray(), v => Enumerable.Range(0, 2).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => v[1][j] * v[1][1]) * m[i][0])), [s_rows]);
        CheckHessian((double[][] m) => Ad.Let(Enumerable.Range(0, 2).Select(a => Enumerable.Range(0, 2).Select(b => Math.Sin(m[a][b]) + m[1][0]).ToArray()).ToArray(), v => Enumerable.Range(0, 2).Sum(double (int i) => m[i][1] / Enumerable.Range(0, 2).Sum(double (int j) => v[0][j] + Enumerable.Range(0, 2).Sum(k => v[k][j] * v[j][1])))), [s_rows]);
    }

    [Fact]
    public void Loops_whose_extents_vary_over_them_move_along()
    {
        CheckHessian((double[][] m) => m.Sum(double (double[] r) => r.Sum() * m.SelectMany(s => s).Sum(v => v * v)), [s_rows]);
        CheckHessian((double[][] m) => Ad.Let(m.Sum(double (double[] r) => r.Sum(v => v * v)), q => m.Sum(double (double[] r) => r.Sum() * q * m.SelectMany(s => s).Where(v => v > 0.3).Average())), [s_rows]);
        CheckHessian((double[][] m) => m.Sum(double (double[] r) => r.Sum(double (double u) => u * m.SelectMany(s => s).Max() + (u * m.SelectMany(s => s.Select(v => v * s.Sum())).Sum()))), [s_rows]);
        CheckHessian((double[] x, int n) => Enumerable.Range(0, n).Sum(double (int i) => x[i] * Enumerable.Range(0, n).SelectMany(j => Enumerable.Range(0, j).Select(k => x[j] * x[k])).Sum() * Enumerable.Range(0, i).Sum(k => x[k])), s_w, 4);
    }

    [Fact]
    public void Sums_of_integers_are_made_where_they_are_checked() => CheckHessian(
        (double[] x) => Enumerable.Range(0, 2).SelectMany(i => Enumerable.Range(0, 3), (i, j) => x[j]).Any(v => Enumerable.Range(0, 3).Sum() < 4)
            ? Enumerable.Range(0, 2).SelectMany(i => Enumerable.Range(0, 3), (i, j) => x[j] * x[j]).Last(v => Enumerable.Range(0, 3).Sum() < 4)
            : 1,
        s_w);

    [Fact]
    public void Strict_sums_are_those_of_LINQ_to_the_bit()
    {
        Expression<Func<double[], double>> function = x => x.Select(v => v / x.Sum()).Select(v => v * x.Average(u => Math.Exp(u))).Sum(v => v / x.Max());
        double[] x = [.. Enumerable.Range(0, 100).Select(i => Math.Cos(i) + 1.5)];
        Assert.Equal(function.Compile()(x), Grad.ValueAndGradient(function, new GradOptions { FloatMode = FloatMode.Strict })(x).Value);
    }

    [Fact]
    public void What_elements_throw_is_thrown()
    {
        Expression<Func<double[], int[], double>> function = (x, at) => x.Sum(double (double v) => v * at.Sum(i => x[i]) * x.Sum(u => x[at[0]] * u));
        var compiled = Grad.ValueAndGradient(function);
        CheckHessian(function, s_w, new[] { 1, 0, 2, 3 });
        Assert.Throws<IndexOutOfRangeException>(() => compiled(s_w, [0, 1, 4, 3]));
        Assert.Throws<IndexOutOfRangeException>(() => compiled(s_w, [-1, 0, 1, 3]));
    }

    [Fact]
    public void Calls_are_made_as_often_as_in_CSharp()
    {
        var calls = new List<int>();
        Func<int, double> note = i =>
        {
            calls.Add(i);
            return i;
        };
        Expression<Func<double[], double>> function = x => x.Sum(double (double v) => v * Enumerable.Range(0, x.Length).Sum(i => note(i)));
        var value = Grad.ValueAndGradient(function)(s_w).Value;
        int[] made = [.. calls];
        calls.Clear();
        Assert.Equal(function.Compile()(s_w), value);
        Assert.Equal(calls, made);
    }
}
