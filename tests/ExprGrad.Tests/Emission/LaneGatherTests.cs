using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Elements at computed indices in the lanes of vectors: what is read and added there, in every width, and what is thrown where an index is out of range.</summary>
public sealed class LaneGatherTests
{
    private static readonly int[] s_lengths = [0, 1, 2, 7, 8, 9, 31, 32, 33, 67];

    // With functions in them: reads of single elements alone are no faster in lanes.
    private static readonly Dictionary<string, Expression<Func<double[], double[,], int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["elements"] = (w, x, at) => at.Sum(k => w[k] * w[k] * Math.Cos(w[k])),
        ["elements of rows"] = (w, x, at) => at.Sum(k => Math.Exp(Math.Sin(x[k, 0] * w[k])) + x[k, 3] * w[k] * w[k]),
        ["elements of a chosen column"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[i] * x[i, Math.Min(at[i], 4)] * x[i, Math.Max(Math.Min(at[i], 4), 2)]),
        ["equal elements"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[Math.Min(at[i], 2)] * Math.Sin(w[i])),
        ["indices of indices"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[at[at[i]]] * Math.Exp(Math.Sin(w[i]))),
        ["products of indices"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[Math.Min(at[i] * 5 + i - 3 * -at[i], at.Length - 1)] * Math.Exp(Math.Sin(Math.Exp(w[i])))),
        ["products that overflow"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i =>
            (at[i] * 123_456_789 + i * 987_654_321) * 1e-9 * w[i] + (-at[i] * -2_000_000_001 - 2_000_000_000 - i * 77) * 1e-9 * w[i] + (at[i] - 1 - at[i] * at[i] * 1_000_003) * 1e-9),
        ["quotients and remainders"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i =>
            w[at[i] / 2] * Math.Exp(Math.Sin(Math.Exp(w[(i * 3 + 1) % w.Length]))) + (-at[i] % 3 - i / -4) * Math.Exp(Math.Sin(Math.Exp(w[i % (at[i] + 1)])))),
        ["a packed triangle"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[Math.Min(at[i] * (at[i] + 1) / 2, i)] * Math.Exp(Math.Sin(w[i]))),
        ["indices of numbers"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[(int)(Math.Min(Math.Abs(w[i]), 0.999) * w.Length)] * w[i]),
        ["elements for some"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w[i] > 0.2 ? w[at[i]] * w[i] : -w[i]),
        ["elements where"] = (w, x, at) => at.Where(k => w[k] > 0.1).Sum(k => Math.Log(w[k]) * x[k, 1] * w[k]),
        ["elements at"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => w.ElementAt(at[i]) * Math.Exp(Math.Sin(w[i]))),
        ["rows inside"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => Math.Sqrt(1 + Enumerable.Range(0, x.GetLength(1)).Sum(j => x[at[i], j] * x[at[i], j] * w[i]) * w[at[i]])),
        ["signs of zeros"] = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i =>
            Math.CopySign(w[i], -Math.Min(at[i], 0)) + Math.CopySign(w[i], Math.Min(at[i], 0) * -5) * 2 + Math.CopySign(w[i], (int)(w[i] * -0.1)) * 3 + Math.CopySign(w[i], -5 * at[i])),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_width_gives_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var (tape, plain) = (Tape.Compile<ValueAndGradient>(loss), loss.Compile());
        foreach (var mode in new[] { FloatMode.Fast, FloatMode.Strict })
        {
            foreach (var width in LanesUnderTest.Widths)
            {
                var compiled = Grad.Compile<ValueAndGradient>(loss, new GradOptions { VectorBits = width, FloatMode = mode });
                foreach (var length in s_lengths)
                {
                    var (w, x, at) = Inputs(length);
                    var (expected, gradient) = (new double[length], new double[length]);
                    Array.Fill(gradient, double.NaN);
                    var value = tape(w, x, at, expected);
                    var actual = compiled(w, x, at, gradient);
                    if (mode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(plain(w, x, at)), BitConverter.DoubleToInt64Bits(actual));
                    Close(value, actual, $"{name}, {mode}, {width} bits, {length}: the value");
                    for (var i = 0; i < length; i++) Close(expected[i], gradient[i], $"{name}, {mode}, {width} bits, {length}: element {i}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void They_are_read_in_lanes(string name)
    {
        // There the rows' own loop is the one.
        if (name == "rows inside") return;
        var report = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 512 }));
        var function = report.Schedule[report.Schedule.IndexOf("compute", StringComparison.Ordinal)..];
        Assert.Contains("in 8 lanes", function.Split('\n').First(line => line.TrimStart().StartsWith("for i0", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Additions_to_elements_one_by_one_are_not_worth_lanes()
    {
        Expression<Func<double[], double[,], int[], double>> light = (w, x, at) => Enumerable.Range(0, at.Length).Sum(i => (w[at[i]] - x[i, 0]) * (w[at[i]] - x[i, 0]));
        Assert.Contains("for i0 < at.Length  one at a time: lanes would not make it faster", Grad.Report(Grad.Compile<ValueAndGradient>(light, new GradOptions { VectorBits = 512 })).Schedule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elements", typeof(IndexOutOfRangeException))]
    [InlineData("elements of rows", typeof(IndexOutOfRangeException))]
    [InlineData("indices of indices", typeof(IndexOutOfRangeException))]
    [InlineData("elements for some", typeof(IndexOutOfRangeException))]
    [InlineData("elements at", typeof(ArgumentOutOfRangeException))]
    [InlineData("rows inside", typeof(IndexOutOfRangeException))]
    public void An_index_out_of_range_in_any_lane_is_refused(string name, Type exception)
    {
        foreach (var mode in new[] { FloatMode.Fast, FloatMode.Strict })
        {
            foreach (var width in LanesUnderTest.Widths)
            {
                var compiled = Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = width, FloatMode = mode });
                foreach (var wrong in new[] { -1, 45, int.MaxValue, int.MinValue })
                {
                    for (var i = 0; i < 45; i++)
                    {
                        var (w, x, at) = Inputs(45);
                        at[i] = wrong;
                        w[i] = 0.5;
                        Assert.IsType(exception, Record.Exception(() => compiled(w, x, at, new double[45])), exactMatch: true);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(0, typeof(DivideByZeroException))]
    [InlineData(-1, typeof(OverflowException))]
    public void What_can_not_be_divided_is_refused_in_any_lane(int divisor, Type exception)
    {
        Expression<Func<double[], int[], double>> loss = (w, at) => Enumerable.Range(0, at.Length).Sum(i => w[i] > 0 ? w[i] * ((int.MinValue + 1 - at[i] / at[i]) / at[i]) : w[i]);
        foreach (var width in LanesUnderTest.Widths)
        {
            var compiled = Grad.Compile<Func<double[], int[], double>>(loss, new GradOptions { VectorBits = width });
            for (var lane = 0; lane < 19; lane++)
            {
                double[] w = [.. Enumerable.Repeat(0.5, 19)];
                int[] at = [.. Enumerable.Repeat(3, 19)];
                at[lane] = divisor;
                Assert.IsType(exception, Record.Exception(() => loss.Compile()(w, at)), exactMatch: true);
                Assert.IsType(exception, Record.Exception(() => compiled(w, at)), exactMatch: true);
                w[lane] = -0.5;
                Close(loss.Compile()(w, at), compiled(w, at), $"{width} bits, {lane}");
            }
        }
    }

    [Fact]
    public void Indices_of_lanes_that_are_not_taken_are_not_looked_at()
    {
        var loss = s_losses["elements for some"];
        foreach (var width in LanesUnderTest.Widths)
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, new GradOptions { VectorBits = width });
            for (var length = 1; length < 35; length++)
            {
                var (w, x, at) = Inputs(length);
                for (var i = 0; i < length; i++)
                {
                    if (w[i] <= 0.2) at[i] = i % 2 == 0 ? -1 : int.MaxValue;
                }

                Close(loss.Compile()(w, x, at), compiled(w, x, at, new double[length]), $"{width} bits, {length}");
            }
        }
    }

    [Fact]
    public void What_is_not_checked_again_reads_no_foreign_memory()
    {
        // The array changes after its check, as a race would change it.
        var at = new int[40];
        Expression<Func<double[], int[], Func<double, double>, double>> loss = (w, at, call) => call(1) + at.Sum(k => w[k] * w[k]);
        foreach (var width in LanesUnderTest.Widths)
        {
            var compiled = Grad.Compile<Func<double[], int[], Func<double, double>, double>>(loss, new GradOptions { VectorBits = width });
            for (var lane = 0; lane < at.Length; lane++)
            {
                Array.Clear(at);
                var wrong = lane;
                Assert.Throws<IndexOutOfRangeException>(() => compiled(new double[40], at, y =>
                {
                    at[wrong] = wrong % 2 == 0 ? 40 : int.MinValue;
                    return y;
                }));
            }
        }
    }

    private static (double[] W, double[,] X, int[] At) Inputs(int length) => (Sample.Numbers(length), Sample.Matrix(length, 5), [.. Enumerable.Range(0, length).Select(i => i * 7 % length)]);

    private static void Close(double expected, double actual, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{what} is {actual:R}, on the tape {expected:R}.");

    private delegate double ValueAndGradient(double[] w, double[,] x, int[] at, Span<double> dw);
}
