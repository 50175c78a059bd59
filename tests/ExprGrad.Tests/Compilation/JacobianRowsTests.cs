using System.Linq.Expressions;
using ExprGrad.Tests.Emission;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Compilation;

/// <summary>Jacobians whose rows come from reverse mode: every row against the gradient of its number, in every width and mode, and which lambdas these are.</summary>
public sealed class JacobianRowsTests
{
    private static readonly int[] s_lengths = [0, 1, 7, 8, 9, 33];
    private static readonly double[] s_x = [0.3, -1.2, 2.0, 0.7, -0.4];

    private delegate void Rows(double[] x, double[] y, double[] result, double[,] dx);

    // Each with its i-th number as a lambda of its own.
    private static readonly Dictionary<string, (Expression<Func<double[], double[], double[]>> All, Expression<Func<double[], double[], int, double>> Each)> s_functions = new(StringComparer.Ordinal)
    {
        ["some elements"] = (
            (x, y) => y.Select(v => x[0] * v + Math.Sin(x[2] * v) * x[3]).ToArray(),
            (x, y, i) => x[0] * y[i] + Math.Sin(x[2] * y[i]) * x[3]),
        ["all elements"] = (
            (x, y) => y.Select(v => Math.Exp(x[4] * v) / (1 + x[0] * x[0]) + x[1] * x[2] * v + Math.Sqrt(1 + x[3] * x[3])).ToArray(),
            (x, y, i) => Math.Exp(x[4] * y[i]) / (1 + x[0] * x[0]) + x[1] * x[2] * y[i] + Math.Sqrt(1 + x[3] * x[3])),
        ["branches"] = (
            (x, y) => y.Select(v => Ad.Let(x[0] * v, t => t > 0.1 ? Math.Log(t) * x[1] : x[3] * x[4] * t)).ToArray(),
            (x, y, i) => x[0] * y[i] > 0.1 ? Math.Log(x[0] * y[i]) * x[1] : x[3] * x[4] * (x[0] * y[i])),
        ["loops inside"] = (
            (x, y) => y.Select(v => Math.Tanh(y.Sum(u => x[0] * u * v + x[1]))).ToArray(),
            (x, y, i) => Math.Tanh(y.Sum(u => x[0] * u * y[i] + x[1]))),
        ["layer"] = (
            (x, y) => y.Select((v, i) => Math.Tanh(x.Select((c, j) => c * (v + j + i)).Sum())).ToArray(),
            (x, y, i) => Math.Tanh(x.Select((c, j) => c * (y[i] + j + i)).Sum())),
        ["one element and all"] = (
            (x, y) => y.Select(v => x[1] * v * x.Sum(c => c * c * v)).ToArray(),
            (x, y, i) => x[1] * y[i] * x.Sum(c => c * c * y[i])),
        ["element by element"] = ((x, y) => x.Select(v => v * v * v).ToArray(), (x, y, i) => x[i] * x[i] * x[i]),
        ["each by their sum"] = ((x, y) => x.Select(v => v / x.Sum(c => c * c)).ToArray(), (x, y, i) => x[i] / x.Sum(c => c * c)),
        ["neighbours"] = (
            (x, y) => Enumerable.Range(0, x.Length - 1).Select(i => x[i] * x[i + 1]).ToArray(),
            (x, y, i) => x[i] * x[i + 1]),
        ["what is not there"] = (
            (x, y) => y.Select(v => v * x[1] + Enumerable.Range(0, x.Length - 5).Sum(k => x[9] * k)).ToArray(),
            (x, y, i) => y[i] * x[1]),
        ["what is not taken"] = (
            (x, y) => y.Select(v => v > 100 ? x[9] * x[0] : v * x[1]).ToArray(),
            (x, y, i) => y[i] * x[1]),
        ["no element"] = ((x, y) => y.Select(v => v * v).ToArray(), (x, y, i) => y[i] * y[i]),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_row_is_the_gradient_of_its_number(string name)
    {
        var (all, each) = s_functions[name];
        var (plain, gradient) = (all.Compile(), Grad.Gradient(each));
        foreach (var mode in new[] { FloatMode.Fast, FloatMode.Strict })
        {
            foreach (var width in LanesUnderTest.Widths)
            {
                var compiled = Grad.Compile<Rows>(all, new GradOptions { VectorBits = width, FloatMode = mode });
                foreach (var length in s_lengths)
                {
                    var y = Sample.Numbers(length);
                    var values = plain(s_x, y);
                    var (result, dx) = (new double[values.Length], new double[values.Length, s_x.Length]);
                    Array.Fill(result, double.NaN);
                    for (var i = 0; i < dx.Length; i++) dx[i / s_x.Length, i % s_x.Length] = double.NaN;
                    compiled(s_x, y, result, dx);
                    for (var i = 0; i < values.Length; i++)
                    {
                        var row = gradient(s_x, y, i);
                        Assert.Equal(values[i], result[i], mode == FloatMode.Strict ? 0 : 1e-13 * Math.Max(1, Math.Abs(values[i])));
                        for (var j = 0; j < s_x.Length; j++)
                        {
                            var difference = Math.Abs(row[j] - dx[i, j]);
                            Assert.True(difference <= 1e-12 * Math.Max(1, row.Max(Math.Abs)), $"{name}, {mode}, {width} bits, {length}: ({i}, {j}) is {dx[i, j]:R}, in the gradient {row[j]:R}.");
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("some elements", "= ")]
    [InlineData("all elements", "= ")]
    [InlineData("branches", "+= ")]
    [InlineData("loops inside", "= ")]
    [InlineData("layer", "+= ")]
    [InlineData("one element and all", "+= ")]
    [InlineData("element by element", "+= ")]
    [InlineData("neighbours", "+= ")]
    public void No_loop_runs_over_directions(string name, string written)
    {
        var report = Grad.Report(Grad.Compile<Rows>(s_functions[name].All));
        var rows = report.Graph.Split('\n').Where(line => line.TrimStart().StartsWith("result dx[", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains("] " + written, row, StringComparison.Ordinal));
        Assert.DoesNotContain("= eq ", report.Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void What_iterations_hand_on_is_differentiated_along_directions()
    {
        // Each number is made of those before it: sweeps over all of them for each would take longer.
        var report = Grad.Report(Grad.Jacobian((double[] x, double[] y) => Ad.Scan(1.0, y, (state, v) => Math.Sin(state * x[0] + v * x[1]))));
        Assert.Contains("= eq ", report.Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_is_longer_than_what_is_read_has_zeros_behind()
    {
        var compiled = Grad.Compile<Rows>(s_functions["some elements"].All);
        for (var length = 4; length < 40; length++)
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => 1.0 + i)];
            double[] y = [1, 2, 3, 4, 5, 6, 7, 8, 9];
            var dx = new double[9, length];
            for (var i = 0; i < dx.Length; i++) dx[i / length, i % length] = double.NaN;
            compiled(x, y, new double[9], dx);
            for (var i = 0; i < 9; i++)
            {
                for (var j = 0; j < length; j++)
                {
                    var expected = j == 0 ? y[i] : j == 2 ? y[i] * Math.Cos(3 * y[i]) * 4 : j == 3 ? Math.Sin(3 * y[i]) : 0;
                    Assert.Equal(expected, dx[i, j], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Infinite_derivatives_stay_in_the_arm_that_is_taken()
    {
        var jacobian = Grad.Jacobian((double[] x, double[] y) => y.Select(v => v > 0 ? Math.Sqrt(x[0] * v) + x[1] : x[1] * x[2]).ToArray())([0, 2, 3], [1, -1]);
        Assert.Equal([double.PositiveInfinity, 1, 0, 0, 3, 2], jacobian.Cast<double>());
    }

    [Fact]
    public void Several_numbers_of_an_iteration()
    {
        double[] x = [0.3, -1.2, 2.0, 0.7];
        var y = Sample.Numbers(19);
        foreach (var width in LanesUnderTest.Widths)
        {
            var jacobian = Grad.Jacobian((double[] x, double[] y) => y.Select(v => new[] { x[0] * v * x[3], 4.0, x[1] * x[2] + v }).ToArray(), new GradOptions { VectorBits = width })(x, y);
            for (var i = 0; i < y.Length; i++)
            {
                double[] expected = [x[3] * y[i], 0, 0, x[0] * y[i], 0, 0, 0, 0, 0, x[2], x[1], 0];
                for (var j = 0; j < 12; j++) Assert.Equal(expected[j], jacobian[3 * i + j / 4, j % 4], 1e-14);
            }
        }
    }

    [Fact]
    public void What_is_the_same_in_all_iterations_is_kept_for_each_where_it_is_stored()
    {
        Expression<Func<double[], double[], double[]>> function = (x, y) => Enumerable.Range(0, 3).Select(i =>
            Math.MaxMagnitude(x.Average(), x.Length > 2 ? x[x.Length - 1] : Math.Log(y[0], Math.Log2(Math.Abs(x[1]) + 0.3) + 1.7)) * (i + 1)).ToArray();
        foreach (var x in new double[][] { [1, 3], [-0.2, 0.4], [0.5, 0.1, 4], [5, 5, 0.1] })
        {
            var gradient = Grad.Gradient((double[] x, double[] y) => Math.MaxMagnitude(x.Average(), x.Length > 2 ? x[x.Length - 1] : Math.Log(y[0], Math.Log2(Math.Abs(x[1]) + 0.3) + 1.7)))(x, [7]);
            foreach (var width in LanesUnderTest.Widths)
            {
                var jacobian = Grad.Jacobian(function, new GradOptions { VectorBits = width })(x, [7]);
                for (var i = 0; i < jacobian.Length; i++) Assert.Equal(gradient[i % x.Length] * (i / x.Length + 1), jacobian[i / x.Length, i % x.Length], 1e-13);
            }
        }
    }

    [Fact]
    public void Blocks_of_iterations_write_rows_of_their_own()
    {
        double[] x = [0.3, -1.2, 2.0, 0.7];
        var y = Sample.Numbers(20_001);
        Expression<Func<double[], double[], double[][]>> function = (x, y) => y.Select(v => new[] { x[0] * v * x.Sum(c => Math.Tanh(c * v)), Math.Exp(-x[1] * x[1] * v) * x[2] }).ToArray();
        var (whole, two) = (Grad.Jacobian(function)(x, y), Grad.Jacobian(function, new GradOptions { Threads = 2 }));
        Assert.Contains("blocks", Grad.Report(two).Schedule, StringComparison.Ordinal);
        Assert.Equal(whole.Cast<double>(), two(x, y).Cast<double>());
    }

    [Fact]
    public void Single_precision_by_rows()
    {
        var jacobian = Grad.Jacobian((float[] x, float[] y) => y.Select(v => x[0] * x[1] * v + x[2] * x[3]).ToArray())([2, 3, 5, 7], [1, 2, 3]);
        Assert.Equal([3f, 2f, 7f, 5f, 6f, 4f, 7f, 5f, 9f, 6f, 7f, 5f], jacobian.Cast<float>());
    }
}
