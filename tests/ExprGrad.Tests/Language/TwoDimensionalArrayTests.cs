namespace ExprGrad.Tests.Language;

public sealed class TwoDimensionalArrayTests
{
    [Fact]
    public void Elements_and_lengths()
    {
        Agreement.Check((double[,] m) => m[0, 1] * m[1, 0] * m.GetLength(0) * m.GetLength(1), Sample.Matrix(2, 3));
        Agreement.Check((double[,] m, int i, int j) => m[i, j] * m[j, i], Sample.Matrix(3, 3), 2, 1);
        Agreement.Check((double[,] m) => m[1, 2] * m.Length, Sample.Matrix(2, 3));
    }

    [Fact]
    public void Loops_over_rows_and_columns()
    {
        var product = Agreement.Of((double[,] m) =>
            Enumerable.Range(0, m.GetLength(0)).Sum(i => Enumerable.Range(0, m.GetLength(1)).Sum(j => m[i, j] * m[i, j] * (i + (2 * j)))));
        foreach (var (rows, columns) in new[] { (2, 3), (3, 2), (1, 1), (0, 3), (3, 0), (0, 0), (1, 5) }) product.At(Sample.Matrix(rows, columns));
    }

    [Fact]
    public void A_transposed_read() =>
        Agreement.Check((double[,] m) => Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, 3).Sum(j => m[i, j] * m[j, i] * m[0, 1])), Sample.Matrix(3, 3));

    [Fact]
    public void Matrix_times_vector() =>
        Agreement.Check(
            (double[,] m, double[] x) => Enumerable.Range(0, m.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, m.GetLength(1)).Sum(j => m[i, j] * x[j]))),
            Sample.Matrix(3, 4),
            Sample.Numbers(4));

    [Fact]
    public void A_float_matrix()
    {
        var m = new[,] { { 1f, 2 }, { -3, 4 } };
        Agreement.Check((float[,] a) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, 2).Sum(j => a[i, j] * a[j, i])), m);
    }

    [Fact]
    public void An_integer_matrix_as_data() =>
        Agreement.Check(
            (double[] w, int[,] at) => Enumerable.Range(0, at.GetLength(0)).Sum(i => Enumerable.Range(0, at.GetLength(1)).Sum(j => w[at[i, j]] * w[i] * j)),
            Sample.Numbers(4),
            new[,] { { 0, 3 }, { 1, 1 }, { 2, 0 } });

    [Fact]
    public void A_matrix_of_data() =>
        Agreement.Check(
            (double[] w, double[,] x) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Ad.Softplus(Enumerable.Range(0, w.Length).Sum(j => x[i, j] * w[j]))),
            Sample.Numbers(3),
            Sample.Matrix(4, 3));

    [Fact]
    public void All_elements_through_Cast() =>
        Assert.Equal("EG1108", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[,] m) => m.Cast<double>().Sum())).Errors[0].Id);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, -1)]
    public void Indices_that_begin_elsewhere_than_at_zero(int row, int column)
    {
        var shifted = (double[,])Array.CreateInstance(typeof(double), [2, 2], [row, column]);
        var (k, rows) = (0, new[] { shifted });
        Assert.Throws<ArgumentException>(() => Grad.Gradient((double[,] m) => m[k, k])(shifted));
        Assert.Throws<ArgumentException>(() => Grad.ValueAndGradientInto((double[,] m) => m[k, k])(new double[2, 2], shifted));
        Assert.Throws<ArgumentException>(() => Grad.Gradient((double x) => x * shifted[k, k])(1));
        Assert.Throws<ArgumentException>(() => Grad.Gradient((double x) => x * rows[k][k, k])(1));
        Assert.Throws<ArgumentException>(() => Grad.Gradient((double[][,] m) => m[k][k, k])(rows));
        Assert.Throws<ArgumentException>(() => Tape.Evaluate((double[,] m) => m[k, k], shifted));
    }
}
