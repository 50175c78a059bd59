using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Nests of which one loop or another runs in lanes, as the extents ask for: that both ways are right, with extents on both sides of the limit, and that the way is taken which costs less.</summary>
public sealed class LaneChoiceTests
{
    private static readonly (int Rows, int Columns)[] s_shapes = [(0, 0), (0, 4), (3, 0), (1, 1), (1, 300), (2, 77), (4, 33), (8, 8), (9, 5), (16, 40), (33, 3), (70, 20), (131, 1)];

    private static readonly Dictionary<string, Expression<Func<double[], double[][], double[,], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["rows"] = (w, rows, x) => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]))),
        ["rectangle"] = (w, rows, x) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i, j]))),
        ["distances"] = (w, rows, x) => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => Math.Abs(w[j] - rows[i][j])))),
        ["distances in a rectangle"] = (w, rows, x) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => Math.Abs(w[j] - x[i, j])))),
        ["array of each row"] = (w, rows, x) => Enumerable.Range(0, w.Length > 0 ? rows.Length : 0).Sum(i => Ad.LogSumExp(Enumerable.Range(0, w.Length).Select(j => w[j] * rows[i][j]).ToArray())),
        ["largest of each row"] = (w, rows, x) => Enumerable.Range(0, w.Length > 0 ? x.GetLength(0) : 0).Sum(i => Enumerable.Range(0, w.Length).Max(j => Math.Sin(w[j] * x[i, j]))),
        ["in a branch"] = (w, rows, x) => w.Length > 3 ? Enumerable.Range(0, rows.Length).Sum(i => Math.Exp(-Enumerable.Range(0, w.Length).Sum(j => w[j] * w[j] * rows[i][j] * rows[i][j]))) : w.Sum(),
        ["in a loop"] = (w, rows, x) => Enumerable.Range(0, 3).Sum(k => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => (w[j] - k) * rows[i][j]))) * k),
        ["in a state"] = (w, rows, x) => Enumerable.Range(0, 3).Aggregate(1.0, (s, k) => 0.1 * s + Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(s * Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j])))),
        ["stored for a second nest"] = (w, rows, x) => Enumerable.Range(0, rows.Length).Select(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]))).ToArray().Sum(s => s * s)
            * Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Cos(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i, j]))),
        ["three deep"] = (w, rows, x) => Enumerable.Range(0, rows.Length).Sum(i => Enumerable.Range(0, w.Length).Sum(k => Math.Exp(-0.1 * Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j] * w[k])))),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_way_gives_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var tape = Tape.Compile<ValueAndGradient>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, options);
            foreach (var (count, columns) in s_shapes)
            {
                var (w, rows, x) = (Sample.Numbers(columns), Rows(count, columns), Sample.Matrix(count, columns));
                var (expected, gradient) = (new double[columns], new double[columns]);
                Array.Fill(gradient, double.NaN);
                var what = $"{name}, {count} x {columns}, {options.VectorBits} bits, {options.FloatMode}, {options.OuterLanes}, {options.Threads} threads";
                Close(tape(w, rows, x, expected), compiled(w, rows, x, gradient), $"{what}: the value");
                for (var i = 0; i < columns; i++) Close(expected[i], gradient[i], $"{what}: element {i}");
            }
        }
    }

    // With 30 rows of 4 columns and with 2 rows of 300.
    [Theory]
    [InlineData(30, 4)]
    [InlineData(2, 300)]
    public void Rows_of_other_lengths_are_what_they_are_in_CSharp(int count, int columns)
    {
        var agreement = Agreement.Of((Expression<Func<double[], double[][], double>>)((w, x) => Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])))));
        var (w, rows) = (Sample.Numbers(columns), Rows(count, columns));
        rows[0] = Sample.Numbers(columns + 3);
        agreement.At(w, rows);
        rows[1] = Sample.Numbers(columns - 1);
        agreement.At(w, rows);
        rows[1] = [];
        agreement.At(w, rows);
        rows[1] = null!;
        agreement.At(w, rows);
    }

    [Fact]
    public void The_way_that_costs_less_is_taken()
    {
        var compiled = Grad.Compile<ValueAndGradient>(s_losses["distances"], new GradOptions { VectorBits = 512 });
        var vector = CompiledFunction.Of(compiled, nameof(compiled)).Schedules.Main.VectorLoops.Values.Single(vector => vector.Where is not null);
        var choice = vector.Where!;
        Assert.Equal(2, choice.Known.Count);
        bool RunsInLanes(int rows, int columns)
        {
            double Count(Axis loop, VectorCount vectors) => vectors.For(loop == vector.Axis ? rows : columns);
            return choice.InLanes.For(Count) < choice.OneByOne.For(Count);
        }

        Assert.All([(1000, 20), (10_000, 4), (100, 8)], shape => Assert.True(RunsInLanes(shape.Item1, shape.Item2), $"{shape}"));
        Assert.All([(2, 10_000), (4, 1000), (16, 100), (1, 1)], shape => Assert.False(RunsInLanes(shape.Item1, shape.Item2), $"{shape}"));
    }

    [Theory]
    [InlineData("distances", "rows.Length")]
    [InlineData("distances in a rectangle", "x.GetLength(0)")]
    [InlineData("largest of each row", "w.Length > 0 ? x.GetLength(0) : 0")]
    [InlineData("three deep", "rows.Length")]
    public void The_schedule_tells_both_ways(string name, string extent)
    {
        var schedule = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 512 })).Schedule;
        var lines = schedule[schedule.IndexOf("compute", StringComparison.Ordinal)..].Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("for ", StringComparison.Ordinal)).ToList();
        Assert.Matches($@"^for i\d+ < {System.Text.RegularExpressions.Regex.Escape(extent)}.*  in 8 lanes.* where .*⌈i\d+/8⌉.* < .*⌈i\d+/8⌉.*, else one at a time$", lines[0]);
        Assert.Matches(@"^for i\d+ < .*  in 8 lanes, \d vectors at once$", lines[1]);
    }

    // Where the inner loop is known to be short, where there is none, where it has no lanes, and where it goes along rows either way.
    [Fact]
    public void There_is_no_choice_where_one_way_is_always_better()
    {
        Expression<Func<double[], double[][], double[,], double>>[] losses =
        [
            (w, rows, x) => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, 3).Sum(j => w[j] * rows[i][j]))),
            (w, rows, x) => w.Sum(v => Math.Exp(-v * v)),
            s_losses["rows"],
            s_losses["rectangle"],
            (w, rows, x) => Enumerable.Range(0, rows.Length).Sum(i => Enumerable.Range(0, w.Length).Aggregate(0.5, (s, j) => Math.Tanh(s + w[j] * rows[i][j]))),
        ];
        foreach (var loss in losses)
            Assert.DoesNotContain("else one at a time", Grad.Report(Grad.Compile<ValueAndGradient>(loss, new GradOptions { VectorBits = 512 })).Schedule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 300)]
    [InlineData(70, 4)]
    public void A_calm_call_allocates_nothing(int count, int columns)
    {
        var compiled = Grad.Compile<ValueAndGradient>(s_losses["array of each row"]);
        var (w, rows, x, gradient) = (Sample.Numbers(columns), Rows(count, columns), Sample.Matrix(1, 1), new double[columns]);
        for (var i = 0; i < 3; i++) compiled(w, rows, x, gradient);
        Support.Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) compiled(w, rows, x, gradient);
        });
    }

    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(i => Array.ConvertAll(Sample.Numbers(columns), number => number * (1 + (0.1 * i) % 1)))];

    private static void Close(double expected, double actual, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-10 * Math.Max(1, Math.Abs(expected)), $"{what} is {actual:R}, on the tape {expected:R}.");

    private delegate double ValueAndGradient(double[] w, double[][] rows, double[,] x, double[] dw);
}
