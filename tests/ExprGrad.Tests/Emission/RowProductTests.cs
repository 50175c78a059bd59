using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums of products along rows, one for each lane, and multiples of rows added up: in parts of the rows, however many there are and however long, and which loops they are found in.</summary>
public sealed class RowProductTests
{
    private static readonly (int Rows, int Columns)[] s_shapes = [(0, 0), (0, 4), (3, 0), (1, 1), (2, 77), (5, 3), (9, 8), (16, 12), (33, 20), (131, 2), (700, 9)];

    // With how many of its loops go along rows in 512 bits: of the value, and of the gradient of w.
    private static readonly Dictionary<string, (Expression<Func<double[], double[][], double[,], double[], double>> Loss, int Loops)> s_losses = new(StringComparer.Ordinal)
    {
        ["rows"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]))), 2),
        ["rectangle"] = ((w, rows, x, flat) => Enumerable.Range(0, x.GetLength(0)).Average(i => Ad.Softplus(-Enumerable.Range(0, w.Length).Sum(j => x[i, j] * w[j]))), 2),
        ["flat"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Sin(Enumerable.Range(0, w.Length).Sum(j => w[j] * flat[i * w.Length + j]))), 2),
        ["from the last row on"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => i * Math.Sin(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[rows.Length - 1 - i][j]))), 2),
        ["every other row"] = ((w, rows, x, flat) => Enumerable.Range(0, x.GetLength(0) / 2).Sum(i => Math.Sin(1 + Enumerable.Range(0, w.Length).Sum(j => w[j] * x[2 * i + 1, j]))), 2),
        ["a part of each row"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Sin(Enumerable.Range(0, w.Length / 2).Sum(j => w[j] * rows[i][j]))), 2),
        ["two sums"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]) * Math.Cos(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i, j]))), 2),
        ["a sum of products"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Sin(Enumerable.Range(0, w.Length).Sum(j => flat[j] * x[i, j] - w[j] * rows[i][j]))), 2),
        ["residuals"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Average(i => Math.Pow(Enumerable.Range(0, w.Length).Sum(j => rows[i][j] * w[j]) - Math.Cos(i), 2)) + 0.1 * w.Sum(v => v * v), 2),
        ["a factor that all rows share"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Abs(3 - w.Sum() * Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]))), 2),
        ["in a loop"] = ((w, rows, x, flat) => Enumerable.Range(0, 3).Sum(double (int k) => k * Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(k - Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j])))), 2),
        ["in a state"] = ((w, rows, x, flat) => Enumerable.Range(0, 3).Aggregate(0.5, (s, k) => 0.1 * s + Enumerable.Range(0, rows.Length).Average(i => Math.Tanh(s * Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j])))), 3),
        ["in a branch"] = ((w, rows, x, flat) => w.Length > 3 ? Enumerable.Range(0, rows.Length).Sum(i => Math.Exp(-Math.Abs(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j])))) : w.Sum(), 2),
        ["with a branch behind"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Ad.Let(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]), s => s > 0.3 ? Math.Log(s) : s * s)), 2),
        ["a branch of the loop"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(double (int i) => i % 3 == 0 ? 1 : Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j]))), 0),
        ["rows of each round"] = ((w, rows, x, flat) => Enumerable.Range(0, 2).Sum(double (int k) => Enumerable.Range(0, rows.Length / 2).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[2 * i + k][j])))), 2),
        ["side by side for the lanes"] = ((w, rows, x, flat) => Enumerable.Range(0, Math.Max(0, flat.Length - w.Length)).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * flat[i + j]))), 0),
        ["rows that are differentiated"] = ((w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => flat[j] * rows[i][j] * w[j]))), 0),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Values_and_gradients_are_those_of_the_tape(string name)
    {
        var loss = s_losses[name].Loss;
        var tape = Tape.Compile<ValueAndGradient>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, options);
            foreach (var (count, columns) in s_shapes)
            {
                var (w, rows, x, flat) = (Sample.Numbers(columns), Rows(count, columns), Sample.Matrix(count, columns), Sample.Numbers(count * columns + columns));
                var (expected, gradient) = (new double[columns], new double[columns]);
                Array.Fill(gradient, double.NaN);
                var what = $"{name}, {count} x {columns}, {options.VectorBits} bits, {options.FloatMode}, {options.OuterLanes}, {options.Threads} threads";
                if (Outcome(() => tape(w, rows, x, flat, expected)) is not { Value: { } value } failed)
                {
                    Assert.Equal(Outcome(() => tape(w, rows, x, flat, expected)).Exception, Outcome(() => compiled(w, rows, x, flat, gradient)).Exception);
                    continue;
                }

                var scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty().Max());
                Close(value, compiled(w, rows, x, flat, gradient), Math.Max(1, Math.Abs(value)), $"{what}: the value");
                for (var i = 0; i < columns; i++) Close(expected[i], gradient[i], scale, $"{what}: element {i}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_schedule_tells_which_loops_go_along_rows(string name)
    {
        var schedule = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name].Loss, new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Equal(s_losses[name].Loops, schedule.Split('\n').Count(line => line.EndsWith("  along the rows", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sums_keep_their_order_in_strict_mode() => Assert.DoesNotContain(
        "along the rows", Grad.Report(Grad.Compile<ValueAndGradient>(s_losses["rows"].Loss, new GradOptions { FloatMode = FloatMode.Strict })).Schedule, StringComparison.Ordinal);

    [Theory]
    [InlineData(40, 9)]
    [InlineData(3, 30)]
    public void Rows_of_other_lengths_are_what_they_are_in_CSharp(int count, int columns)
    {
        var agreement = Agreement.Of((Expression<Func<double[], double[][], double>>)((w, x) => Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])))), new GradOptions { VectorBits = 512 });
        var (w, rows) = (Sample.Numbers(columns), Rows(count, columns));
        rows[0] = Sample.Numbers(columns + 3);
        agreement.At(w, rows);
        rows[^1] = Sample.Numbers(columns - 1);
        agreement.At(w, rows);
        rows[1] = [];
        agreement.At(w, rows);
        rows[1] = null!;
        agreement.At(w, rows);
        agreement.At(Array.Empty<double>(), rows);
    }

    [Fact]
    public void Infinities_stay_where_they_are()
    {
        Expression<Func<double[], double[][], double[,], double[], double>> loss = (w, rows, x, flat) => Enumerable.Range(0, rows.Length).Sum(i => Ad.Relu(Enumerable.Range(0, w.Length).Sum(j => w[j] * rows[i][j])));
        foreach (var bits in new[] { 128, 256, 512 })
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, new GradOptions { VectorBits = bits });
            for (var at = 0; at < 11; at++)
            {
                var (w, gradient) = (Enumerable.Repeat(1.0, 11).ToArray(), new double[11]);
                var rows = Rows(20, 11);
                foreach (var row in rows) row[at] = double.PositiveInfinity;
                Assert.Equal(double.PositiveInfinity, compiled(w, rows, new double[0, 0], [], gradient));
                for (var j = 0; j < 11; j++) Assert.True(j == at ? double.IsPositiveInfinity(gradient[j]) : double.IsFinite(gradient[j]), $"{bits} bits, element {j} is {gradient[j]}, with infinities in column {at}.");
            }
        }
    }

    // A product of a row's element, and what is none behind it. Gradients of fewer terms, for which each of them has a place.
    [Theory]
    [InlineData(3000, false)]
    [InlineData(1500, true)]
    public void Any_number_of_terms_is_compiled_without_more_stack(int count, bool isGradient)
    {
        var (w, x, i, j) = (Expression.Parameter(typeof(double[]), "w"), Expression.Parameter(typeof(double[][]), "x"), Expression.Parameter(typeof(int), "i"), Expression.Parameter(typeof(int), "j"));
        Expression row = Expression.ArrayIndex(x, i), element = Expression.ArrayIndex(w, j);
        Expression Least(int k) => Expression.Call(typeof(Math), nameof(Math.Min), null, element, Expression.Constant(k / 7.0));
        Expression Sum(Expression extent, ParameterExpression index, Expression term) => Expression.Call(
            typeof(Enumerable), nameof(Enumerable.Sum), [typeof(int)], Expression.Call(typeof(Enumerable), nameof(Enumerable.Range), null, Expression.Constant(0), extent), Expression.Lambda<Func<int, double>>(term, index));
        var terms = Enumerable.Range(1, count).Aggregate((Expression)Expression.Multiply(element, Expression.ArrayIndex(row, j)), (sum, k) => Expression.Add(sum, Least(k)));
        var loss = Expression.Lambda<Func<double[], double[][], double>>(Sum(Expression.ArrayLength(x), i, Sum(Expression.ArrayLength(w), j, terms)), w, x);
        var options = new GradOptions { VectorBits = 512 };
        var (weights, rows) = (Sample.Numbers(3), Rows(9, 3));
        var expected = loss.Compile()(weights, rows);
        var value = isGradient
            ? Support.SmallStack.Run(() => Grad.Compile<ValueAndGradientOfRows>(loss, options))(weights, rows, new double[3])
            : Support.SmallStack.Run(() => Grad.Compile<Func<double[], double[][], double>>(loss, options))(weights, rows);
        Close(expected, value, Math.Abs(expected), "The value");
    }

    [Fact]
    public void A_calm_call_allocates_nothing()
    {
        var compiled = Grad.Compile<ValueAndGradient>(s_losses["two sums"].Loss);
        var (w, rows, x, gradient) = (Sample.Numbers(20), Rows(700, 20), Sample.Matrix(700, 20), new double[20]);
        for (var i = 0; i < 3; i++) compiled(w, rows, x, [], gradient);
        Support.Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) compiled(w, rows, x, [], gradient);
        });
    }

    private static (double? Value, Type? Exception) Outcome(Func<double> run)
    {
        try
        {
            return (run(), null);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IndexOutOfRangeException)
        {
            return (null, exception.GetType());
        }
    }

    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(i => Array.ConvertAll(Sample.Numbers(columns), number => number * (1 + (0.1 * i) % 1)))];

    private static void Close(double expected, double actual, double scale, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-10 * scale, $"{what} is {actual:R}, on the tape {expected:R}.");

    private delegate double ValueAndGradientOfRows(double[] w, double[][] x, double[] dw);

    private delegate double ValueAndGradient(double[] w, double[][] rows, double[,] x, double[] flat, double[] dw);
}
