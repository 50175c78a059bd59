using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>One of many arrays of data is given for a gradient of one array, which no check tells: values and gradients are right, since data is read before anything is written.</summary>
public sealed class SharedDataTests
{
    private static readonly ArrayForm s_array = Grad.Compile<ArrayForm>((double[] w, double[][] data) => data.Sum(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[j] * w[j])));
    private static readonly SpanForm s_span = Grad.Compile<SpanForm>((double[] w, double[][] data) => data.Sum(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[j] * w[j])));

    public delegate double ArrayForm(double[] w, double[][] data, double[] dw);

    public delegate double SpanForm(ReadOnlySpan<double> w, double[][] data, Span<double> dw);

    public delegate double RowsAndSpanForm(double[][] w, double[] b, double[][] data, double[][] dw, Span<double> db);

    public delegate double PlanesForm(float[] w, float[][][] data, float[] dw);

    public delegate double MatrixForm(double[,] w, double[][,] data, double[,] dw);

    public delegate double SamplesForm(double[] w, Sample[] samples, double[] dw);

    public delegate void JacobianForm(double[] w, double[][] data, double[] result, double[,] dw);

    [Fact]
    public void A_row_for_an_array()
    {
        var data = Rows();
        Assert.Equal((4 * 20) + (9 * 16), s_array([2, 3], data, data[0]));
        Assert.Equal([4.0 * 20, 6 * 16], data[0]);
        data = Rows();
        s_array([2, 3], data, data[3]);
        Assert.Equal([4.0 * 20, 6 * 16], data[3]);
    }

    [Fact]
    public void A_captured_row()
    {
        var data = Rows();
        var into = Grad.ValueAndGradientInto((double[] w) => data.Sum(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[j] * w[j])));
        Assert.Equal((4 * 20) + (9 * 16), into([2, 3], data[1]));
        Assert.Equal([4.0 * 20, 6 * 16], data[1]);
    }

    [Fact]
    public void A_row_for_a_span()
    {
        double[] all = [1, 2, 3, 4];
        double[][] data = [[5, 6], all];
        Assert.Equal((4 * 8) + (9 * 6), s_span([2, 3], data, all.AsSpan(1, 2)));
        Assert.Equal([1, 4.0 * 8, 6 * 6, 4], all);
    }

    [Fact]
    public void A_row_for_a_span_beside_rows()
    {
        var f = Grad.Compile<RowsAndSpanForm>((double[][] w, double[] b, double[][] data) => data.Sum(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[0][j] * b[j])));
        var data = Rows();
        double[][] dw = [[0, 0]];
        Assert.Equal((2 * 5 * 20) + (3 * 6 * 16), f([[2, 3]], [5, 6], data, dw, data[2]));
        Assert.Equal([2.0 * 20, 3 * 16], data[2]);
        Assert.Equal([5.0 * 20, 6 * 16], dw[0]);
    }

    [Fact]
    public void Rows_of_rows()
    {
        var f = Grad.Compile<PlanesForm>((float[] w, float[][][] data) => data.Sum(plane => plane.Sum(row => Enumerable.Range(0, 2).Sum(j => (double)(row[1 - j] * w[j] * w[j])))));
        float[][][] data = [[[1, 2], [3, 4]], [], [[5, 6]]];
        Assert.Equal((4 * 12) + (9 * 9), f([2, 3], data, data[0][1]));
        Assert.Equal([4f * 12, 6 * 9], data[0][1]);
    }

    [Fact]
    public void Matrices()
    {
        var f = Grad.Compile<MatrixForm>((double[,] w, double[][,] data) => data.Sum(m => Enumerable.Range(0, 2).Sum(j => m[0, 1 - j] * w[0, j] * w[0, j])));
        double[][,] data = [new double[,] { { 1, 2 } }, new double[,] { { 3, 4 } }];
        Assert.Equal((4 * 6) + (9 * 4), f(new double[,] { { 2, 3 } }, data, data[0]));
        Assert.Equal([4.0 * 6, 6 * 4], data[0].Cast<double>());
    }

    [Fact]
    public void Arrays_in_objects()
    {
        var f = Grad.Compile<SamplesForm>((double[] w, Sample[] samples) => samples.Sum(s => Enumerable.Range(0, 2).Sum(j => s.X[1 - j] * w[j] * w[j])));
        Sample[] samples = [new() { X = [1, 2] }, new() { X = [3, 4] }];
        Assert.Equal((4 * 6) + (9 * 4), f([2, 3], samples, samples[0].X));
        Assert.Equal([4.0 * 6, 6 * 4], samples[0].X);
    }

    [Fact]
    public void An_array_for_a_result()
    {
        var f = Grad.Compile<JacobianForm>((double[] w, double[][] data) => data.Select(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[j] * w[j])).ToArray());
        double[][] data = [[1, 2, 3], [3, 4, 5], [5, 6, 7]];
        var jacobian = new double[3, 2];
        f([2, 3], data, data[0], jacobian);
        Assert.Equal([(4.0 * 2) + 9, (4 * 4) + (9 * 3), (4 * 6) + (9 * 5)], data[0]);
        Assert.Equal([8.0, 6, 16, 18, 24, 30], jacobian.Cast<double>());
    }

    [Fact]
    public void What_is_added_to()
    {
        var f = Grad.Compile<ArrayForm>((double[] w, double[][] data) => data.Sum(row => Enumerable.Range(0, 2).Sum(j => row[1 - j] * w[j] * w[j])), new GradOptions { GradientMode = GradientMode.Accumulate });
        var data = Rows();
        f([2, 3], data, data[0]);
        Assert.Equal([1 + (4.0 * 20), 2 + (6 * 16)], data[0]);
    }

    [Fact]
    public void Calls_later_allocate_nothing()
    {
        var (data, w, dw) = (Rows(), new double[] { 2, 3 }, new double[2]);
        Allocations.AssertNone(() => s_array(w, data, dw));
        Allocations.AssertNone(() => s_span(w, data, dw));
        Assert.Equal([4.0 * 20, 6 * 16], dw);
    }

    private static double[][] Rows() => [[1, 2], [3, 4], [5, 6], [7, 8]];

    public sealed class Sample
    {
        public required double[] X { get; init; }
    }
}
