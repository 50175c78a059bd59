using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class ArrayProgramTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2];
    private static readonly double[,] s_matrix = { { 0.3, 1.2, -0.8 }, { 0.9, -0.4, 1.1 } };
    private static readonly double[][] s_jagged = [[1.0, 2.0], [0.5], [], [0.1, 0.2, 0.3]];

    [Fact]
    public void Elements() => CheckHessian((double[] w) => w[0] * w[1] + w[2] * w[2] + w[w.Length - 1], s_w);

    [Fact]
    public void A_dot_product() => CheckHessian((double[] w, double[] x) => Enumerable.Range(0, w.Length).Sum(i => w[i] * x[i]), s_w, s_x);

    [Fact]
    public void A_logistic_loss() => CheckHessian(
        (double[] w, double[] x, double y) => Math.Log(1 + Math.Exp(-y * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[i]))), s_w, s_x, 1.0);

    [Fact]
    public void The_same_array_at_several_indices() => CheckHessian((double[] w) => Enumerable.Range(0, w.Length - 1).Sum(i => w[i] * w[i + 1] * w[0]), s_w);

    [Fact]
    public void Gathers_with_repeated_indices() => CheckHessian(
        (double[] w, int[] at) => Enumerable.Range(0, at.Length).Sum(i => w[at[i]] * w[at[i]] * (i + 1)), s_w, new[] { 1, 3, 1, 1, 0 });

    [Fact]
    public void Gathers_of_gathers() => CheckHessian((double[] w, int[] at) => at.Sum(i => w[at[at[i]]] * w[i]), s_w, new[] { 1, 3, 1, 2 });

    [Fact]
    public void An_index_that_comes_from_a_float() => Check((double[] w, double x) => w[(int)x] * x, s_w, 2.4);

    [Fact]
    public void Rosenbrock() => CheckHessian(
        (double[] x) => Enumerable.Range(0, x.Length - 1).Sum(i => 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i])), s_x);

    [Fact]
    public void Neighbours_at_the_border() => CheckHessian((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * (i > 0 ? w[i - 1] * w[i] : 0)), s_w);

    [Fact]
    public void Matrices() => CheckHessian(
        (double[,] m, double[] x) => Enumerable.Range(0, m.GetLength(0)).Sum(double (int i) => Math.Tanh(Enumerable.Range(0, m.GetLength(1)).Sum(j => m[i, j] * x[j]))), s_matrix, s_x);

    [Fact]
    public void Elements_of_a_matrix_and_its_length() => CheckHessian((double[,] m) => m[0, 1] * m[1, 0] * m.Length + m[1, 2] * m[1, 2], s_matrix);

    [Fact]
    public void Jagged_arrays() => CheckHessian((double[][] rows) => rows.Sum(double (double[] row) => row.Sum(v => v * v) * row.Length), [s_jagged]);

    [Fact]
    public void Jagged_arrays_by_index() => CheckHessian(
        (double[][] rows) => Enumerable.Range(0, rows.Length).Sum(double (int i) => Enumerable.Range(0, rows[i].Length).Sum(j => rows[i][j] * rows[0][1] * i)), [s_jagged]);

    [Fact]
    public void A_row_that_is_passed_on() => CheckHessian((double[][] rows, double[] x) => Ad.Let(rows[3], row => row.Zip(x, (a, b) => a * b).Sum() * row[1]), s_jagged, s_x);

    [Fact]
    public void One_of_two_arrays() => CheckHessian((double[] a, double[] b, bool first) => (first ? a : b).Sum(v => v * v) * a[0], s_w, s_x, false);

    [Fact]
    public void One_of_two_rows() => CheckHessian((double[][] rows, double x) => Ad.Let(x > 0 ? rows[0] : rows[3], row => row.Sum(v => v * x) * row.Length), s_jagged, -0.5);

    [Fact]
    public void Written_arrays() => CheckHessian((double x, double y, int i) => new[] { x * y, x, y * y }[i] + new[] { x, y }.Sum(v => v * v) + new[] { 1.0, x }[1], 1.5, 0.5, 2);

    [Fact]
    public void Written_arrays_in_loops() => CheckHessian((double[] w) => Enumerable.Range(0, w.Length).Sum(double (int i) => new[] { w[i], 2.0, w[0] * i }.Sum(v => v * v * i)), s_w);

    [Fact]
    public void An_array_with_a_name() => CheckHessian(
        (double[] w) => Ad.Let(w.Select(v => Math.Exp(v)).ToArray(), e => e.Sum() * e[0] + Enumerable.Range(0, e.Length).Sum(i => e[i] * e[e.Length - 1 - i])), s_w);

    [Fact]
    public void A_softmax_by_hand() => CheckHessian(
        (double[] w, int label) => Ad.Let(w.Select(Math.Exp).ToArray(), e => -Math.Log(e[label] / e.Sum())), s_w, 2);

    [Fact]
    public void Named_arrays_of_named_arrays() => CheckHessian(
        (double[] w, double[,] m) => Ad.Let(
            Enumerable.Range(0, m.GetLength(0)).Select(i => Math.Tanh(Enumerable.Range(0, m.GetLength(1)).Sum(j => m[i, j] * w[j]))).ToArray(),
            h => Ad.Let(h.Select(v => v * v + h[0]).ToArray(), s => s.Sum() * s[1])), s_w, s_matrix);

    [Fact]
    public void Arrays_of_arrays() => CheckHessian(
        (double[] w) => Ad.Let(
            Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, i + 1).Select(j => w[i] * w[j] * w[j]).ToArray()).ToArray(),
            t => t.Sum(double (double[] row) => row.Sum(v => v * v)) + t[2][1] * t[1][0]), s_w);

    [Fact]
    public void A_named_array_read_inside_a_loop_over_its_own_length() => CheckHessian(
        (double[] w, int[] at) => Ad.Let(w.Select(v => v * v * v).ToArray(), c => Enumerable.Range(0, c.Length).Sum(i => c[at[i]] * w[i] * c[i])), s_w, new[] { 2, 0, 2, 1 });

    [Fact]
    public void Nested_loops() => CheckHessian(
        (double[] w, double[] x) => Enumerable.Range(0, w.Length).Sum(double (int i) => Enumerable.Range(0, x.Length).Sum(j => Math.Sin(w[i] * x[j]))), s_w, s_x);

    [Fact]
    public void Two_loops_of_equal_length() => CheckHessian((double[] w) => w.Sum(v => v * v) * w.Sum(v => Math.Exp(v)) + w.Sum(v => v * w.Sum()), s_w);

    [Fact]
    public void Triangular_loops() => CheckHessian(
        (double[] w) => Enumerable.Range(0, w.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => w[i] * w[j] * w[j]) * w[i]), s_w);

    [Fact]
    public void Triangular_products() => CheckHessian(
        (double[] w) => Enumerable.Range(0, w.Length).Sum(double (int i) => Enumerable.Range(i, w.Length - i).Sum(double (int j) => Enumerable.Range(i, j - i + 1).Sum(k => w[i] * w[j] * w[k]))), s_w);

    [Fact]
    public void Empty_loops() => CheckHessian((double[] w, double x) => w.Sum(v => v * x) + Enumerable.Range(0, w.Length).Sum(i => w[i]) + x, Array.Empty<double>(), 0.5);

    [Fact]
    public void Matrix_products() => CheckHessian(
        (double[,] a, double[,] b) => Enumerable.Range(0, a.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, b.GetLength(1)).Sum(
            double (int j) => Math.Sin(Enumerable.Range(0, a.GetLength(1)).Sum(k => a[i, k] * b[k, j])))), s_matrix, new[,] { { 0.2, 0.4 }, { -0.3, 0.1 }, { 0.7, 0.9 } });

    [Fact]
    public void A_small_network() => CheckHessian(
        (double[,] w1, double[] b1, double[] w2, double[] x) => Ad.Let(
            Enumerable.Range(0, b1.Length).Select(i => Math.Tanh(b1[i] + Enumerable.Range(0, x.Length).Sum(j => w1[i, j] * x[j]))).ToArray(),
            h => Enumerable.Range(0, h.Length).Sum(i => w2[i] * h[i] * h[i])),
        s_matrix, new[] { 0.1, -0.2 }, new[] { 1.1, 0.6 }, new[] { 0.5, 1.0, -0.7 });

    [Fact]
    public void Branches_in_loops() => CheckHessian((double[] w, double x) => w.Sum(v => v > 0 ? Math.Log(v) * x : v * v), s_w, 0.9);

    [Fact]
    public void Loops_in_branches() => CheckHessian((double[] w, double x) => x > 1 ? w.Sum(v => Math.Log(v)) : w.Sum(v => v * v * x), s_w, 0.9);

    [Fact]
    public void Loops_in_branches_in_loops() => CheckHessian(
        (double[] w, double[] x) => Enumerable.Range(0, w.Length).Sum(double (int i) => w[i] > 0.5 ? x.Sum(v => v * w[i]) : Enumerable.Range(0, i).Sum(j => w[j] * x[i])), s_w, s_x);

    [Fact]
    public void Sums_of_integers() => Check((double x, int[] n) => x * n.Sum() + n.Sum(k => k * k) * x + n.Sum(k => (long)k) + n.Average(), 0.7, new[] { 3, 1, 4 });

    [Fact]
    public void Floats() => Check((float[] w, float x) => w.Sum(v => v * x) + w.Average() * w[1] + w.Max() + (float)w.Sum(v => (double)v * v), new[] { 0.3f, 1.2f, -0.4f }, 0.7f);

    [Fact]
    public void Scattered_sums() => CheckHessian(
        (double[] w, int[] at) => Ad.Let(Ad.ScatterAdd(3, at, w), s => s.Sum(v => v * v) * s[1]), s_w, new[] { 2, 0, 2, 1 });

    [Fact]
    public void Log_of_the_sum_of_exponentials() => CheckHessian((double[] w) => Ad.LogSumExp(w) * w[0] + Ad.Softmax(w)[1], s_w);

    [Fact]
    public void Indices_are_checked()
    {
        Assert.Throws<IndexOutOfRangeException>(() => Check((double[] w, int i) => w[i], s_w, 4));
        Assert.Throws<IndexOutOfRangeException>(() => Check((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i + 1]), s_w));
    }
}
