using ExprGrad.Tests.Support;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>Loops whose lengths are not known before they run: what the reverse sweep needs of them is kept row by row.</summary>
public sealed class RowBufferTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly double[][] s_jagged = [[1.0, 2.0], [0.5], [], [0.1, 0.2, 0.3]];

    private delegate double JaggedLoss(double[][] rows, double[][] drows);

    [Fact]
    public void Triangles_and_rows_of_different_lengths()
    {
        CheckHessian((double[] x) => Enumerable.Range(0, x.Length).Sum(double (int i) => Ad.Let(Enumerable.Range(0, i).Select(j => Math.Exp(x[i] * x[j])).ToArray(), e => e.Sum() / (1 + e.Sum(v => v * v)))), s_x);
        CheckHessian((double[][] rows) => rows.Sum(double (double[] row) => Ad.Let(row.Sum(v => Math.Exp(v)), s => row.Sum(v => Math.Log(1 + Math.Exp(v) / (1 + s))))), [s_jagged]);
        CheckHessian((double[] x) => Enumerable.Range(0, x.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => Ad.Let(Enumerable.Range(0, j).Sum(k => Math.Sin(x[k] * x[i])), s => s * s * x[j]))), s_x);
    }

    [Fact]
    public void Inner_lengths_that_follow_from_a_state()
    {
        CheckHessian((double[][] rows) => rows.SelectMany(row => row.Where(v => v > 0.15)).Take(3).Sum(v => v * v * v), [s_jagged]);
        CheckHessian((double[][] rows) => rows.SelectMany(row => row).Take(4).Aggregate(1.0, (s, v) => Math.Sin(s + v) * v), [s_jagged]);
        CheckHessian((double[] x) => x.Aggregate(new { K = 1, S = 0.5 }, (t, v) => new { K = t.K + 1, S = t.S * v + Enumerable.Range(0, t.K).Sum(i => Math.Sin(v * x[i % 3] * t.S)) }).S, s_x);
    }

    [Fact]
    public void Branches_in_loops_over_arrays_of_their_own()
    {
        CheckHessian((double[] x) => x.Sum(double (double v) => v > 0 ? Ad.Let(x.Where(u => u < v).ToArray(), below => below.Sum(u => u * v) * below.Length) : v * v), s_x);
        CheckHessian((double[] x, double[] y) => Enumerable.Range(0, y.Length).Min(double (int i) => x.Where(u => u < y[i]).Any() ? x.Where(u => u < y[i]).MaxBy(u => u * u) * y[i] : x[0]), s_x, new[] { 0.6, 1.6, 3.0 });
    }

    [Fact]
    public void A_branch_that_is_not_taken_takes_no_memory()
    {
        var gradient = Grad.ValueAndGradient((double[] x, int n) => x.Sum(double (double v) => n < 1000 ? Ad.Let(Enumerable.Range(0, n).Select(i => Math.Exp(v * i)).ToArray(), e => e.Sum() * e.Sum(u => u * u)) : v * v));
        Assert.Equal((0, 0), (gradient([], 3).Value, gradient([], 3).Gradient.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([2.0, 4.0], gradient([1, 2], 1_000_000_000).Gradient);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Steady_calls_allocate_nothing()
    {
        var loss = Grad.Compile<JaggedLoss>((double[][] rows) => rows.SelectMany(row => row.Where(v => v > 0.15)).Take(3).Aggregate(1.0, (s, v) => Math.Sin(s + v) * v));
        var gradient = Array.ConvertAll(s_jagged, row => new double[row.Length]);
        loss(s_jagged, gradient);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) loss(s_jagged, gradient);
        });
    }
}
