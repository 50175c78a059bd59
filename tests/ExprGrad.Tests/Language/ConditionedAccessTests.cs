using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Elements under conditions on loop indices: they are checked before the loops where they can be, and what C# throws is thrown before anything is written, and nothing else.</summary>
public sealed class ConditionedAccessTests
{
    private delegate double IntoBoth(double[] x, double[] y, int n, double[] dx, double[] dy);

    private delegate double IntoFirst(double[] x, double[][] rows, int n, double[] dx);

    private static readonly Dictionary<string, Expression<Func<double[], double[], int, double>>> s_functions = new(StringComparer.Ordinal)
    {
        ["the others"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => x[i] * Enumerable.Range(0, x.Length).Where(j => j != i).Sum(j => Math.Sin(x[j] * y[j]))),
        ["pairs by query"] = (x, y, n) => (from i in Enumerable.Range(0, x.Length) from j in Enumerable.Range(0, x.Length) where j > i let d = x[i] * y[j] - x[j] * y[i] select Math.Exp(-d * d)).Sum(),
        ["neighbours"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => (i > 0 ? y[i - 1] : 0.5) * x[i] + (i < n ? y[i + 1] : Math.Sin(x[i]))),
        ["all but the first"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => i > n ? y[i - 1 - n] * x[i] : y.Length),
        ["a band"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, x.Length).Where(j => Math.Abs(i - j) <= n).Sum(j => Math.Exp(x[j]) * y[i])),
        ["a flat row"] = (x, y, n) => Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, n).Sum(j => j != i ? y[i * n + j] * x[j] : Math.Exp(x[i]))),
        ["in one of two ways"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => i % 2 == 0 ? y[i] * y[i] : n > 2 ? x[i] * y[i + 1] : x[i]),
        ["a condition of no loop"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => n > 0 ? Math.Exp(x[i] * y[i]) : x[i]),
        ["a loop in a condition"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => i > 1 ? Enumerable.Range(0, n).Sum(k => y[k] * x[k + 1] * x[i]) : Math.Exp(x[i])),
        ["a triangle"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, i).Where(j => j != n).Sum(j => y[i - j] * x[j])),
        ["element that varies not"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, n).Sum(k => i > 0 ? y[i - 1] * Math.Exp(x[i]) : y[k])),
        ["steps"] = (x, y, n) => Enumerable.Range(0, x.Length).Aggregate(1.0, (s, i) => i > 0 ? Math.Sin(s * y[i - 1]) : s * x[i]),
        ["states"] = (x, y, n) => Ad.Scan(0.5, x, (s, v) => Math.Sin(s + v)).Select((s, i) => i >= 1 ? s * y[i - 1] : s).Sum(),
        ["a condition of two parts"] = (x, y, n) => Enumerable.Range(-1, x.Length + 2).Sum(i => i >= 0 && i < n ? Math.Exp(y[i]) * x[0] : 0),
        ["the largest of some"] = (x, y, n) => Enumerable.Range(0, x.Length).Where(i => i != n).Select(i => y[i] * x[i]).Append(0.1).Max(),
        ["a piece"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => i > 0 ? y.Skip(i).Take(n).Sum(v => v * x[i]) : x[i] * y[0]),
        ["elements of a number of elements"] = (x, y, n) => Enumerable.Range(0, x.Length).Sum(i => i % 2 == 1 ? Enumerable.Range(i, n).Sum(k => y[k]) * x[i] : x[i] * x[i]),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_exceptions_and_gradients_are_those_of_the_lambda(string name)
    {
        var function = s_functions[name];
        var (plain, compiled, tape) = (function.Compile(), Both(options => Grad.Compile<IntoBoth>(function, options)), Tape.Compile<IntoBoth>(function));
        foreach (var (length, other, n) in Arguments(name))
        {
            var (x, y) = (Numbers(length), Numbers(other));
            var (value, thrown) = Outcome(() => plain(x, y, n));
            double[] expectedX = Nines(length), expectedY = Nines(other);
            if (thrown is null) tape(x, y, n, expectedX, expectedY);
            foreach (var each in compiled)
            {
                double[] dx = Nines(length), dy = Nines(other);
                var (own, refused) = Outcome(() => each(x, y, n, dx, dy));
                AssertSame(thrown, refused, (length, other, n));
                Assert.Equal(value, own);
                Assert.Equal(expectedX, dx, IsNear);
                Assert.Equal(expectedY, dy, IsNear);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void So_they_are_where_the_numbers_are_a_row_that_may_not_be_there(string name)
    {
        var rows = Expression.Parameter(typeof(double[][]), "rows");
        var body = new Replacing(s_functions[name].Parameters[1], Expression.ArrayIndex(rows, Expression.Constant(0))).Visit(s_functions[name].Body)!;
        var function = Expression.Lambda<Func<double[], double[][], int, double>>(body, s_functions[name].Parameters[0], rows, s_functions[name].Parameters[2]);
        var (plain, compiled, tape) = (function.Compile(), Both(options => Grad.Compile<IntoFirst>(function, options)), Tape.Compile<IntoFirst>(function));
        foreach (var (length, other, n) in Arguments(name).SelectMany(of => of.Other == 0 ? [of, of with { Other = -1 }] : new[] { of }))
        {
            var (x, row) = (Numbers(length), other < 0 ? null : Numbers(other));
            var (value, thrown) = Outcome(() => plain(x, [row!], n));
            var expected = Nines(length);
            if (thrown is null) tape(x, [row!], n, expected);
            foreach (var each in compiled)
            {
                var dx = Nines(length);
                var (own, refused) = Outcome(() => each(x, [row!], n, dx));

                // Of two things that are wrong either may be told.
                if (row is null) Assert.Equal(thrown is null, refused is null);
                else AssertSame(thrown, refused, (length, other, n));
                Assert.Equal(value, own);
                Assert.Equal(expected, dx, IsNear);
            }
        }
    }

    private static T[] Both<T>(Func<GradOptions, T> compile)
    {
        var strict = new GradOptions { FloatMode = FloatMode.Strict };
        return [compile(strict), compile(strict with { VectorBits = 128 })];
    }

    private static IEnumerable<(int Length, int Other, int N)> Arguments(string name) => (
        from length in (int[])[0, 1, 2, 5, 13, 40]
        from other in (int[])[0, 1, length - 1, length, length + 1, 3 * length, 200]
        from n in (int[])[-3, -1, 0, 1, 2, 4, 13, 39, 40, 1 << 30, int.MinValue, int.MaxValue]
        where other >= 0 && (n <= 40 || name is not ("element that varies not" or "elements of a number of elements"))
        select (length, other, n)).Distinct();

    private static void AssertSame(Exception? thrown, Exception? refused, (int Length, int Other, int N) at) =>
        Assert.True(thrown?.GetType() == refused?.GetType(), $"{at.Length} and {at.Other} numbers, n = {at.N}: {refused?.ToString() ?? "nothing"} in place of {thrown?.ToString() ?? "nothing"}");

    private static double[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => 0.7 + 0.3 * Math.Cos(i + length))];

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a));

    private static double[] Nines(int length) => [.. Enumerable.Repeat(9.0, length)];

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

    private sealed class Replacing(Expression original, Expression by) : ExpressionVisitor
    {
        public override Expression? Visit(Expression? node) => node == original ? by : base.Visit(node);
    }
}
