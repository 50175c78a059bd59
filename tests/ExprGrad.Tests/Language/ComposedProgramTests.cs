using System.Linq.Expressions;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class ComposedProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly int[] s_at = [2, 0, 3, 1];
    private static readonly double[,] s_matrix = { { 0.3, 1.2, -0.8 }, { 0.9, -0.4, 1.1 } };

    [Fact]
    public void One_of_two_functions()
    {
        Expression<Func<double, double>> f = t => t * t;
        Expression<Func<double, double>> g = t => Math.Exp(t);
        CheckHessian((double x) => (x > 0 ? f : g).Invoke(x), 0.5);
        CheckHessian((double x) => (x > 0 ? f : g).Invoke(x), -0.5);
    }

    [Fact]
    public void Functions_of_functions()
    {
        Expression<Func<double, double>> f = t => t * t;
        Expression<Func<double, double>> g = t => Math.Exp(t);
        Expression<Func<double[], double, double>> dot = (v, s) => v.Sum(e => e * s);
        Expression<Func<double[], double[]>> squares = v => v.Select(e => e * e).ToArray();
        CheckHessian((double[] a, double x) => dot.Invoke(a, x) * dot.Invoke(squares.Invoke(a), 2) + squares.Invoke(squares.Invoke(a))[1], s_w, 0.5);
        CheckHessian((double[] a, double x) => a.Sum(v => f.Invoke(g.Invoke(v) * x)) + a.Select(v => f.Invoke(v)).Aggregate(x, (s, v) => g.Invoke(s * v * 0.1)), s_w, 0.5);
    }

    [Fact]
    public void Written_arrays_read_in_other_places()
    {
        CheckHessian((double x, double y, int i, int j) => Ad.Let(new[] { x, y }, a => (x > 0 ? a[i] * x : 0) + a[j] * y), 0.5, 0.7, 1, 0);
        CheckHessian((double x, double y, int[] p) => Ad.Let(new[] { x, y, x * y, 1 }, a => p.Sum(i => a[i] * a[p[i]]) + a[p[0]]), 0.5, 0.7, s_at);
    }

    [Fact]
    public void Arrays_of_arrays_gathered()
    {
        CheckHessian((double[] a, int[] p) => Ad.Let(Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 4).Select(j => Math.Exp(a[i] * a[j] * j)).ToArray()).ToArray(), m => Ad.Let(p.Select(k => m[k]).ToArray(), q => q[1][2] * q[0][0] * q.Sum(r => r[1]))), s_w, s_at);
        CheckHessian((double[] a, int[] p) => Ad.Let(Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 4).Select(j => Math.Exp(a[i] * a[j] * j)).ToArray()).ToArray(), m => Ad.Let(p.Select(k => m[k]).ToArray(), q => Ad.Let(p.Select(k => q[k]).ToArray(), r => r[1][2] * r.Sum(t => t[p[1]])))), s_w, s_at);
    }

    [Fact]
    public void Extremes_of_gathered_elements()
    {
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Enumerable.Range(0, c.Length).Max(i => c[p[i]] * a[i])), s_w, s_at);
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Enumerable.Range(0, c.Length).Where(i => c[p[i]] > 1).Max(i => c[p[i]] * a[i] * c.Sum())), s_w, s_at);
    }

    [Fact]
    public void Gathers_of_gathers()
    {
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Ad.Let(p.Select(k => c[k]).ToArray(), d => d[0] * d[1] * d.Sum(v => v * d[2]))), s_w, s_at);
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Ad.Let(p.Select(k => c[k] * a[k]).ToArray(), d => Ad.Let(p.Select(k => d[k]).ToArray(), e => e[0] * e.Sum()))), s_w, s_at);
    }

    [Fact]
    public void Arrays_of_sequences()
    {
        CheckHessian((double[] a) => Ad.Let(Enumerable.Range(0, 3).Select(i => a.Skip(i)).ToArray(), q => q[1].Sum(v => v * v) * q[2].First()), s_w);
        CheckHessian((double[] a) => Enumerable.Range(0, 3).Select(i => a.Skip(i)).Where(s => s.First() > 0).Sum(s => s.Sum(v => v * v)), s_w);
        CheckGraph((double[] a) => Enumerable.Range(0, 3).Select(i => a.Skip(i)).Where(s => s.First() > 0).Skip(1).First().Sum(v => v * v), s_w);
        CheckHessian((double[] a) => Enumerable.Range(0, 3).Select(i => a.Skip(i)).Last().Sum(v => v * v), s_w);
        CheckHessian((double[] a) => Enumerable.Range(0, 3).Select(i => a.Where(v => v > i * 0.4)).MaxBy(s => s.Sum())!.Sum(v => v * v), s_w);
        CheckHessian((double[] a) => new[] { a.Take(2), a.Skip(1).Select(v => v * v) }.Sum(s => s.Sum(v => v * v)), s_w);
    }

    [Fact]
    public void Named_reductions()
    {
        CheckHessian((double[] a, double x) => Ad.Let(x > 0 ? a.Sum() : a.Max(), m => a.Sum(v => v * m)) * a.Max(), s_w, 0.5);
        CheckHessian((double[] a, double x) => Ad.Let(a.Sum(), s => Ad.Let(a.Select(v => v / s).ToArray(), p => p.Sum(v => v * Math.Log(v * v)) + p[1] * p.Max(v => v * s))), s_w, 0.5);
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => v / a.Sum()).ToArray(), p => p.Select((v, i) => v * p[a.Length - 1 - i]).ToArray().Max()), s_w, 0.5);
    }

    [Fact]
    public void Loops_inside_of_extremes()
    {
        CheckHessian((double[] a, double x) => a.Max(v => Ad.Let(a.Select(u => Math.Exp(u * v)).ToArray(), c => c[0] * c[3] * c.Sum())), s_w, 0.5);
        CheckHessian((double[] a, double x) => a.Min(v => a.Aggregate(v, (s, u) => s > 0 ? s * u : s + x)), s_w, 0.5);
        CheckHessian((double[] a, double x) => a.Where(v => a.Aggregate(v, (s, u) => s + u * x) > 1).Sum(v => v * v * x), s_w, 0.5);
    }

    [Fact]
    public void Nested_containers()
    {
        CheckHessian((Net n, double x) => n.Last.W.Sum(v => v * x) * n.Last.Bias + n.M[1][0] * n.M.Sum(r => r.Sum()), new Net(new Layer([1.0, 2], 0.3), [[1.0], [2.0, 3.0]]), 0.5);
        CheckHessian((double x, double y) => Ad.Let(new[] { new P(x, y), new P(y, x * x) }, ps => ps.Sum(p => p.X * p.Y) * ps[1].Y), 0.4, 0.5);
        CheckHessian((double x, double y, int i) => Ad.Let(new[] { new P(x, y), new P(y, x * x) }, ps => ps[i].X * ps[1 - i].Y), 0.4, 0.5, 1);
    }

    [Fact]
    public void Containers_as_data()
    {
        var layers = new[] { new Layer([1.0, 2], 0.3), new Layer([1.0], 0.7) };
        var points = new[] { new P(1, 2), new P(0.5, 0.6) };
        CheckHessian((double x) => layers.Sum(l => l.W.Sum() * l.Bias * x * x), 0.5);
        CheckHessian((double x) => points.Sum(p => p.X * p.Y * x * x), 0.5);
    }

    [Fact]
    public void Structures_in_sequences()
    {
        CheckHessian((double[] a, double x) => a.Select(v => new P(v, v * x)).Where(p => p.X > 0).MaxBy(p => p.Y).X * a.Select(v => new P(v, v * x)).Aggregate(new P(x, x), (s, p) => new P(s.X * p.Y, s.Y + p.X)).X, s_w, 0.5);
        CheckHessian((double[] a, double x) => a.Select(v => new { v, w = a.Where(u => u > v).ToArray() }).Where(t => t.w.Length > 0).Sum(t => t.v * t.w[0] * t.w.Length), s_w, 0.5);
        CheckHessian((double[] a, double x) => a.Select(v => new { v, w = a.Where(u => u > v).ToArray() }).Where(t => t.w.Length > 0).Skip(1).Sum(t => t.v * t.w[0] * t.w.Length), s_w, 0.5);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Select(i => new { i, r = a.Select(v => v * i * x).ToArray() }).Where(t => t.i > 0).Last().r.Sum(v => v * v), s_w, 0.5);
        CheckHessian((double[] a, double x, bool b) => (b ? new { p = a, q = x } : new { p = a.Skip(1).ToArray(), q = a[0] }).p.Sum(v => v * v) * x, s_w, 0.5, false);
    }

    [Fact]
    public void Counted_iterations()
    {
        CheckHessian((double x, int n) => Enumerable.Range(0, n).Aggregate(x, (s, i) => s - (s * s - x) / (2 * s)), 2.0, 5);
        CheckHessian((double x, int n) => Enumerable.Range(1, n).Sum(i => Math.Pow(x, i) / i) + Enumerable.Range(1, n).Select(i => x / i).Aggregate((s, v) => s * v), 0.7, 5);
        CheckHessian((double[] a, double t) => a.Aggregate(new { M = 0.0, V = 0.0 }, (s, g) => new { M = 0.9 * s.M + 0.1 * g, V = 0.99 * s.V + 0.01 * g * g }, s => s.M / (Math.Sqrt(s.V) + t)), s_w, 0.5);
        CheckHessian((double[] a, double t) => a.Zip(a.Skip(1), (p, q) => q - p).Zip(a.Skip(2), (p, q) => p * q).Select((v, i) => v * i).Max(), s_w, 0.5);
    }

    [Fact]
    public void Compositions_of_functions()
    {
        CheckHessian((double x, double y) => Math.Max(Math.Max(x, y), x * y) + Math.Min(x, Math.Max(y, 0)) + (x > y ? Math.Max(x, 1) : 0), 0.7, 0.3);
        CheckHessian((double x, double y) => Ad.Softplus(x * y) + Ad.Sigmoid(x) * Ad.Relu(y) + Math.Atan2(x, y) + double.Hypot(x, y) + Math.FusedMultiplyAdd(x, y, x) + Math.CopySign(x, -y) + double.Lerp(x, y, 0.3), 0.7, 0.3);
        CheckHessian((double x) => Math.Exp(Math.Sin(Math.Cos(Math.Tanh(Math.Sqrt(Math.Log(x + 3) + x) * x) + x) * x) / x), 0.7);
    }

    [Fact]
    public void Extremes_over_matrices()
    {
        CheckHessian((double[] a, double[,] m) => Enumerable.Range(0, m.GetLength(0)).Max(i => Enumerable.Range(0, m.GetLength(1)).Sum(j => m[i, j] * a[j])) * Enumerable.Range(0, m.GetLength(1)).Min(j => m[0, j] * m[1, j]), s_w, s_matrix);
        CheckHessian((double[,] m, int[] p) => Ad.Let(Enumerable.Range(0, m.GetLength(0)).Select(i => Enumerable.Range(0, m.GetLength(1)).Select(j => m[i, j] * m[1 - i, j]).ToArray()).ToArray(), q => q[p[1]][p[0]] * q.Sum(r => r[p[3]])), s_matrix, s_at);
    }

    [Fact]
    public void Horner()
    {
        CheckHessian((double[] a, double t) => Enumerable.Range(0, a.Length).Aggregate(0.0, (s, i) => s * t + a[a.Length - 1 - i]) * Enumerable.Range(0, 3).Aggregate(t, (s, i) => Math.Sin(s) + (i == 1 ? a[i] : s)), s_w, 0.5);
    }

    private sealed record Layer(double[] W, double Bias);

    private sealed record Net(Layer Last, double[][] M);

    private readonly record struct P(double X, double Y);
}
