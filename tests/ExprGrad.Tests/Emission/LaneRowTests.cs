using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Rows of tables, each lane's anywhere: what inner loops read of them, and what is thrown where there is no such row, or it is too short.</summary>
public sealed class LaneRowTests
{
    private static readonly Dictionary<string, Expression<Func<double[], Tables, int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["a rectangle"] = (w, t, at) => Enumerable.Range(0, at.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => t.Table[at[i], j] * w[j]))),
        ["arrays"] = (w, t, at) => Enumerable.Range(0, at.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => t.Rows[at[i]][j] * w[j]))),
        ["two of each"] = (w, t, at) => Enumerable.Range(0, at.Length).Sum(i => Math.Atan(1 + Enumerable.Range(0, w.Length).Sum(j =>
            (t.Table[at[i], j] - t.Table[i, j]) * (t.Rows[at[i]][j] + t.Rows[at[at[i]]][j]) * w[j]))),
        ["several loops"] = (w, t, at) => Enumerable.Range(0, at.Length).Average(i => Ad.Let(
            Enumerable.Range(0, w.Length).Max(j => t.Table[at[i], j] * w[j]), most => most + Math.Log(Enumerable.Range(0, w.Length).Sum(j => Math.Exp(t.Table[at[i], j] * w[j] - most))))),
        ["parts of rows"] = (w, t, at) => Enumerable.Range(0, at.Length).Sum(i => Math.Sin(Enumerable.Range(0, w.Length).Sum(j => Enumerable.Range(0, j).Sum(k => t.Table[at[i], k] * w[k]) * w[j]))),
        ["branches"] = (w, t, at) => Enumerable.Range(0, at.Length).Sum(i => at[i] % 2 == 0 ? Math.Sin(Enumerable.Range(0, w.Length).Sum(j => t.Table[at[i], j] * w[j])) : w[0]),
    };

    public static TheoryData<string> Names => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_ways_give_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var (tape, plain) = (Tape.Compile<ValueAndGradient>(loss), loss.Compile());
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, options);
            foreach (var (columns, count) in new[] { (1, 9), (2, 8), (3, 33), (5, 70), (9, 40), (9, 1) })
            {
                var (w, tables, at) = Inputs(columns, count);
                var (expected, gradient) = (new double[columns], new double[columns]);
                Array.Fill(gradient, double.NaN);
                var value = tape(w, tables, at, expected);
                var actual = compiled(w, tables, at, gradient);
                var what = $"{name}, {columns} columns, {count} rows, {options}";
                if (options.FloatMode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(plain(w, tables, at)), BitConverter.DoubleToInt64Bits(actual));
                Close(value, actual, what);
                for (var i = 0; i < columns; i++) Close(expected[i], gradient[i], $"{what}: element {i}");
            }
        }
    }

    [Theory]
    [InlineData("a rectangle")]
    [InlineData("arrays")]
    [InlineData("two of each")]
    [InlineData("several loops")]
    public void They_are_transposed(string name) =>
        Assert.Contains(".TransposeAt(", Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 256, OuterLanes = true })).Code, StringComparison.Ordinal);

    [Theory]
    [InlineData("a rectangle")]
    [InlineData("arrays")]
    public void A_row_that_is_not_there_is_refused(string name)
    {
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(s_losses[name], options);
            foreach (var wrong in new[] { -1, 45, int.MaxValue, int.MinValue })
            {
                for (var i = 0; i < 45; i += 11)
                {
                    var (w, tables, at) = Inputs(3, 45);
                    at[i] = wrong;
                    Assert.IsType<IndexOutOfRangeException>(Record.Exception(() => compiled(w, tables, at, new double[3])), exactMatch: true);

                    // Of no columns nothing is read.
                    Assert.Equal(0, compiled([], tables, at, []));
                }
            }
        }
    }

    [Fact]
    public void A_row_that_is_too_short_or_null_is_refused()
    {
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(s_losses["arrays"], options);
            for (var row = 0; row < 45; row += 11)
            {
                var (w, tables, at) = Inputs(3, 45);
                tables.Rows[row] = [1, 2];
                Assert.IsType<IndexOutOfRangeException>(Record.Exception(() => compiled(w, tables, at, new double[3])), exactMatch: true);
                tables.Rows[row] = null!;
                Assert.IsType<NullReferenceException>(Record.Exception(() => compiled(w, tables, at, new double[3])), exactMatch: true);
            }
        }
    }

    private static (double[] W, Tables Tables, int[] At) Inputs(int columns, int count)
    {
        var table = Sample.Matrix(count, columns);
        double[][] rows = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, columns).Select(j => table[i, j] * 1.1 + 0.1).ToArray())];
        return (Sample.Numbers(columns), new Tables { Table = table, Rows = rows }, [.. Enumerable.Range(0, count).Select(i => i * 7 % count)]);
    }

    private static void Close(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{what} is {actual:R}, on the tape {expected:R}.");

    private sealed class Tables
    {
        public required double[,] Table { get; init; }

        public required double[][] Rows { get; init; }
    }

    private delegate double ValueAndGradient(double[] w, Tables t, int[] at, Span<double> dw);
}
