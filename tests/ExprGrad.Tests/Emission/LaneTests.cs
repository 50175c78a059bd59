using System.Linq.Expressions;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops in the lanes of vectors: that they are vectorised where they should be, and that what they compute is right in every width, at lengths that fill vectors and leave some over.</summary>
public sealed class LaneTests
{
    private static readonly int[] s_lengths = [0, 1, 2, 7, 8, 9, 31, 32, 33, 67];

    private static readonly Dictionary<string, Expression<Func<double[], double[,], int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["elementwise"] = (w, x, at) => w.Sum(v => Math.Exp(-v * v) * Math.Sin(v)),
        ["neighbours"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => i > 0 ? w[i - 1] * w[i] : 0),
        ["backwards"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Tanh(w[w.Length - 1 - i])),
        ["where"] = (w, x, at) => w.Where(v => v > 0.1).Sum(v => Math.Log(v) + 1 / v),
        ["extremes"] = (w, x, at) => w.Length == 0 ? 0 : w.Max() * w.Min(),
        ["log-sum-exp"] = (w, x, at) => w.Length == 0 ? 0 : Ad.LogSumExp(w),
        ["rows"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Math.Sqrt(1 + Enumerable.Range(0, x.GetLength(1)).Sum(j => x[i, j] * x[i, j] * w[i]) * w[i])),
        ["parts of rows"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) =>
            Enumerable.Range(0, x.GetLength(1) - 2).Sum(j => Math.Sin(x[i, j] * w[i])) * Enumerable.Range(0, x.GetLength(1)).Sum(j => x[i, j] * w[i]) + Enumerable.Range(0, 2).Sum(j => Math.Exp(-x[i, j] * w[i]))),
        ["columns"] = (w, x, at) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int j) => Math.Tanh(Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, j] * w[i]))),
        ["nearest"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, 3).Min(double (int k) => Enumerable.Range(0, x.GetLength(1)).Sum(j => (x[i, j] - k * w[i]) * (x[i, j] - k * w[i])))),
        ["nearest of many"] = (w, x, at) => w.Length < 5 ? 0 : Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.Length / 5).Min(double (int k) => Enumerable.Range(0, 5).Sum(j => (x[i, j] - w[5 * k + j]) * (x[i, j] - w[5 * k + j])))),
        ["farthest of many"] = (w, x, at) => w.Length < 5 ? 0 : Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.Length / 5).Max(double (int k) => Enumerable.Range(0, 5).Sum(j => (x[i, j] - w[5 * k + j]) * (x[i, j] - w[5 * k + j])))),
        ["largest of all, for each"] = (w, x, at) => w.Length < 4 || at.Length == 0 ? 0 : new[] { w[0], 2 * w[0], 3 * w[0], 4 * w[0] }
            .Select(v => at.Concat(Enumerable.Range(0, 1).Select(k => at[k])).Select((u, k) => k >= 0 && k < w.Length ? w[k] : w[0]).Max()).ToArray()[2],
        ["triangle"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(double (int i) => Math.Exp(-Enumerable.Range(0, i).Sum(j => w[i] * w[j] / w.Length))),
        ["triangle inside"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) => Enumerable.Range(0, r).Sum(c => x[i, c] * x[i, r] * w[i] * w[i]))),
        ["gather"] = (w, x, at) => at.Sum(k => w[k] * w[k] * Math.Cos(w[k])),
        ["states"] = (w, x, at) => w.Sum(double (double v) => Enumerable.Range(0, 5).Aggregate(new { S = 0.0, P = 1.0 }, (s, k) => new { S = s.S + s.P, P = s.P * v * 0.5 }).S),
        ["signs"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => Math.Sign(w[i]) * w[i] * ((w[i] > 1 ? 2 : 0) - (w[i] < -1 ? 1 : 0))),
        ["four deep"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Select(i => Enumerable.Range(0, 2).Select(a => Enumerable.Range(0, x.GetLength(1)).Sum(double (int j) => Enumerable.Range(0, 3).Sum(b =>
            Math.Sin(x[i, j] * w[i] + a - b)))).Sum()).Sum(),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_width_gives_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var tape = Tape.Compile<ValueAndGradient>(loss);
        foreach (var mode in new[] { FloatMode.Fast, FloatMode.Strict })
        {
            foreach (var (width, mostInRound) in LanesUnderTest.Widths.SelectMany(width => new (int?, int?)[] { (width, null), (width, 0) }))
            {
                var compiled = Grad.Compile<ValueAndGradient>(loss, new GradOptions { VectorBits = width, FloatMode = mode, MostInRound = mostInRound, FewestShared = mostInRound });
                foreach (var length in s_lengths)
                {
                    var w = Sample.Numbers(length);
                    var x = Sample.Matrix(length, 5);
                    int[] at = [.. Enumerable.Range(0, length).Select(i => i * 7 % length)];
                    var (expected, gradient) = (new double[length], new double[length]);
                    Array.Fill(gradient, double.NaN);
                    var value = tape(w, x, at, expected);
                    var actual = compiled(w, x, at, gradient);
                    if (mode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(loss.Compile()(w, x, at)), BitConverter.DoubleToInt64Bits(actual));
                    Close(value, actual, $"{name}, {mode}, {width} bits, {mostInRound} in a round, {length}: the value");
                    for (var i = 0; i < length; i++) Close(expected[i], gradient[i], $"{name}, {mode}, {width} bits, {mostInRound} in a round, {length}: element {i}");
                }
            }
        }
    }

    [Theory]
    [InlineData("elementwise")]
    [InlineData("neighbours")]
    [InlineData("backwards")]
    [InlineData("where")]
    [InlineData("extremes")]
    [InlineData("log-sum-exp")]
    [InlineData("states")]
    [InlineData("signs")]
    [InlineData("four deep")]
    public void The_outermost_loop_runs_in_lanes(string name)
    {
        var report = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 512 }));
        var function = report.Schedule[report.Schedule.IndexOf("compute", StringComparison.Ordinal)..];
        var first = function.Split('\n').First(line => line.TrimStart().StartsWith("for ", StringComparison.Ordinal));
        Assert.Contains("in 8 lanes", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Widths_that_there_are_not_are_refused() =>
        Assert.Equal("value", Assert.Throws<ArgumentOutOfRangeException>(() => new GradOptions { VectorBits = 64 }).ParamName);

    [Fact]
    public void An_extremum_and_its_index_are_taken_together()
    {
        Expression<Func<double[,], double[,], double>> loss = (x, c) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, c.GetLength(0)).Min(double (int k) => Enumerable.Range(0, x.GetLength(1)).Sum(j => (x[i, j] - c[k, j]) * (x[i, j] - c[k, j]))));
        var code = Grad.Report(Grad.Compile<Nearest>(loss, new GradOptions { VectorBits = 512 })).Code;
        Assert.Contains("Vector512<double> better", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Vector512<double> best", code, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calm_call_in_lanes_allocates_nothing()
    {
        var compiled = Grad.Compile<ValueAndGradient>(s_losses["nearest"]);
        var (w, x, gradient) = (Sample.Numbers(37), Sample.Matrix(37, 5), new double[37]);
        for (var i = 0; i < 3; i++) compiled(w, x, [], gradient);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) compiled(w, x, [], gradient);
        });
    }

    // What one loop does not reach may be read by another, and be there or not.
    [Fact]
    public void Rows_are_read_as_far_as_each_loop_goes()
    {
        Expression<Func<double[], double[][], int[], double>> loss = (w, x, p) => Enumerable.Range(0, w.Length).Sum(double (int i) => Enumerable.Range(0, p[0]).Sum(double (int k) =>
            Enumerable.Range(0, p[1]).Sum(j => Math.Sin(x[i][j] * w[i] + k)) + Enumerable.Range(0, p[1] + 2).Sum(j => x[i][j] * w[i])));
        foreach (var width in LanesUnderTest.Widths)
        {
            var agreement = Language.Agreement.Of(loss, new GradOptions { VectorBits = width, OuterLanes = true });
            foreach (var length in new[] { 1, 9 })
            {
                foreach (var (loops, columns, own) in new[] { (2, 3, 5), (0, 3, 5), (0, 3, 0), (2, 0, 2), (1, -2, 0), (1, -1, 1), (2, 3, 4) })
                    agreement.At(Sample.Numbers(length), Enumerable.Range(0, length).Select(i => Sample.Numbers(own)).ToArray(), new[] { loops, columns });
            }
        }
    }

    private static void Close(double expected, double actual, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{what} is {actual:R}, on the tape {expected:R}.");

    private delegate double Nearest(double[,] x, double[,] c, double[,] dc);

    private delegate double ValueAndGradient(double[] w, double[,] x, int[] at, Span<double> dw);
}
