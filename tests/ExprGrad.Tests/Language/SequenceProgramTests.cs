using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class SequenceProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly double[][] s_jagged = [[1.0, 2.0], [0.5], [], [0.1, 0.2, 0.3]];

    [Fact]
    public void Selections() => CheckHessian((double[] w) => w.Select(v => v * v).Select((v, i) => v * i).Sum() + w.Sum(), s_w);

    [Fact]
    public void Filters() => CheckHessian((double[] w, double x) => w.Where(v => v > 0).Sum(v => Math.Log(v) * x), s_w, 0.6);

    [Fact]
    public void Filters_by_index() => CheckHessian((double[] w) => w.Where((v, i) => i % 2 == 0).Select(v => v * v).Sum(), s_w);

    [Fact]
    public void Filters_of_filters() => CheckHessian((double[] w) => w.Where(v => v > 0).Select(v => Math.Log(v)).Where(v => v < 0.5).Sum(v => v * v), s_w);

    [Fact]
    public void Zipped_sequences() => CheckHessian((double[] w, double[] x) => w.Zip(x, (a, b) => a * b * b).Sum() + w.Zip(x).Sum(p => p.First * p.Second), s_w, s_x);

    [Fact]
    public void Zipped_filters() => CheckHessian((double[] w, double[] x) => w.Where(v => v > 0).Zip(x.Where(v => v > 0.5), (a, b) => a * b * b).Sum(), s_w, s_x);

    [Fact]
    public void Pieces() => CheckHessian((double[] w, int n) => w.Take(n).Sum(v => v * v) + w.Skip(n).Sum(v => v * w[0]) + w.Skip(1).Take(2).Sum(v => Math.Exp(v)), s_w, 3);

    [Fact]
    public void Pieces_that_are_too_long() => CheckHessian((double[] w) => w.Take(9).Sum(v => v * v) + w.Skip(9).Sum(v => v * v) + w.Take(-1).Sum() + w.Skip(-2).Sum(), s_w);

    [Fact]
    public void Pieces_of_filters() => CheckHessian((double[] w) => w.Where(v => v > 0).Take(2).Sum(v => v * v * v) + w.Where(v => v > 0).Skip(1).Sum(v => v * v), s_w);

    [Fact]
    public void Reversals() => CheckHessian((double[] w) => w.AsEnumerable().Reverse().Zip(w, (a, b) => a * b * b).Sum(), s_w);

    [Fact]
    public void Reversed_filters() => CheckHessian((double[] w) => w.Where(v => v > 0).Reverse().Select((v, i) => v * v * i).Sum(), s_w);

    [Fact]
    public void Concatenations() => CheckHessian((double[] w, double[] x) => w.Concat(x).Select((v, i) => v * v * i).Sum() + w.Append(x[0]).Prepend(x[1]).Sum(v => v * v), s_w, s_x);

    [Fact]
    public void Concatenated_filters() => CheckHessian((double[] w, double[] x) => w.Where(v => v > 0).Concat(x).Select((v, i) => v * v * i).Sum(), s_w, s_x);

    [Fact]
    public void Flattened_sequences() => CheckHessian((double[][] rows) => rows.SelectMany(row => row).Sum(v => v * v) + rows.SelectMany(row => row, (row, v) => v * row.Length).Sum(), [s_jagged]);

    [Fact]
    public void Flattened_and_numbered_sequences() => CheckHessian((double[][] rows) => rows.SelectMany(row => row.Select(v => v * v)).Select((v, i) => v * i).Sum(), [s_jagged]);

    [Fact]
    public void Flattened_filters() => CheckHessian((double[][] rows, double x) => rows.SelectMany(row => row.Where(v => v > 0.15)).Where(v => v < 1.5).Sum(v => v * v * x), s_jagged, 0.4);

    [Fact]
    public void Arrays_of_flattened_sequences() => CheckHessian((double[][] rows) => Ad.Let(rows.SelectMany(row => row).ToArray(), all => all[all.Length - 1] * all[0] * all.Length), [s_jagged]);

    [Fact]
    public void Repetitions() => CheckHessian((double x, int n) => Enumerable.Repeat(x * x, n).Sum() + Enumerable.Repeat(x, 3).Select((v, i) => v * i * x).Sum(), 0.6, 4);

    [Fact]
    public void Averages() => CheckHessian((double[] w) => w.Average() * w.Average(v => v * v) + w.Where(v => v > 0).Average(), s_w);

    [Fact]
    public void Maxima_and_minima() => CheckHessian((double[] w) => w.Max() * w.Min() * w.Max(v => v * v) + w.Min(v => Math.Sin(v)), s_w);

    [Fact]
    public void Extremes_of_filters() => CheckHessian((double[] w) => w.Where(v => v < 1).Max(v => v * v) + w.Where(v => v > 0).Min(), s_w);

    [Fact]
    public void Extremes_of_sums() => CheckHessian((double[][] rows, double[] x) => rows.Max(row => row.Sum(v => v * x[0])) + rows.Min(row => row.Select((v, i) => v * x[i]).Sum()), s_jagged, s_x);

    [Fact]
    public void Extremes_of_triangular_sums() => CheckHessian((double[] w) => Enumerable.Range(0, w.Length).Max(i => Enumerable.Range(0, i).Sum(j => w[j] * w[i])), s_w);

    [Fact]
    public void Extremes_of_extremes() => CheckHessian((double[] w, double[] x) => w.Max(v => x.Min(u => u * v)), s_w, s_x);

    [Fact]
    public void Extremes_of_flattened_sequences() => CheckHessian((double[][] rows) => rows.SelectMany(row => row).Max(v => v * v), [s_jagged]);

    [Fact]
    public void Extremes_of_recurrences() => CheckHessian((double[] w, double x) => w.Max(v => Enumerable.Range(0, 3).Aggregate(v, (s, i) => s * x + v)), s_w, 0.7);

    [Fact]
    public void Elements_by_their_key() => CheckHessian((double[] w, double[] x) => w.MaxBy(v => v * v) * x.MinBy(v => Math.Abs(v)) + w.Where(v => v > 0).MinBy(v => -v) * x[0], s_w, s_x);

    [Fact]
    public void Single_elements() => CheckHessian((double[] w) => w.First() * w.Last() * w.ElementAt(2) + w.Where(v => v > 0.5).First() * w.Last(v => v > 0.5), s_w);

    [Fact]
    public void First_elements_that_satisfy() => CheckHessian((double[] w, double x) => w.First(v => v * x > 1) * w.Select(v => v * v).Last(v => v > 1) * x, s_w, 0.9);

    [Fact]
    public void Questions() => Check(
        (double[] w, double x) => (w.Any(v => v > 1.9) ? x : 0) + (w.All(v => v > 0) ? 1 : x * x) + w.Count(v => v > 0) * x + (w.Any() ? x : 1) + w.Count() * x + (w.Contains(2.0) ? x : 3), s_w, 0.9);

    [Fact]
    public void Questions_about_filters() => Check((double[] w, double x) => w.Where(v => v > 0).Count() * x + (w.Where(v => v > 0).Any(v => v > 5) ? 1 : x) + (w.Where(v => v > 1).Any() ? x * x : 2), s_w, 0.9);

    [Fact]
    public void Recurrences() => CheckHessian((double[] w, double x) => w.Aggregate(x, (s, v) => s * v + x) * w.Aggregate((s, v) => s - v * s), s_w, 0.9);

    [Fact]
    public void Recurrences_with_a_result() => CheckHessian((double[] w, double x) => w.Aggregate(1.0, (s, v) => Math.Tanh(s * v + x), s => s * s), s_w, 0.9);

    [Fact]
    public void Recurrences_of_several_states() => CheckHessian(
        (double[] w, double x) => w.Aggregate(new { A = x, B = 1.0, N = 0 }, (s, v) => new { A = s.A * v + s.B, B = s.B + s.A * x, N = s.N + 1 }, s => s.A * s.B * s.N), s_w, 0.9);

    [Fact]
    public void Recurrences_whose_states_change_places() => CheckHessian(
        (double[] w, double x) => w.Aggregate(new { A = x, B = x * x, C = 1.0 }, (s, v) => new { A = s.B, B = s.A, C = s.C * s.A + v }, s => s.A * s.C), s_w, 0.9);

    [Fact]
    public void Recurrences_whose_steps_ignore_the_state()
    {
        CheckHessian((double[] w, double x) => w.Aggregate(x, (s, v) => Math.Sin(s * v + Enumerable.Range(0, 3).Aggregate(s, (t, j) => x))), s_w, 0.9);
        CheckHessian(
            (double[] w, double x) => Enumerable.Range(0, 3).Select((i, at) => Enumerable.Range(0, 2).Sum(j => Enumerable.Range(0, 3).Skip(at).Aggregate(x, (s, k) => w[at] * w[at])))
                .Aggregate(x, (s, u) => s * x + u), s_w, 0.9);
    }

    [Fact]
    public void Recurrences_in_recurrences_with_loops_as_long_as_a_state_says() => CheckHessian(
        (double[] w, double x) => w.Aggregate(x, (q, v) => Enumerable.Range(0, 3).Aggregate(
            new { A = q, N = 1 }, (s, i) => new { A = s.A * v + Enumerable.Range(0, s.N).Sum(j => s.A * j), N = Enumerable.Range(0, s.N + 1).Count(j => j < 2) }).A), s_w, 0.9);

    [Fact]
    public void Recurrences_over_flattened_sequences_whose_states_change_places() => CheckHessian(
        (double[] w, double x) => w.Where(v => v > 0).SelectMany(v => Enumerable.Range(0, 2)).Aggregate(new { A = x, B = x * x }, (s, i) => new { A = s.B, B = s.B * w[i] }).B, s_w, 0.9);

    [Fact]
    public void Recurrences_in_loops() => CheckHessian((double[] w, double[] x) => w.Sum(v => x.Aggregate(v, (s, u) => s * u + v * s)), s_w, s_x);

    [Fact]
    public void Loops_in_recurrences() => CheckHessian((double[] w, double[] x) => w.Aggregate(1.0, (s, v) => s + x.Sum(u => Math.Sin(u * s * v))), s_w, s_x);

    [Fact]
    public void Triangular_loops_in_recurrences() => CheckHessian(
        (double[] w, double x) => Enumerable.Range(0, w.Length).Aggregate(x, (s, i) => s * x + Enumerable.Range(0, i).Sum(j => w[j] * s * w[i])), s_w, 0.7);

    [Fact]
    public void Branches_in_recurrences() => CheckHessian((double[] w, double x) => w.Aggregate(x, (s, v) => s > 0 && v > 0 ? s * Math.Log(v) : s * s + v), s_w, 0.9);

    [Fact]
    public void Recurrences_over_filters() => CheckHessian((double[] w, double x) => w.Where(v => v > 0).Aggregate(x, (s, v) => s * Math.Log(v) + x), s_w, 0.9);

    [Fact]
    public void Recurrences_over_flattened_sequences() => CheckHessian((double[][] rows, double x) => rows.SelectMany(row => row).Aggregate(x, (s, v) => s * v + x), s_jagged, 0.9);

    [Fact]
    public void Recurrences_in_recurrences() => CheckHessian((double[] w, double x) => w.Aggregate(x, (s, v) => Enumerable.Range(0, 3).Aggregate(s, (t, i) => t * v + s * i)), s_w, 0.9);

    [Fact]
    public void Recurrences_in_recurrences_on_what_the_outer_one_computes() => CheckHessian(
        (double[] w, double x) => w.Aggregate(x, (s, v) => Ad.Let(Math.Exp(s * 0.1), e => Ad.Let(w.Aggregate(s, (t, u) => t * u + e), r => r * 0.3 + e * v))), s_w, 0.9);

    [Fact]
    public void Recurrences_in_branches() => CheckHessian((double[] w, double x) => x > 0 ? w.Aggregate(x, (s, v) => s * v + x) : w.Aggregate(x, (s, v) => Math.Log(s * v)), s_w, 0.9);

    [Fact]
    public void Recurrences_over_named_arrays() => CheckHessian(
        (double[] w, double x) => Ad.Let(w.Select(v => v * x).ToArray(), a => a.Aggregate(x, (s, v) => s * v + a[1]) * a.Sum()), s_w, 0.9);

    [Fact]
    public void Recurrences_that_gather() => CheckHessian(
        (double[] w, int[] at, double x) => Enumerable.Range(0, at.Length).Aggregate(x, (s, i) => s * w[at[i]] + w[at[at.Length - 1 - i]]), s_w, new[] { 1, 0, 1, 3 }, 0.9);

    [Fact]
    public void Recurrences_without_steps() => CheckHessian((double[] w, double x) => w.Aggregate(x * x, (s, v) => s * v), Array.Empty<double>(), 0.9);

    [Fact]
    public void Queries() => CheckHessian(
        (double[] w, double[] x) => (from a in w from b in x let p = a * b where p > 0 select Math.Log(p) * a).Sum(), s_w, s_x);

    [Fact]
    public void Numbered_elements() => CheckHessian((double[] w) => w.Index().Sum(p => p.Item * p.Item * p.Index), s_w);

    [Fact]
    public void Collected_filters() => CheckHessian((double[] w) => Ad.Let(w.Where(v => v > 0).ToArray(), p => p[0] * p[1] * p.Length + p.Sum(v => v * p[p.Length - 1])), s_w);

    [Fact]
    public void Collected_filters_in_loops() => CheckHessian(
        (double[] w, double[] x) => x.Sum(u => Ad.Let(w.Where(v => v > u).ToArray(), p => p.Length > 0 ? p[0] * u * p[p.Length - 1] : u * u)), s_w, s_x);

    [Fact]
    public void Method_groups() => CheckHessian((double[] w) => w.Select(Math.Exp).Sum() + w.Sum(Math.Sin), s_w);
}
