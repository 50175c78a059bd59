using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class BranchedSequenceProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];

    [Fact]
    public void One_of_two_sequences()
    {
        CheckHessian((double[] a, double[] b, double x) => (x > 0 ? a.Select(v => v * x) : b.Select(v => v * v)).Sum(), s_w, s_x, 0.4);
        CheckHessian((double[] a, double[] b, double x) => (x > 0 ? a.Select(v => v * x) : b.Select(v => v * v)).Sum(), s_w, s_x, -0.4);
        CheckHessian((double[] a, double[] b, double x) => (x > 0 ? a.Where(v => v > 0.5) : b.Select(v => v * v)).Sum(v => Math.Exp(v)), s_w, s_x, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? Enumerable.Range(0, 2) : Enumerable.Range(1, 3)).Sum(i => a[i] * x), s_w, -0.4);
    }

    [Fact]
    public void One_of_two_arrays()
    {
        CheckHessian((double[] a, double[] b, double x) => (x > 0 ? a.Select(v => v / a.Sum()).ToArray() : b).Sum(v => v * x), s_w, s_x, 0.4);
        CheckHessian((double[] a, double[] b, double x) => Ad.Let(x > 0 ? a.Select(v => v / a.Sum()).ToArray() : b, c => c[1] * c[2] * x), s_w, s_x, 0.4);
        CheckHessian((double[] a, double[] b, double x) => a.Sum(u => (u > 0 ? a : b).Sum(v => v * u * v)), s_w, s_x, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? new[] { x, a[0] } : new[] { a[1], a[2], x }).Sum(v => v * v), s_w, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? (a.Length > 2 ? a : a.Select(v => v * 2).ToArray()) : a.Skip(1).ToArray()).Sum(v => v * x * v), s_w, 0.4);
    }

    [Fact]
    public void One_of_two_sequences_in_loops()
    {
        CheckHessian((double[] a, double[] b, double x) => a.Sum(u => (u > 0 ? a.Select(v => v * u) : b.Select(v => v * v * u)).Sum()), s_w, s_x, 0.4);
    }

    [Fact]
    public void Reductions_of_one_of_two()
    {
        CheckHessian((double[] a, double x) => (x > 0 && a[0] > 0 ? a.Where(v => v > 0) : a.Where(v => v < 0)).Count() * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? a : a.Skip(1)).Max() * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? new { P = a.Sum(), Q = x } : new { P = x, Q = a.Max() }).P * x, s_w, 0.4);
    }

    [Fact]
    public void Conditions_in_filters()
    {
        CheckHessian((double[] a, double x) => a.Where(v => x > 0 ? v > 0 : v < 0).Sum(v => v * v), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Where(v => a.Where(u => u < v).Sum() > 0).Sum(v => v * v) * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Where(v => v > 0).Sum(v => a.Where(u => u > v).Sum(u => u * v * x)), s_w, 0.4);
    }

    [Fact]
    public void Loops_in_arms_in_loops()
    {
        CheckHessian((double[] a, double x) => a.Select(v => v > 0 ? a.Where(u => u > v).Sum(u => u * v) : v).Sum() * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Sum(v => v > 0 ? a.Max(u => u * v) : a.Min(u => u * v * x)), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Sum(v => v > 0 ? a.Where(u => u * v > 0.3).First() : a.Last(u => u > 0)), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => v > 0 ? a.Max(u => u * s) : a.Where(u => u > 0).Sum(u => u * s)), s_w, 0.4);
    }

    [Fact]
    public void Extremes_of_filters_of_filters()
    {
        CheckHessian((double[] a, double x) => a.Where(v => v > 0).Max(v => a.Where(u => u >= v).Sum(u => u * v * x)), s_w, 0.4);
        CheckHessian((double[] a, double x) => x > 0 ? a.Where(v => v > 0).Max(v => Math.Log(v)) : 0, s_w, 0.4);
    }

    [Fact]
    public void Named_arrays_with_branches()
    {
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => v > 0 ? Math.Log(v) : x * v).ToArray(), c => c[0] * c[1] + c.Sum(v => v * c[3])), s_w, 0.4);
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => v > 0 ? Math.Log(v) : x * v).ToArray(), c => x > 1 ? c[0] : c[1] * c[2]), s_w, 0.4);
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => a.Sum(v => v > 0 ? c[0] * c[1] * v : v * c.Sum())), s_w, 0.4);
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Enumerable.Range(0, c.Length).Sum(i => i > 0 ? c[i - 1] * c[i] : x)), s_w, 0.4);
    }

    [Fact]
    public void Named_arrays_in_loops_and_branches()
    {
        CheckHessian((double[] a, double x) => a.Sum(v => Ad.Let(a.Select(u => Math.Exp(u * v)).ToArray(), c => c[0] * c[1] + c.Sum(u => u * c[2]) * x)), s_w, 0.4);
        CheckHessian((double[] a, double x) => x > 0 ? Ad.Let(a.Select(u => Math.Exp(u * x)).ToArray(), c => c[0] * c.Sum(u => u * c[2])) : 1, s_w, 0.4);
    }

    [Fact]
    public void The_same_condition_in_several_places()
    {
        CheckHessian((double[] a, double x) => Ad.Let(x > 0 ? Math.Log(x) : a[0], y => a.Sum(v => v * y) + (x > 0 ? y * y : 0)), s_w, 0.4);
        CheckHessian((double[] a, double x) => (x > 0 ? a.Sum(v => v * x) : 0) * (x > 0 ? a.Sum(v => v * x) + a[0] : 0) + (x <= 0 ? a.Sum() : 1), s_w, 0.4);
        CheckHessian((double[] a, bool p, bool q) => (p ? a[0] : a[1]) * (p && q ? a[0] * a[0] : a[2]) * (p || q ? a[3] : 1) * (!p ? a[1] * a[1] : a[3]), s_w, true, false);
    }
}
