using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class RowProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly double[][] s_jagged = [[1.0, 2.0], [0.5], [], [0.1, 0.2, 0.3]];
    private static readonly double[,] s_matrix = { { 0.3, 1.2, -0.8 }, { 0.9, -0.4, 1.1 } };

    [Fact]
    public void Rows_that_branches_choose()
    {
        CheckHessian((double[][] rows, double x) => Ad.Let(x > 0 ? rows[0] : rows[3], row => row.Sum(v => v * x) * row.Length), s_jagged, -0.5);
        CheckHessian((double[][] rows, double x) => (x > 0 ? rows[0] : rows[3])[0] * x, s_jagged, -0.5);
        CheckHessian((double[][] rows, double[] d, double x) => Ad.Let(x > 0 ? rows[0] : d, row => row.Sum(v => v * x) * row[1]), s_jagged, s_x, -0.5);
        CheckHessian((double[][] rows, double x) => Enumerable.Range(0, rows.Length).Sum(i => Ad.Let(i % 2 == 0 ? rows[0] : rows[i], row => row.Sum(v => v * x) * row[0])), s_jagged, -0.5);
        CheckHessian((double[,] m, double[,] n, double x) => Ad.Let(x > 0 ? m : n, k => k[0, 1] * k[1, 1] * x), s_matrix, s_matrix, 0.4);
    }

    [Fact]
    public void Rows_that_are_gathered()
    {
        CheckHessian((double[][] rows, int[] at) => Ad.Let(at.Select(k => rows[k]).ToArray(), r => r[1][0] * r[0][1] * r[2][1]), s_jagged, new[] { 3, 0, 3, 1 });
        CheckHessian((double[][] rows, int[] at) => Ad.Let(at.Select(k => rows[at[at[k]]]).ToArray(), r => r[1][0] * r[0][0]), s_jagged, new[] { 0, 1, 1, 3 });
    }

    [Fact]
    public void Rows_that_are_filtered()
    {
        CheckHessian((double[][] rows) => Ad.Let(rows.Where(r => r.Length > 1).ToArray(), r => r[1][0] * r[0][1]), [s_jagged]);
        CheckHessian((double[][] rows) => rows.Where(r => r.Length > 0).Skip(1).Sum(r => r[0] * r[0]), [s_jagged]);
        CheckHessian((double[][] rows) => rows.Where(r => r.Length > 0).MaxBy(r => r.Sum())![0] * rows[0][0], [s_jagged]);
        CheckHessian((double[][] rows) => rows.First(r => r.Length == 1)[0] * rows.Last()[2], [s_jagged]);
    }

    [Fact]
    public void Rows_in_another_order()
    {
        CheckHessian((double[][] rows) => rows.AsEnumerable().Reverse().First().Sum(v => v * v), [s_jagged]);
        CheckHessian((double[][] rows, double[][] more) => rows.Concat(more).Sum(r => r.Sum(v => v * v)), s_jagged, s_jagged);
        CheckHessian((double[][] rows, double[][] more) => rows.Take(2).Concat(more.Skip(3)).Last().Sum(v => v * v), s_jagged, s_jagged);
        CheckHessian((double[][] rows, double[] x, int i) => rows.Append(x).Sum(r => r.Sum(v => v * v)), s_jagged, s_x, 1);
    }

    [Fact]
    public void Rows_in_loops()
    {
        CheckHessian((double[][] rows, double[] x) => rows.Sum(r => r.Zip(x, (a, b) => a * b * b).Sum()), s_jagged, s_x);
        CheckHessian((double[][] rows, double[] x) => rows.Zip(x, (r, b) => r.Sum(v => v * b * b)).Sum(), s_jagged, s_x);
        CheckHessian((double[][] rows, double x) => rows.Aggregate(x, (s, r) => s * x + r.Sum(v => v * s)), s_jagged, 0.5);
        CheckHessian((double[][] rows, double x) => rows.Sum(r => r.Length > 1 ? r[0] * r[r.Length - 1] : x * x), s_jagged, 0.5);
    }

    [Fact]
    public void Rows_whose_indices_are_checked_before_the_loop()
    {
        CheckHessian((double[][] rows, int n) => Enumerable.Range(0, n).Sum(i => rows[3][i] * rows[3][n - i - 1] * rows[3][i]), s_jagged, 3);
        CheckHessian((double[][] rows, double x) => rows.Where(r => r.Length > 1).Sum(r => Enumerable.Range(0, 2).Sum(i => r[i] * r[i] * x)), s_jagged, 0.5);
    }

    [Fact]
    public void Arrays_of_more_dimensions()
    {
        CheckGraph((double[][,] ms, double x) => ms.Sum(m => Enumerable.Range(0, m.GetLength(1)).Sum(j => m[0, j] * m[1, j] * x)), new[] { s_matrix, s_matrix }, 0.4);
        CheckGraph((double[][][] t) => t.Sum(r => r.Sum(q => q.Sum(v => v * v * v))) * t[1][0][1], [new[] { s_jagged, s_jagged }]);
    }

    [Fact]
    public void Arrays_made_of_rows()
    {
        CheckHessian((double[][] rows) => Ad.Let(rows.Select(r => r.Select(v => v * v).ToArray()).ToArray(), q => q[0][1] * q[3][2] * q.Sum(r => r.Sum())), [s_jagged]);
        CheckHessian((double[][] rows) => Ad.Let(rows.Select(r => r.Where(v => v > 0.15).ToArray()).ToArray(), q => q[0][1] * q[3][1] * q.Sum(r => r.Sum(v => v * v))), [s_jagged]);
        CheckHessian((double[] w) => Ad.Let(Enumerable.Range(0, 3).Select(i => w.Where(v => v > i * 0.5).ToArray()).ToArray(), q => q[0][1] * q[1][0] * q.Sum(r => r.Sum(v => v * v))), [s_w]);
    }

    [Fact]
    public void Arrays_written_out_of_arrays()
    {
        CheckHessian((double[] w) => new[] { w.Select(v => v * v).ToArray(), w }.Sum(r => r.Sum(v => v * v)), [s_w]);
        CheckHessian((double[] w, double[] x) => new[] { w, x }.Sum(r => r.Sum(v => v * v)), s_w, s_x);
        CheckHessian((double[] w, double[] x, int i) => new[] { w, x }[i].Sum(v => v * v), s_w, s_x, 1);
    }
}
