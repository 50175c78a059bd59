using System.Linq.Expressions;
using System.Text.RegularExpressions;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Emission;

/// <summary>Two iterations at once of loops in lanes: which loops run so, and that they compute what they do one at a time.</summary>
public sealed partial class ByTwoTests
{
    private delegate void Columns(double[] x, double[,] a, double[] p, int[] at, Span<double> dx);

    private delegate double Loss(double[] x, double[,] a, double[] p, int[] at, int n);

    private delegate double LossGradient(double[] x, double[,] a, double[] p, int[] at, int n, Span<double> dx);

    // For each number of p a sum over the rows of a, of which a loop over columns, in lanes, reads four numbers at a time.
    private static readonly Dictionary<string, Expression<Func<double[], double[,], double[], int[], int, double>>> s_byTwo = new(StringComparer.Ordinal)
    {
        ["sums"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) => Math.Sin(Enumerable.Range(0, n).Sum(k => q * (a[k, j] + a[k + 1, j] * q) + a[k + 2, j] - a[k + 3, j] * v)))).Sum(),
        ["extremes"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) => Math.Sin(Enumerable.Range(0, n).Sum(k => q * (a[k, j] + a[k + 1, j] * q) + a[k + 2, j] - a[k + 3, j])) * v)).Max(),
        ["branches before"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) => Ad.Let(
            q > 0.2 ? Math.Sqrt(q) : v * q, c => Math.Cos(Enumerable.Range(0, n).Sum(k => c * (a[k, j] + a[k + 1, j] * q) + a[k + 2, j] - a[k + 3, j]))))).Sum(),
        ["branches behind"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) => Ad.Let(
            Enumerable.Range(0, n).Sum(k => q * (a[k, j] + a[k + 1, j] * q) + a[k + 2, j] - a[k + 3, j] * v), s => s > 0.5 ? Math.Log(s) * v : q > 0 ? s * s : -s))).Sum(),
        ["gathers"] = (x, a, p, at, n) => x.Select((v, j) => at.Sum(double (int i) => Math.Sin(p[i] + Enumerable.Range(0, n).Sum(k => p[i] * (a[k, j] + a[k + 1, j] * p[i]) + a[k + 2, j] - a[k + 3, j] * v)))).Sum(),
        ["two sums inside"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) =>
            Math.Sin(Enumerable.Range(0, n).Sum(k => q * (a[k, j] + a[k + 1, j] * q))) * Math.Cos(Enumerable.Range(0, n).Sum(k => a[k + 2, j] * q - a[k + 3, j] * v)))).Sum(),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double[,], double[], int[], int, double>>> s_oneAtATime = new(StringComparer.Ordinal)
    {
        ["nothing shared"] = (x, a, p, at, n) => x.Select((v, j) => p.Sum(double (double q) => Math.Sin(Enumerable.Range(0, n).Sum(k => Math.Exp(q * k) * v)))).Sum(),
        ["an inner loop as long as the outer one's index"] = (x, a, p, at, n) => x.Select((v, j) => Enumerable.Range(0, n).Sum(double (int i) => Math.Sin(Enumerable.Range(0, i).Sum(k => p[i % 3] * (a[k, j] + a[k + 1, j]) + a[k + 2, j] - a[k + 3, j] * v)))).Sum(),
        ["states"] = (x, a, p, at, n) => x.Select((v, j) => p.Aggregate(v, (s, q) => Math.Sin(Enumerable.Range(0, n).Sum(k => 0.1 * s * (a[k, j] + a[k + 1, j] * q) + a[k + 2, j] - a[k + 3, j])))).Sum(),
        ["what may fail"] = (x, a, p, at, n) => x.Select((v, j) => at.Sum(double (int i) => Math.Sin(Enumerable.Range(0, n).Sum(k => i * (a[k, j] + a[k + 1, j]) + a[k + 2, j] - a[k + 3, j] * v)) * (7 / (i + 1)))).Sum(),
    };

    public static TheoryData<string> ByTwo => [.. s_byTwo.Keys];

    public static TheoryData<string> OneAtATime => [.. s_oneAtATime.Keys];

    [Theory]
    [MemberData(nameof(ByTwo))]
    public void Iterations_that_read_the_same_run_two_at_once(string name) => Assert.True(RunsByTwo(s_byTwo[name]), name);

    [Theory]
    [MemberData(nameof(OneAtATime))]
    public void Others_run_one_at_a_time(string name) => Assert.False(RunsByTwo(s_oneAtATime[name]), name);

    [Theory]
    [MemberData(nameof(ByTwo))]
    [MemberData(nameof(OneAtATime))]
    public void The_gradient_is_that_of_the_tape(string name)
    {
        var loss = s_byTwo.TryGetValue(name, out var byTwo) ? byTwo : s_oneAtATime[name];
        var (tape, interpreted) = (Tape.Compile<LossGradient>(loss), loss.Compile());
        foreach (var options in LanesUnderTest.Ways.Append(new() { MostInRound = 0, OuterLanes = true, FloatMode = FloatMode.Strict }))
        {
            var compiled = Grad.Compile<LossGradient>(loss, options);
            foreach (var (columns, rows, numbers) in new[] { (1, 3, 2), (9, 0, 3), (17, 2, 1), (8, 5, 0), (13, 4, 5), (16, 7, 6) })
            {
                var (x, a, p) = (Sample.Numbers(columns), Sample.Matrix(rows + 4, columns), Sample.Numbers(Math.Max(numbers, 3))[..numbers]);
                if (numbers < 3 && name.StartsWith("an inner", StringComparison.Ordinal)) continue;
                int[] at = [.. Enumerable.Range(0, numbers).Select(i => i * 5 % numbers)];
                var (expected, actual) = (new double[columns], new double[columns]);
                Array.Fill(actual, double.NaN);
                var (value, result) = (tape(x, a, p, at, rows, expected), compiled(x, a, p, at, rows, actual));
                if (options.FloatMode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(interpreted(x, a, p, at, rows)), BitConverter.DoubleToInt64Bits(result));
                Assert.Equal(value, result, 1e-11 * Math.Max(1, Math.Abs(value)));
                for (var i = 0; i < columns; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-10 * Math.Max(1, expected.Max(Math.Abs)), $"{options}: {i} of {columns} x {rows} x {numbers}: {expected[i]:R}, {actual[i]:R}");
            }
        }
    }

    // What is written behind the inner loop, and each element to its own place.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void Jacobians_have_all_their_rows(int numbers)
    {
        Expression<Func<double[], double[,], double[], int[], double[]>> function = (x, a, p, at) => at.Select(i => Math.Sin(Enumerable.Range(0, x.Length)
            .Sum(k => (p[i] * a[k, 0] + a[k, 1] * x[k]) * Math.Exp(x[k] * a[k, 2]) + x[k] * x[(k + 1) % x.Length] * p[i]))).ToArray();
        var number = Expression.Lambda<Func<double[], double[,], double[], int[], int, double>>(
            Expression.ArrayIndex(function.Body, Parameter), [.. function.Parameters, Parameter]);
        var (x, a, p) = (Sample.Numbers(11), Sample.Matrix(11, 3), Sample.Numbers(7));
        int[] at = [.. Enumerable.Range(0, numbers).Select(i => i * 3 % 7)];
        var row = Grad.Gradient(number, new GradOptions { VectorBits = 0 });
        foreach (var width in LanesUnderTest.Widths)
        {
            var jacobian = new double[numbers * x.Length];
            Array.Fill(jacobian, double.NaN);
            Grad.Compile<Columns>(function, new GradOptions { VectorBits = width, MostInRound = 0, FewestShared = 0 })(x, a, p, at, jacobian);
            for (var i = 0; i < numbers; i++)
            {
                var expected = row(x, a, p, at, i);
                for (var j = 0; j < x.Length; j++) Assert.Equal(expected[j], jacobian[(i * x.Length) + j], 1e-11 * Math.Max(1, Math.Abs(expected[j])));
            }
        }
    }

    private static ParameterExpression Parameter { get; } = Expression.Parameter(typeof(int), "i");

    private static bool RunsByTwo(LambdaExpression loss) =>
        SecondIndex().IsMatch(Grad.Report(Grad.Compile<Loss>(loss, new GradOptions { VectorBits = 256, MostInRound = 0, OuterLanes = true })).Code);

    [GeneratedRegex(@"\w+ = \w+ \+ 1;\s+if \(\w+ >= ", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SecondIndex();
}
