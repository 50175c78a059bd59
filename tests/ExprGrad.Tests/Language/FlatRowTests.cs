using System.Globalization;
using System.Linq.Expressions;
using System.Text.RegularExpressions;

namespace ExprGrad.Tests.Language;

/// <summary>Rows of a length that is no literal in a flat array: all indices are checked at once, and what C# throws is thrown before anything is written.</summary>
public sealed class FlatRowTests
{
    private delegate double IntoRow(double[] x, int n, double[] dx);

    private static readonly Dictionary<string, Expression<Func<double[], int, double>>> s_functions = new(StringComparer.Ordinal)
    {
        ["two rows"] = (x, n) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, n).Sum(j => x[i * n + j] * x[i * n + j] * (i + j))),
        ["rows that fit"] = (x, n) => Enumerable.Range(0, x.Length / n).Sum(i => Enumerable.Range(0, n).Sum(j => Math.Exp(x[i * n + j]))),
        ["columns"] = (x, n) => Enumerable.Range(0, n).Sum(j => Enumerable.Range(0, 3).Sum(i => Math.Exp(x[j + n * i]))),
        ["rows from the last"] = (x, n) => Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, n).Sum(j => Math.Exp(x[(2 - i) * n + n - 1 - j]) * j)),
        ["rows behind others"] = (x, n) => Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, 2).Sum(j => Math.Exp(x[n + i * (n - 1) + j]))),
        ["rows of a product"] = (x, n) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, 2).Sum(j => x[i * n * n + j] * (i + j))),
        ["rows of rows"] = (x, n) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, n).Sum(j => Enumerable.Range(0, n).Sum(k => x[(i * n + j) * n + k] * (i + j + k)))),
        ["a column"] = (x, n) => Enumerable.Range(0, x.Length / 4).Sum(i => Math.Exp(x[i * n + 1])),
        ["a row in each"] = (x, n) => Enumerable.Range(0, 3).Sum(k => Enumerable.Range(0, k).Sum(i => Enumerable.Range(0, n).Sum(j => x[i * n + j] * k))),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_exceptions_and_gradients_are_those_of_the_lambda(string name)
    {
        var function = s_functions[name];
        var (plain, compiled, tape) = (function.Compile(), Grad.Compile<IntoRow>(function, new GradOptions { FloatMode = FloatMode.Strict }), Tape.Compile<IntoRow>(function));
        foreach (var length in (int[])[0, 1, 5, 12, 30, 64])
        {
            double[] x = [.. Enumerable.Range(0, length).Select(i => 0.7 + 0.3 * Math.Cos(i))];
            foreach (var n in (int[])[-3, -1, 0, 1, 2, 4, 10, 30, 65536, 1 << 30, int.MinValue, int.MaxValue])
            {
                double[] dx = [.. Enumerable.Repeat(7.0, length)], expected = [.. dx];
                var (value, thrown) = Outcome(() => plain(x, n));
                var (own, refused) = Outcome(() => compiled(x, n, dx));
                Assert.True(thrown?.GetType() == refused?.GetType(), $"{length} numbers, n = {n}: {refused} in place of {thrown}");
                if (thrown is null) tape(x, n, expected);
                Assert.Equal(value, own);
                Assert.Equal(expected, dx, (a, b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a)));
            }
        }
    }

    [Fact]
    public void Indices_are_checked_once_for_all_iterations() => Assert.All(s_functions, function =>
    {
        var checks = Grad.Report(Grad.ValueAndGradientInto(function.Value)).Schedule.Split("compute\n")[0];
        Assert.Contains("CheckRange", checks, StringComparison.Ordinal);
        Assert.DoesNotContain("CheckIndex", checks, StringComparison.Ordinal);
    });

    [Fact]
    public void Lanes_along_rows_cost_less_than_lanes_from_row_to_row()
    {
        var schedule = Grad.Report(Grad.ValueAndGradientInto(s_functions["rows that fit"], new GradOptions { VectorBits = 256 })).Schedule;
        var costs = Regex.Match(schedule, @"for i0 < %\d+  in 4 lanes.* (?<across>[\d.]+) ⌈i0/4⌉ i2 .*<.* (?<along>[\d.]+) i0 ⌈i2/4⌉.*\n *for i2 < n  in 4 lanes", RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.True(costs.Success, schedule);
        Assert.True(double.Parse(costs.Groups["across"].Value, CultureInfo.InvariantCulture) > double.Parse(costs.Groups["along"].Value, CultureInfo.InvariantCulture), schedule);
    }

    private static (double Value, Exception? Thrown) Outcome(Func<double> call)
    {
        try
        {
            return (call(), null);
        }
        catch (Exception exception) when (exception is not DifferentiationException)
        {
            return (0, exception);
        }
    }
}
