using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class SharedLoopProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly int[] s_at = [2, 0, 3, 1];
    private static readonly double[][] s_jagged = [[1.0, 2.0], [0.5], [], [0.1, 0.2, 0.3]];

    [Fact]
    public void Arrays_read_at_gathered_indices()
    {
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select((v, i) => v * a[p[i]]).ToArray(), c => c.Select((v, i) => v * c[p[i]]).Sum()), s_w, s_at);
        CheckHessian((double[] a, int[] p) => Ad.Let(a.Select((v, i) => Math.Exp(v) * a[p[i]]).ToArray(), c => Ad.Let(c.Select((v, i) => v * c[p[i]]).ToArray(), d => d.Select((v, i) => v * d[p[i]] * c[i]).Sum())), s_w, s_at);
    }

    [Fact]
    public void Arrays_read_twice_in_nested_loops()
    {
        CheckHessian((double[] a) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => c.Sum(double (double u) => c.Sum(v => u * v * v))), s_w);
        CheckHessian((double[] a) => Ad.Let(a.Select(v => Math.Exp(v)).ToArray(), c => Enumerable.Range(0, c.Length).Sum(double (int i) => Enumerable.Range(0, c.Length).Sum(j => c[i] * c[j] * c[j] * (i + 1)))), s_w);
        CheckHessian((double[] a) => Ad.Let(Enumerable.Range(0, a.Length).Select(i => Enumerable.Range(0, a.Length).Select(j => Math.Exp(a[i] * a[j])).ToArray()).ToArray(), m => Enumerable.Range(0, a.Length).Sum(double (int i) => Enumerable.Range(0, a.Length).Sum(j => m[j][i] * m[i][j] * i))), s_w);
        CheckHessian((double[] a) => Ad.Let(Enumerable.Range(0, a.Length).Select(i => Enumerable.Range(0, a.Length).Select(j => Math.Exp(a[i] * a[j] * j)).ToArray()).ToArray(), m => Enumerable.Range(0, a.Length).Sum(double (int i) => Enumerable.Range(0, a.Length).Sum(double (int j) => Enumerable.Range(0, a.Length).Sum(k => m[i][k] * m[k][j] * i)))), s_w);
        CheckHessian((double[] a) => Ad.Let(Enumerable.Range(0, a.Length).Select(i => Enumerable.Range(0, i + 1).Select(j => Math.Exp(a[i] * a[j] * j)).ToArray()).ToArray(), m => Enumerable.Range(0, a.Length).Sum(double (int i) => Enumerable.Range(0, i + 1).Sum(j => m[i][j] * m[i][i] * m[j][0]))), s_w);
        CheckHessian((double[] a) => a.Sum(double (double v) => Ad.Let(v * v, u => a.Sum(w => w * u) * u)), s_w);
    }

    [Fact]
    public void Recurrences_in_arrays()
    {
        CheckHessian((double[] a, double x) => a.Select(v => Ad.Let(a.Aggregate(v, (s, u) => s * u + x), r => r * r)).ToArray()[1] * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => Ad.Let(a.Select(v => a.Aggregate(v, (s, u) => s * u + x)).ToArray(), c => c[0] * c.Sum(v => v * c[1])), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => Ad.Let(a.Select(u => Math.Exp(u * s)).ToArray(), c => c[0] * c.Sum() * v * 0.01)), s_w, 0.4);
    }

    [Fact]
    public void States_of_several_parts()
    {
        CheckHessian((double[] a, double x) => a.Aggregate(new { A = x, B = x * x }, (s, v) => new { A = s.B * v, B = s.A + s.B }).A, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(new { A = x, I = 0 }, (s, v) => new { A = s.A * a[s.I] + v, I = s.I + 1 == a.Length ? 0 : s.I + 1 }).A, s_w, 0.4);
    }

    [Fact]
    public void Nested_recurrences()
    {
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Aggregate(x, (s, i) => a.Aggregate(s, (t, v) => t * v + s * x)), s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Aggregate(x, (s, i) => s * a.Take(i + 1).Aggregate(1.0, (t, v) => t * v + x)), s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Aggregate(x, (s, i) => s * a.Skip(i).First() + a.Take(i).Sum()), s_w, 0.4);
    }

    [Fact]
    public void Reductions_in_recurrences()
    {
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => s + a.Where(u => u < s).Sum(u => u * v)), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => s * x + a.Max(u => u * s)), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => s * x + new[] { s, v, x }[s > 0 ? 1 : 0]), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(x, (s, v) => Math.Max(s, v)) + a.Aggregate((s, v) => Math.Min(s, v * x)), s_w, 0.4);
    }

    [Fact]
    public void Recurrences_that_are_constant()
    {
        CheckHessian((double[] a, double x) => a.Aggregate(0, (n, v) => v > x ? n + 1 : n) * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Aggregate(1.0, (s, v) => s * 0.5) * x * a[0], s_w, 0.4);
    }

    [Fact]
    public void Zipped_with_itself()
    {
        CheckHessian((double[] a, double x) => a.Zip(a.Skip(1), (p, q) => p * q * x).Sum() + a.Zip(a.AsEnumerable().Reverse()).Sum(t => t.First * t.Second), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Concat(a).Where(v => v > 0).Zip(a, (p, q) => p * q).Reverse().Take(3).Sum(v => v * x), s_w, 0.4);
    }

    [Fact]
    public void Elements_with_their_indices()
    {
        CheckHessian((double[] a, double x) => a.Select((v, i) => ValueTuple.Create(v, i)).Where(t => t.Item2 > 0).Sum(t => t.Item1 * t.Item2 * x), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Select((v, i) => new { v, i }).Where(t => t.v > 0).Select(t => t.v * t.i).ToArray().Sum(v => v * v) * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Select((v, i) => new { v, i }).MaxBy(t => t.v)!.i * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Select((v, i) => new { v, i }).MinBy(t => t.v * x)!.v * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => a.Index().Where(t => t.Index > 0).MaxBy(t => t.Item).Item * x, s_w, 0.4);
    }

    [Fact]
    public void Flattened_triangles()
    {
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, i).Select(j => a[i] * a[j])).Sum(v => v * x), s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, i).Select(j => a[i] * a[j])).Max() * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).SelectMany(i => a.Where(v => v > i * 0.5).Select(v => v * i)).Skip(1).Average() * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => (from i in Enumerable.Range(0, a.Length) from j in Enumerable.Range(0, i) where a[i] > a[j] let d = a[i] - a[j] select d * d * x).Sum(), s_w, 0.4);
        CheckHessian((double[] a, double x) => (from i in Enumerable.Range(0, a.Length) where a[i] > 0 from j in Enumerable.Range(0, i) select a[i] * a[j] * x).Aggregate(x, (s, v) => s * v + 1), s_w, 0.4);
    }

    [Fact]
    public void Sequences_of_sequences()
    {
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Select(i => a.Skip(i).Take(2).Sum()).Aggregate((s, v) => s * v) * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Range(0, 3).Select(i => a.Skip(i).Take(2).ToArray()).Sum(c => c[0] * c[1] * x), s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Repeat(a, 3).Sum(double (double[] c) => c.Sum(v => v * v)) * x, s_w, 0.4);
        CheckHessian((double[] a, double x) => Enumerable.Repeat(a.Select(v => v * x), 3).Select((c, i) => c.Sum() * i).Sum(), s_w, 0.4);
    }

    [Fact]
    public void Elements_and_comparisons()
    {
        CheckHessian((double[] a, double x) => a.ElementAt(a.Length - 1) * a.Select(v => v * x).ElementAt(1) * a.Where(v => v > 0).ElementAt(1), s_w, 0.4);
        CheckHessian((double[] a, double x) => a.SequenceEqual(a.Select(v => v * 1)) ? x : x * x, s_w, 0.4);
        CheckHessian((double[] a, int[] p, double x) => p.Contains(3) && Array.IndexOf(p, 3) == 2 ? a[p.Max()] * x : x, s_w, s_at, 0.4);
        CheckHessian((double[] a, int[] p, double x) => a[p.Max()] * a[p.Min()] * p.Sum() * p.Average() * a[p.First(k => k > 1)] * a[p.MaxBy(k => -k)], s_w, s_at, 0.4);
    }

    [Fact]
    public void Scattered_twice()
    {
        CheckHessian((double[] a, int[] p) => Ad.Let(Ad.ScatterAdd(a.Length, p, a.Select(v => v * v).ToArray()), s => Ad.Let(Ad.ScatterAdd(2, p.Select(k => k / 2).ToArray(), s), r => r[0] * r[1])), s_w, s_at);
    }

    [Fact]
    public void Composite_functions_of_made_arrays()
    {
        CheckHessian((double[] a, double[] b) => Ad.Let(Ad.LogSumExp(a), l => b.Sum(v => v * l)) + Ad.Let(Ad.Softmax(b), s => s.Zip(a, (p, q) => p * q).Sum()), s_w, s_x);
        CheckHessian((double[][] r) => r.Where(q => q.Length > 0).Sum(q => Ad.LogSumExp(q)), [s_jagged]);
        CheckHessian((double[] a) => Ad.LogSumExp(a.Where(v => v > 0).ToArray()), s_w);
    }
}
