using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Arrays of arrays of arrays, of one or two dimensions each.</summary>
public sealed class NestedArrayTests
{
    [Fact]
    public void Three_deep()
    {
        var squares = Agreement.Of((double[][][] w) => w.Sum(double (double[][] a) => a.Sum(double (double[] b) => b.Sum(v => v * v * v))));
        squares.At(Cubes([2, 3], [1], [4, 0, 2]));
        squares.At(Cubes([], [0], [1]));
        squares.At(Cubes());
        squares.At(Cubes([9, 17], [33]));
    }

    [Fact]
    public void Elements_and_lengths()
    {
        Agreement.Check((double[][][] w) => w[0][1][2] * w[1][0][0] * w[2].Length * w[2][0].Length + w[0][1][2], Cubes([2, 3], [1], [4, 0, 2]));
        Agreement.Check((double[][][] w, int i, int j) => w[i][j][j] * w[j][i][0] * w[i][j][j], Cubes([2, 3], [1, 2]), 0, 1);
    }

    [Fact]
    public void Index_loops()
    {
        Agreement.Check(
            (double[][][] w) => Enumerable.Range(0, w.Length).Sum(double (int i) => Enumerable.Range(0, w[i].Length).Sum(double (int j) => Enumerable.Range(0, w[i][j].Length).Sum(k => Math.Exp(w[i][j][k]) * (i + j + k)))),
            Cubes([2, 3], [], [4, 0, 2]));
        Agreement.Check((double[][][] w) => w.SelectMany(a => a).SelectMany(b => b).Select((v, i) => v * v * i).Sum(), Cubes([2, 3], [], [4, 0, 2]));
    }

    [Fact]
    public void Four_deep() => Agreement.Check(
        (double[][][][] w) => w.Select(a => a.Select(b => b.Sum(double (double[] c) => c.Sum(v => v * v) * c.Length)).Sum()).Sum() * w[0][0][1][0], new[] { Cubes([2, 3], [1]), Cubes(), Cubes([1, 1, 1]) });

    [Fact]
    public void Arrays_of_matrices()
    {
        var f = Agreement.Of((double[][,] w) => Enumerable.Range(0, w.Length).Sum(double (int l) => Enumerable.Range(0, w[l].GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w[l].GetLength(1)).Sum(j => w[l][i, j] * w[l][i, j] * (l + i - j)))));
        f.At(new[] { Sample.Matrix(2, 3), Sample.Matrix(1, 4) });
        f.At(new[] { Sample.Matrix(0, 3), Sample.Matrix(5, 9), Sample.Matrix(3, 0) });
        f.At(Array.Empty<double[,]>());
    }

    [Fact]
    public void Matrices_of_arrays()
    {
        var cells = new[,] { { Sample.Numbers(2), Sample.Numbers(3) }, { [], Sample.Numbers(9) } };
        Agreement.Check(
            (double[,][] w) => Enumerable.Range(0, w.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) => w[i, j].Sum(v => v * v * (1 + i + (2 * j))))) * w[1, 1][0], cells);
        Agreement.Check((double[,][,] w) => w[0, 1][1, 2] * w[0, 0][0, 0] * w[0, 1][1, 2], new[,] { { Sample.Matrix(1, 1), Sample.Matrix(2, 3) } });
    }

    [Fact]
    public void A_network_of_layers_as_matrices()
    {
        // Layers of different sizes: each but the first reads what the one before it has made.
        Agreement.Check(
            (double[][,] w, double[] x) => Ad.Let(
                Enumerable.Range(0, w[0].GetLength(0)).Select(i => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => w[0][i, j] * x[j]))).ToArray(),
                h => Enumerable.Range(0, w[1].GetLength(0)).Sum(double (int i) => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => w[1][i, j] * h[j])))),
            new[] { Sample.Matrix(17, 5), Sample.Matrix(3, 17) }, Sample.Numbers(5));
    }

    [Fact]
    public void A_batch_through_layers_as_jagged_arrays() => Agreement.Check(
        (double[][][] w, double[][] xs) => xs.Sum(double (double[] x) => Ad.Let(
            w[0].Select(row => Math.Tanh(row.Zip(x, (a, b) => a * b).Sum())).ToArray(), h => w[1].Sum(double (double[] row) => Math.Exp(row.Zip(h, (a, b) => a * b).Sum())))),
        Cubes([3, 3, 3, 3], [4, 4]), Sample.Rows(3, 3, 3, 3, 3));

    [Fact]
    public void Rows_chosen_by_a_condition_or_by_data()
    {
        Agreement.Check((double[][][] w) => (w[0][0][0] > 0 ? w[0] : w[1])[0].Sum(v => v * v) + (w[0][0][0] > 0 ? w[0][1] : w[1][0])[0], Cubes([2, 3], [1, 2]));
        Agreement.Check((double[][][] w, int[] at) => at.Sum(double (int i) => w[i][i].Sum(v => v * v * v)), Cubes([2, 3], [1, 2]), new[] { 1, 0, 1, 1 });
    }

    [Fact]
    public void Singles() => Agreement.Check(
        (float[][][] w) => w.Sum(float (float[][] a) => a.Sum(float (float[] b) => b.Sum(v => v * v))), new float[][][] { [Sample.Singles(3), Sample.Singles(2)], [], [Sample.Singles(1)] });

    [Fact]
    public void Indices_out_of_range_throw_as_in_CSharp()
    {
        Agreement.Check((double[][][] w) => w[0][1][3], Cubes([2, 3]));
        Agreement.Check((double[][][] w) => w[0][2][0], Cubes([2, 3]));
        Agreement.Check((double[][][] w) => w[1][0][0], Cubes([2, 3]));
        Agreement.Check((double[][,] w) => w[0][2, 0], new[] { Sample.Matrix(2, 3) });
        Agreement.Check((double[][,] w) => w[0][0, 3], new[] { Sample.Matrix(2, 3) });
        Agreement.Check((double[][][] w) => w.Sum(double (double[][] a) => a.Sum(b => b.Max())), Cubes([2, 0]));
    }

    [Fact]
    public void What_is_missing_or_shared_is_named()
    {
        var fresh = Grad.Gradient((double[][][] w) => w[0][0][0]);
        Assert.Equal("w[0][1]", Assert.Throws<ArgumentNullException>(() => fresh([[[1], null!]])).ParamName);
        Assert.Equal("w[1]", Assert.Throws<ArgumentNullException>(() => fresh([[[1]], null!])).ParamName);

        var into = Grad.ValueAndGradientInto((double[][,] w) => w[0][0, 0] * w[1][0, 1]);
        double[][,] at = [new double[,] { { 2, 3 } }, new double[,] { { 4, 5 } }];
        Assert.Equal("dw[1]", Assert.Throws<ArgumentNullException>(() => into(at, [new double[1, 2], null!])).ParamName);
        Assert.Equal("dw[1]", Assert.Throws<ArgumentException>(() => into(at, [new double[1, 2], new double[2, 1]])).ParamName);
        Assert.Equal("dw", Assert.Throws<ArgumentException>(() => into(at, [new double[1, 2]])).ParamName);
        Assert.Equal("dw[1]", Assert.Throws<ArgumentException>(() => into(at, [new double[1, 2], at[1]])).ParamName);
        var same = new double[1, 2];
        Assert.Equal("dw[1]", Assert.Throws<ArgumentException>(() => into(at, [same, same])).ParamName);
        Assert.Equal(2 * 5, into(at, [new double[1, 2], new double[1, 2]]));
    }

    [Fact]
    public void In_place_nothing_is_allocated()
    {
        var f = Grad.ValueAndGradientInto((double[][][] w) => w.Sum(double (double[][] a) => a.Sum(double (double[] b) => b.Sum(v => Math.Exp(v)))));
        var (at, gradient) = (Cubes([2, 30], [7], []), Cubes([2, 30], [7], []));
        f(at, gradient);
        Allocations.AssertNone(() => f(at, gradient));
        Assert.Equal(Math.Exp(at[0][1][29]), gradient[0][1][29], 1e-14);
    }

    [Fact]
    public void Zeros_have_the_shape_of_the_example()
    {
        var zeros = Grad.ZerosLike(new[] { Sample.Matrix(2, 3), Sample.Matrix(0, 1) });
        Assert.Equal((2, 3, 0, 1), (zeros[0].GetLength(0), zeros[0].GetLength(1), zeros[1].GetLength(0), zeros[1].GetLength(1)));
        Assert.All(zeros[0].Cast<double>(), value => Assert.Equal(0, value));
        Assert.Equal([2, 0], Grad.ZerosLike(Cubes([1], [2, 0]))[1].Select(row => row.Length));
    }

    [Fact]
    public void Directions_have_the_shape_of_the_input()
    {
        var f = Grad.Jvp((double[][][] w) => w.Sum(double (double[][] a) => a.Sum(double (double[] b) => b.Sum(v => v * v))));
        Assert.Equal(2 * ((3 * 0.5) + (5 * -1)), f([[[3]], [[4, 5]]], [[[0.5]], [[0, -1]]]).Tangent, 1e-12);
        var h = Grad.HessianVector((double[][,] w) => w[0][0, 0] * w[0][0, 0] * w[1][0, 1]);
        var (gradient, product) = h([new double[,] { { 2 } }, new double[,] { { 4, 5 } }], [new double[,] { { 1 } }, new double[,] { { 0, 3 } }]);
        Assert.Equal((20, 4), (gradient[0][0, 0], gradient[1][0, 1]));
        Assert.Equal((2 * 5 * 1) + (2 * 2 * 3), product[0][0, 0]);
        Assert.Equal(2 * 2 * 1, product[1][0, 1]);
    }

    private delegate double SpanAsData(double[] w, ReadOnlySpan<double[]> rows, double[] dw);

    private delegate double SpanAsInput(ReadOnlySpan<double[]> m, double[][] dm);

    private delegate double SpanAsGradient(double[][] m, Span<double[]> dm);

    private delegate void SpanAsDirection(double[][] m, ReadOnlySpan<double[]> mDot, out double resultDot);

    [Fact]
    public void Spans_of_rows_are_data()
    {
        var gradient = new double[2];
        Assert.Equal(16, Grad.Compile<SpanAsData>((double[] w, double[][] rows) => rows.Sum(double (double[] row) => row.Zip(w, (a, b) => a * b).Sum()))([1, 2], [[1, 2], [3, 4]], gradient));
        Assert.Equal([4.0, 6], gradient);
    }

    [Fact]
    public void What_is_differentiated_is_no_span_of_rows()
    {
        static void Refused<TDelegate>(string id)
            where TDelegate : Delegate => Assert.Equal(
                id, Assert.Single(Assert.Throws<DifferentiationException>(() => Grad.Compile<TDelegate>((double[][] m) => m.Sum(double (double[] row) => row.Sum(v => v * v)))).Errors).Id);
        Refused<SpanAsInput>("EG3004");
        Refused<SpanAsGradient>("EG3005");
        Refused<SpanAsDirection>("EG3004");
    }

    private static double[][][] Cubes(params int[][] lengths) => [.. lengths.Select((rows, i) => Sample.Rows([0, .. rows])[1..].Select(row => Array.ConvertAll(row, v => v + (0.03 * i))).ToArray())];
}
