using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops whose elementary functions have a loop of their own in lanes: which they are, and that values and gradients are right for all extents and widths.</summary>
public sealed class DistributionTests
{
    private static readonly Dictionary<string, Expression<Func<double[][], double[], double[], int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["behind an inner loop"] = (w, b, x, labels) => b.Select((bias, j) => Math.Tanh(bias + x.Zip(w[j], (p, q) => p * q).Sum())).ToArray().Sum(),
        ["before an inner loop"] = (w, b, x, labels) => b.Select((bias, j) => Math.Exp(bias)).Select((e, j) => w[j].Sum(q => q * e * q)).Sum(),
        ["before and behind"] = (w, b, x, labels) => b.Select((bias, j) => Math.Sin(Math.Exp(bias) * w[j].Sum(q => q * q))).Sum(),
        ["between two"] = (w, b, x, labels) => b.Select((bias, j) => Ad.Let(Math.Exp(0.1 * w[j].Sum(q => q * bias)), e => w[j].Sum(q => Math.Abs(q) * e))).Sum(),
        ["several"] = (w, b, x, labels) => b.Select((bias, j) => Ad.Let(w[j].Sum(q => q * q), s => Math.Log(1 + s) * Math.Cos(bias + s))).Sum(),
        ["under a condition"] = (w, b, x, labels) => b.Select((bias, j) => Ad.Let(w[j].Sum(q => q * bias), s => s > 0 ? Math.Sqrt(s) : Math.Exp(s))).Sum(),
        ["in a loop around"] = (w, b, x, labels) => Enumerable.Range(0, 3).Sum(i => i * b.Select((bias, j) => Math.Tanh(i * bias + w[j].Sum(q => q * q))).Sum()),
        ["in a state"] = (w, b, x, labels) => Enumerable.Range(0, 3).Aggregate(0.5, (s, i) => 0.1 * b.Select((bias, j) => Math.Tanh(s * bias + w[j].Sum(q => q * s))).Sum()),
        ["two layers and labels"] = (w, b, x, labels) => labels.Select((label, i) => Ad.Let(b.Select((bias, j) => Math.Tanh(bias * (1 + i) + w[j].Zip(x, (p, q) => p * q).Sum())).ToArray(),
            hidden => b.Length == 0 ? 0.0 : Ad.LogSumExp(b.Select((bias, k) => bias + hidden.Zip(w[k], (p, q) => p * q).Sum()).ToArray()) - hidden[label])).Sum(),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    // Rows of any lengths, none and one included; labels that come twice.
    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_way_gives_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var tape = Tape.Compile<ValueAndGradient>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<ValueAndGradient>(loss, options);
            foreach (var count in new[] { 0, 1, 2, 7, 8, 9, 33 })
            {
                foreach (var longest in new[] { 0, 1, 5, 8, 40 })
                {
                    var (b, x) = (Sample.Numbers(count), Sample.Numbers(longest));
                    double[][] w = [.. Enumerable.Range(0, count).Select(j => Sample.Numbers(Math.Max(0, longest - j % 3)))];
                    int[] labels = count == 0 ? [] : [0, count - 1, count / 2, 0];
                    var (expected, expectedB) = (Grad.ZerosLike(w), new double[count]);
                    var (gradient, gradientB) = (Grad.ZerosLike(w), new double[count]);
                    foreach (var row in gradient) Array.Fill(row, double.NaN);
                    Array.Fill(gradientB, double.NaN);
                    var what = $"{name}, {count} rows of {longest}, {options.VectorBits} bits, {options.FloatMode}, {options.OuterLanes}, {options.Threads} threads";
                    Close(tape(w, b, x, labels, expected, expectedB), compiled(w, b, x, labels, gradient, gradientB), what);
                    foreach (var (a, c) in expected.Append(expectedB).SelectMany(row => row).Zip(gradient.Append(gradientB).SelectMany(row => row))) Close(a, c, what);
                }
            }
        }
    }

    [Fact]
    public void A_function_of_a_sum_over_columns_has_a_loop_in_lanes()
    {
        var schedule = Schedule(s_losses["behind an inner loop"]);
        Assert.Matches(@"for i0 < b\.Length  one at a time.*\n    (?:.*\n    )*for i1 .* in 8 lanes.*\n(?:    .*\n)+  for i0 < b\.Length  in 8 lanes.*\n.*Math\.Tanh\(", schedule);
    }

    [Fact]
    public void Functions_before_a_loop_have_one_in_lanes()
    {
        Assert.Matches(@"for i0 < b\.Length  in 8 lanes.*\n.*Math\.Exp\(b\[i0\]\)\n  for i0 < b\.Length  one at a time", Schedule(s_losses["before an inner loop"]));
        Assert.Matches(@"Math\.Exp\(b\[i0\]\)\n  for i0 < b\.Length  one at a time.*\n(?:    .*\n)+  for i0 < b\.Length  in 8 lanes.*\n.*Math\.Sin\(", Schedule(s_losses["before and behind"]));
    }

    // The rows would be read twice, once for each of the loops inside.
    [Fact]
    public void A_function_between_loops_stays_there()
    {
        var schedule = Schedule(s_losses["between two"]);
        Assert.Single(schedule.Split('\n'), line => line.Contains("Math.Exp(", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"for i0 < b\.Length  in 8 lanes", schedule);
    }

    [Fact]
    public void Rows_are_read_where_they_are_used()
    {
        var schedule = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses["two layers and labels"], new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Contains("buffer ", schedule, StringComparison.Ordinal);
        Assert.DoesNotContain(": f64[][", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_are_made_in_the_order_of_iterations()
    {
        var calls = new List<int>();
        Expression<Func<double[][], double[], double>> loss = (w, b) => b.Select((bias, j) => Math.Tanh(bias * Called(calls, j) + w[j].Sum(q => q * bias))).Select((h, j) => h * Called(calls, 10 + j)).Sum();
        foreach (var outer in new bool?[] { null, true, false })
        {
            var gradient = Grad.Compile<Func<double[][], double[], double>>(loss, new GradOptions { OuterLanes = outer });
            calls.Clear();
            gradient([[1, 2], [3], []], [0.5, 0.25, 2]);
            Assert.Equal([0, 10, 1, 11, 2, 12], calls);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public void A_wrong_label_is_the_exception_of_CSharp(int label)
    {
        var loss = s_losses["two layers and labels"];
        var compiled = Grad.Compile<ValueAndGradient>(loss);
        var (w, b) = (Enumerable.Range(0, 5).Select(_ => Sample.Numbers(3)).ToArray(), Sample.Numbers(5));
        var (dw, db) = (Grad.ZerosLike(w), new double[5]);
        Array.Fill(db, 7);
        Assert.Throws<IndexOutOfRangeException>(() => loss.Compile()(w, b, Sample.Numbers(3), [1, label]));
        Assert.Throws<IndexOutOfRangeException>(() => compiled(w, b, Sample.Numbers(3), [1, label], dw, db));
        Assert.All(db, number => Assert.Equal(7, number));
    }

    private static double Called(List<int> calls, int number)
    {
        calls.Add(number);
        return 1;
    }

    private static string Schedule(LambdaExpression loss) => Grad.Report(Grad.Compile<Func<double[][], double[], double[], int[], double>>(loss, new GradOptions { VectorBits = 512 })).Schedule;

    private static void Close(double expected, double actual, string what) => Assert.True(Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{what}: {actual:R}, on the tape {expected:R}.");

    private delegate double ValueAndGradient(double[][] w, double[] b, double[] x, int[] labels, double[][] dw, double[] db);
}
