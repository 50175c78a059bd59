using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Points that are run through again and again, as in sums over pairs: rows of a matrix, and of a flat array, are read and added to by columns.</summary>
public sealed class PointPairTests
{
    private delegate double IntoFlat(double[] q, double[] m, double[] dq, double[] dm);

    private delegate double IntoMatrix(double[,] q, double[] m, double[,] dq, double[] dm);

    private static readonly Dictionary<string, Expression<Func<double[], double[], double>>> s_flat = new(StringComparer.Ordinal)
    {
        ["all pairs"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(j => m[i] * m[j] / (1 + (q[2 * i] - q[2 * j]) * (q[2 * i] - q[2 * j]) + (q[2 * i + 1] - q[2 * j + 1]) * (q[2 * i + 1] - q[2 * j + 1])))),
        ["a triangle"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => m[i] * m[j] / (1 + (q[2 * i] - q[2 * j]) * (q[2 * i] - q[2 * j]) + (q[2 * i + 1] - q[2 * j + 1]) * (q[2 * i + 1] - q[2 * j + 1])))),
        ["coordinates by a loop"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => m[j] / (1 + Enumerable.Range(0, 3).Sum(k => (q[i * 3 + k] - q[j * 3 + k]) * (q[3 * i + k] - q[k + 3 * j]))))),
        ["all pairs by a loop"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(double (int j) => m[j] / (1 + Enumerable.Range(0, 3).Sum(k => (q[i * 3 + k] - q[j * 3 + k]) * (q[3 * i + k] - q[k + 3 * j]))))),
        ["the rest of the points"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(i + 1, m.Length - i - 1).Sum(j => Math.Exp(q[2 * i] * q[2 * j] - q[2 * i + 1] * q[2 * j + 1]) * m[i])),
        ["the other points"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Where(j => j != i).Sum(j => Math.Exp(q[2 * i] * q[2 * j] - q[2 * i + 1] * q[2 * j + 1]) * m[i])),
        ["those behind, by a condition"] = (q, m) => (from i in Enumerable.Range(0, m.Length) from j in Enumerable.Range(0, m.Length) where j > i select Math.Exp(Enumerable.Range(0, 2).Sum(k => q[2 * i + k] * q[2 * j + k])) * m[i]).Sum(),
        ["a condition on the point"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(j => q[2 * j + 1] > 0.7 ? m[i] * q[2 * j] * Math.Sin(q[2 * j + 1] * q[2 * i + 1]) : q[2 * j + 1] * m[j])),
        ["neighbours"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(1, Math.Max(0, m.Length - 1)).Sum(j => (q[2 * j + 1] - q[2 * (j - 1) + 1]) * (q[2 * j] - q[2 * (j - 1)]) * m[i])),
        ["one coordinate"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(j => Math.Exp(q[5 * j + 3]) * m[i])),
        ["other distances"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(j => q[2 * j] * q[3 * j + 2] * m[i] * Math.Exp(q[2 * j + 1]))),
        ["many times"] = (q, m) => Enumerable.Range(0, 5).Sum(double (int t) => Enumerable.Range(0, 2).Sum(double (int s) => m.Select((v, j) => v * Math.Sin(q[2 * j] * t + q[2 * j + 1] * s)).Sum())),
        ["in steps"] = (q, m) => Ad.Iterate(6, 0.5, state => Math.Tanh(state + Enumerable.Range(0, m.Length).Sum(j => q[2 * j] * state - q[2 * j + 1] * m[j]))),
        ["as many as a state tells"] = (q, m) => Ad.Iterate(m.Length, new { N = 1, V = 0.5 }, s => new { N = s.N + 1, V = Math.Tanh(s.V + Enumerable.Range(0, s.N).Sum(j => q[2 * j] * s.V - q[2 * j + 1])) }).V,
        ["as many as a number tells"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, (int)(m[i] * 4)).Sum(j => Math.Sin(q[2 * j] * m[i]) * q[2 * j + 1])),
        ["parts of points by the outer loop"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, 3).Sum(double (int j) => Enumerable.Range(0, m.Length).Sum(l => q[2 * l + i % 2] * q[2 * j + 1] * m[l]))),
    };

    private static readonly Dictionary<string, Expression<Func<double[,], double[], double>>> s_matrix = new(StringComparer.Ordinal)
    {
        ["all pairs"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Sum(j => m[i] * m[j] / (1 + (q[i, 0] - q[j, 0]) * (q[i, 0] - q[j, 0]) + (q[i, 1] - q[j, 1]) * (q[i, 1] - q[j, 1])))),
        ["rows of the matrix"] = (q, m) => Enumerable.Range(0, q.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => m[0] / (1 + (q[i, 0] - q[j, 0]) * (q[i, 0] - q[j, 0]) + (q[i, 1] - q[j, 1]) * (q[i, 1] - q[j, 1])))),
        ["coordinates by a loop"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, i + 1).Sum(double (int j) => m[j] / (1 + Enumerable.Range(0, 3).Sum(k => (q[i, k] - q[j, k]) * (q[i, k] - q[j, k]))))),
        ["the other points"] = (q, m) => Enumerable.Range(0, m.Length).Sum(double (int i) => Enumerable.Range(0, m.Length).Where(j => j != i).Sum(double (int j) => Math.Exp(-Enumerable.Range(0, 2).Sum(k => (q[i, k] - q[j, k]) * (q[i, k] - q[j, k]))) * m[j])),
        ["a sum over points of each of some"] = (q, m) => Enumerable.Range(0, 7).Sum(double (int t) => Enumerable.Range(0, 3).Sum(double (int i) => Math.Log(2 + Enumerable.Range(0, q.GetLength(0)).Sum(j => q[j, 1] * q[j, 0] * m[0] * t)))),
        ["the same row in a branch"] = (q, m) => Enumerable.Range(0, q.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, 50).Where(j => j != i).Sum(double (int j) => Math.Exp(-Enumerable.Range(0, 2).Sum(k => (q[i, k] - j * k) * (q[i, k] - j * 0.01))) * m[0])),
        ["columns of each row"] = (q, m) => m.Sum(double (double v) => Enumerable.Range(0, q.GetLength(0)).Sum(double (int j) => Enumerable.Range(0, 2).Where(k => k != 1).Sum(k => q[j, k] * v * Math.Sin(v * q[j, 1])))),
    };

    public static TheoryData<string> FlatNames => [.. s_flat.Keys];

    public static TheoryData<string> MatrixNames => [.. s_matrix.Keys];

    [Theory]
    [MemberData(nameof(FlatNames))]
    public void Points_in_a_flat_array(string name)
    {
        var (plain, tape) = (s_flat[name].Compile(), Tape.Compile<IntoFlat>(s_flat[name]));
        var compiled = Variants(options => Grad.Compile<IntoFlat>(s_flat[name], options));
        foreach (var points in (int[])[0, 1, 2, 5, 17, 40])
        {
            foreach (var length in ((int[])[0, 2 * points - 1, 2 * points, 3 * points - 1, 3 * points, 3 * points + 1, 5 * points - 1, 5 * points + 3]).Where(length => length >= 0))
            {
                var (q, m) = (Numbers(length), Numbers(points));
                Check(() => plain(q, m), (length, points), compiled, (run, each) => each(q, m, run.First, run.Second), run => tape(q, m, run.First, run.Second), length, points, isToldEarly: !name.StartsWith("as many", StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MatrixNames))]
    public void Points_in_a_matrix(string name)
    {
        var (plain, tape) = (s_matrix[name].Compile(), Tape.Compile<IntoMatrix>(s_matrix[name]));
        var compiled = Variants(options => Grad.Compile<IntoMatrix>(s_matrix[name], options));
        foreach (var (points, rows, columns) in from points in (int[])[0, 1, 2, 5, 17, 40] from rows in (int[])[points - 1, points, points + 3] from columns in (int[])[0, 1, 2, 3, 5] where rows >= 0 select (points, rows, columns))
        {
            var (q, m) = (new double[rows, columns], Numbers(points));
            for (var i = 0; i < q.Length; i++) q[i / columns, i % columns] = Numbers(q.Length)[i];
            double Into(IntoMatrix each, (double[] First, double[] Second) run)
            {
                var dq = new double[rows, columns];
                System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, double>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(dq)), dq.Length).Fill(9);
                try
                {
                    return each(q, m, dq, run.Second);
                }
                finally
                {
                    for (var i = 0; i < dq.Length; i++) run.First[i] = dq[i / columns, i % columns];
                }
            }

            Check(() => plain(q, m), (points, rows, columns), compiled, (run, each) => Into(each, run), run => Into(tape, run), q.Length, points);
        }
    }

    [Fact]
    public void They_are_copied_by_columns_once_and_added_to_by_columns()
    {
        foreach (var schedule in (string[])[Schedule(s_flat["a triangle"]), Schedule(s_flat["all pairs"]), Schedule(s_matrix["all pairs"])])
        {
            Assert.Matches(@"for i1 .* lanes", schedule);
            Assert.Matches(@"%\d+\[i1\] \+= ", schedule);
            Assert.DoesNotMatch(@"q\[[^\]]*i1", schedule);
        }

        static string Schedule(LambdaExpression function) => Grad.Report(function switch
        {
            Expression<Func<double[], double[], double>> flat => Grad.ValueAndGradientInto(flat),
            _ => Grad.ValueAndGradientInto((Expression<Func<double[,], double[], double>>)function),
        }).Schedule;
    }

    [Fact]
    public void Rows_that_no_loop_runs_through_again_are_read_where_they_are()
    {
        var schedule = Grad.Report(Grad.ValueAndGradientInto((double[] q, int n) => Enumerable.Range(0, n).Sum(i => Math.Exp(q[2 * i] * q[2 * i + 1])))).Schedule;
        Assert.DoesNotContain("buffer", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_a_batch_are_not_copied_with_all_before_them()
    {
        Assert.All([Schedule((q, m, n) => Enumerable.Range(0, 9).Sum(double (int t) => Enumerable.Range(0, 4).Sum(double (int i) => Enumerable.Range(0, 4).Sum(j => m[t] * Math.Exp(q[2 * (t * n + j)] * q[2 * (t * n + i) + 1]))))),
            Schedule((q, m, n) => m.Sum(double (double v) => Enumerable.Range(0, 9).Sum(j => Math.Exp(q[2 * (n + j)] * q[2 * (n + j) + 1] * v))))], schedule => Assert.DoesNotMatch(@"for .* < Math.Min\(", schedule));

        static string Schedule(Expression<Func<double[], double[], int, double>> function) => Grad.Report(Grad.ValueAndGradientInto(function)).Schedule;
    }

    private static void Check<T>(
        Func<double> plain, object at, (T Function, bool IsStrict)[] compiled, Func<(double[] First, double[] Second), T, double> run, Func<(double[] First, double[] Second), double> tape, int first, int second, bool isToldEarly = true)
    {
        var (value, thrown) = Outcome(plain);
        var expected = (First: Nines(first), Second: Nines(second));
        if (thrown is null) tape(expected);
        foreach (var (function, isStrict) in compiled)
        {
            var actual = (First: Nines(first), Second: Nines(second));
            var (own, refused) = Outcome(() => run(actual, function));
            Assert.True(thrown?.GetType() == refused?.GetType(), $"{at}: {refused?.ToString() ?? "nothing"} in place of {thrown?.ToString() ?? "nothing"}");
            if (thrown is not null && !isToldEarly) continue;
            Assert.Equal(value, own, isStrict ? (a, b) => a.Equals(b) : IsNear);
            Assert.Equal(expected.First, actual.First, IsNear);
            Assert.Equal(expected.Second, actual.Second, IsNear);
        }
    }

    private static (T Function, bool IsStrict)[] Variants<T>(Func<GradOptions, T> compile) =>
    [
        (compile(GradOptions.Default), false),
        (compile(new GradOptions { VectorBits = 128 }), false),
        (compile(new GradOptions { FloatMode = FloatMode.Strict }), true),
        (compile(new GradOptions { Threads = 2, SmallestBlock = 0 }), false),
    ];

    private static double[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => 0.7 + 0.4 * Math.Cos(3 * i + length))];

    private static double[] Nines(int length) => [.. Enumerable.Repeat(9.0, length)];

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= 1e-11 * Math.Max(1, Math.Abs(a));

    private static (double Value, Exception? Thrown) Outcome(Func<double> function)
    {
        try
        {
            return (function(), null);
        }
        catch (Exception exception) when (exception is not DifferentiationException)
        {
            return (0, exception);
        }
    }
}
