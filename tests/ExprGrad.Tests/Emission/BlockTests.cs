using System.Linq.Expressions;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops that run in blocks on several threads: the same bits for every number of threads, and what the same loops give as a whole.</summary>
public sealed class BlockTests
{
    private static readonly int[] s_threads = [1, 2, 3, 8];
    private static readonly int[] s_lengths = [0, 1, 2, 3, 8, 33, 67, 150];

    private static readonly Dictionary<string, Expression<Func<double[], double[,], int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["elementwise"] = (w, x, at) => w.Sum(v => Math.Exp(-v * v) * Math.Sin(v)),
        ["two loops"] = (w, x, at) => Math.Sqrt(1 + w.Sum(v => v * v)) * w.Sum(v => Math.Tanh(v)),
        ["neighbours"] = (w, x, at) => Enumerable.Range(0, Math.Max(w.Length - 1, 0)).Sum(i => Math.Tanh(w[i + 1] - w[i])),
        ["neighbours far apart"] = (w, x, at) => Enumerable.Range(0, Math.Max(w.Length - 4, 0)).Sum(i => w[i] * w[i + 4] * w[i + 1]),
        ["backwards"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Tanh(w[w.Length - 1 - i])),
        ["where"] = (w, x, at) => w.Where(v => v > 0.1).Sum(v => Math.Log(v) + 1 / v),
        ["extremes"] = (w, x, at) => w.Length == 0 ? 0 : w.Max() * w.Min(),
        ["log-sum-exp"] = (w, x, at) => w.Length == 0 ? 0 : Ad.LogSumExp(w),
        ["rows"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sqrt(1 + Enumerable.Range(0, x.GetLength(1)).Sum(j => x[i, j] * x[i, j] * w[i]) * w[i])),
        ["shared weights"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, Math.Min(w.Length, x.GetLength(1))).Sum(j => x[i, j] * w[j]))),
        ["columns"] = (w, x, at) => Enumerable.Range(0, x.GetLength(1)).Sum(j => Math.Tanh(Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, j] * w[i]))),
        ["nearest"] = (w, x, at) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Enumerable.Range(0, 3).Min(k => Enumerable.Range(0, x.GetLength(1)).Sum(j => (x[i, j] - k * w[i]) * (x[i, j] - k * w[i])))),
        ["triangle"] = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => Math.Exp(-Enumerable.Range(0, i).Sum(j => w[i] * w[j] / w.Length))),
        ["gather"] = (w, x, at) => at.Sum(k => w[k] * w[k] * Math.Cos(w[k])),
        ["array of results"] = (w, x, at) => Ad.ScatterAdd(w.Length, at, w.Select(v => v * v).ToArray()).Sum(s => Math.Sin(s)),
        ["states inside"] = (w, x, at) => w.Sum(v => Enumerable.Range(0, 5).Aggregate(new { S = 0.0, P = 1.0 }, (s, k) => new { S = s.S + s.P, P = s.P * v * 0.5 }).S),
        ["integers"] = (w, x, at) => w.Sum(v => v * v) * at.Count(k => k % 3 == 1) + at.Sum(k => k % 5),
        ["in a branch"] = (w, x, at) => w.Length > 2 ? w.Sum(v => Math.Atan(v)) : w.Sum(v => v),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_number_of_threads_gives_the_same_bits(string name)
    {
        var loss = s_losses[name];
        var plain = loss.Compile();
        foreach (var mode in new[] { FloatMode.Fast, FloatMode.Strict })
        {
            var whole = Grad.Compile<Arrays>(loss, new GradOptions { FloatMode = mode });
            var blocks = Array.ConvertAll(s_threads, threads => Grad.Compile<Spans>(loss, InBlocks(threads) with { FloatMode = mode }));
            foreach (var length in s_lengths)
            {
                var (w, x, at) = Inputs(length);
                var (expected, first) = (new double[length], new double[length]);
                var value = whole(w, x, at, expected);
                var firstValue = blocks[0](w, x, at, first);
                Close(value, firstValue, $"{name}, {mode}, {length}: the value");
                for (var i = 0; i < length; i++) Close(expected[i], first[i], $"{name}, {mode}, {length}: element {i}");
                if (mode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(plain(w, x, at)), BitConverter.DoubleToInt64Bits(firstValue));
                foreach (var compiled in blocks)
                {
                    var gradient = new double[length];
                    Array.Fill(gradient, double.NaN);
                    Assert.Equal(BitConverter.DoubleToInt64Bits(firstValue), BitConverter.DoubleToInt64Bits(compiled(w, x, at, gradient)));
                    Assert.Equal(Array.ConvertAll(first, BitConverter.DoubleToInt64Bits), Array.ConvertAll(gradient, BitConverter.DoubleToInt64Bits));
                }
            }
        }
    }

    [Fact]
    public void Blocks_are_added_up_in_their_order()
    {
        // Next to the large numbers a one is nothing. Whole loops have four sums, of every fourth number; here are eight blocks of one number each.
        Expression<Func<double[], double>> sum = w => w.Sum();
        double[] w = [1e17, 1, -1e17, 1, 1e17, 1, -1e17, 1];
        Assert.Equal(2, Grad.Compile<Func<double[], double>>(sum, new GradOptions { VectorBits = 0 })(w));
        foreach (var threads in s_threads) Assert.Equal(1, Grad.Compile<Func<double[], double>>(sum, InBlocks(threads) with { VectorBits = 0 })(w));
    }

    [Theory]
    [InlineData("elementwise", "in blocks that take")]
    [InlineData("shared weights", "in blocks that take")]
    [InlineData("gather", "in blocks that take")]
    [InlineData("neighbours", "in blocks that take")]
    [InlineData("nearest", "in blocks that take")]
    [InlineData("in a branch", "in blocks that take")]
    [InlineData("integers", "in one block: it reduces to CheckedSum in the order of iterations")]
    public void The_report_tells_which_loops_are_cut_and_why_not_others(string name, string what) =>
        Assert.Contains(what, Grad.Report(Grad.Compile<Arrays>(s_losses[name], new GradOptions { Threads = 2 })).Schedule, StringComparison.Ordinal);

    [Fact]
    public void Sums_stay_in_order_where_the_value_is_that_of_the_lambda() => Assert.Contains(
        "in one block: the order of a sum is kept",
        Grad.Report(Grad.Compile<Arrays>(s_losses["elementwise"], new GradOptions { Threads = 2, FloatMode = FloatMode.Strict })).Schedule, StringComparison.Ordinal);

    [Fact]
    public void Without_the_option_the_code_has_no_blocks()
    {
        var report = Grad.Report(Grad.Compile<Arrays>(s_losses["shared weights"]));
        Assert.DoesNotContain("in blocks that take", report.Schedule, StringComparison.Ordinal);
        Assert.DoesNotContain("in one block:", report.Schedule, StringComparison.Ordinal);
        Assert.DoesNotContain("BlockCall", report.Code, StringComparison.Ordinal);
        Assert.Contains("BlockBody block1 = ", Grad.Report(Grad.Compile<Arrays>(s_losses["shared weights"], new GradOptions { Threads = 2 })).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Loops_that_are_worth_it_have_the_same_bits_on_several_threads()
    {
        const int Length = 300_000;
        var (w, x, at) = Inputs(Length);
        var (one, two, whole) = (new double[Length], new double[Length], new double[Length]);
        var expected = Grad.Compile<Arrays>(s_losses["two loops"])(w, x, at, whole);
        var value = Grad.Compile<Spans>(s_losses["two loops"], new GradOptions { Threads = 1 })(w, x, at, one);
        Assert.Equal(value, Grad.Compile<Spans>(s_losses["two loops"], new GradOptions { Threads = 2 })(w, x, at, two));
        Assert.Equal(one, two);

        Close(expected, value, "the value");
        for (var i = 0; i < Length; i++) Close(whole[i], one[i], $"element {i}");
    }

    [Theory]
    [InlineData("elementwise")]
    [InlineData("shared weights")]
    [InlineData("nearest")]
    [InlineData("gather")]
    [InlineData("neighbours")]
    public void A_calm_call_allocates_nothing(string name)
    {
        var (w, x, at) = Inputs(150);
        var gradient = new double[150];
        var compiled = Grad.Compile<Spans>(s_losses[name], InBlocks(3));
        for (var i = 0; i < 50; i++) compiled(w, x, at, gradient);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 200; i++) compiled(w, x, at, gradient);
        });
    }

    [Fact]
    public void The_exception_is_that_of_the_first_iteration_that_fails_and_the_next_call_is_right()
    {
        Expression<Func<double[], double[,], int[], double>> loss = (w, x, at) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Sign(w[i]) * Math.Clamp(w[i], -100, x[i, 0]));
        var (plain, compiled) = (loss.Compile(), Grad.Compile<Arrays>(loss, InBlocks(3)));
        for (var first = 0; first < 60; first += 7)
        {
            // One has bounds that are the wrong way round, another one takes the sign of no number; the one or the other comes first.
            foreach (var (turned, nan) in new[] { (first, first + 5), (first + 5, first), (first, -1), (-1, first) })
            {
                var (w, x, at) = Inputs(70);
                var (right, gradient) = (plain(w, x, at), new double[70]);
                if (turned >= 0) x[turned, 0] = -101 - turned;
                if (nan >= 0) w[nan] = double.NaN;
                var expected = Assert.ThrowsAny<Exception>(() => plain(w, x, at));
                var actual = Assert.ThrowsAny<Exception>(() => compiled(w, x, at, gradient));
                Assert.Equal(expected.GetType(), actual.GetType());
                Assert.Equal(expected.Message, actual.Message);

                (w, x, at) = Inputs(70);
                Close(right, compiled(w, x, at, gradient), "the value after a failure");
            }
        }
    }

    [Fact]
    public void A_delegate_is_called_from_many_threads_at_once()
    {
        var compiled = Grad.Compile<Spans>(s_losses["shared weights"], InBlocks(3));
        var wrong = 0;
        var threads = Enumerable.Range(1, 8).Select(id => new Thread(() =>
        {
            var length = 10 * id;
            var (w, x, at) = Inputs(length);
            var (expected, gradient) = (new double[length], new double[length]);
            var value = compiled(w, x, at, expected);
            for (var i = 0; i < 300; i++)
            {
                Array.Fill(gradient, double.NaN);
                if (compiled(w, x, at, gradient) != value || !gradient.AsSpan().SequenceEqual(expected)) Interlocked.Increment(ref wrong);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    [Theory]
    [InlineData("elementwise")]
    [InlineData("shared weights")]
    [InlineData("gather")]
    [InlineData("neighbours far apart")]
    public void Gradients_are_added_to_what_is_there(string name)
    {
        var (w, x, at) = Inputs(70);
        var (expected, actual) = (Sample.Numbers(70), Sample.Numbers(70));
        Grad.Compile<Arrays>(s_losses[name], new GradOptions { GradientMode = GradientMode.Accumulate })(w, x, at, expected);
        Grad.Compile<Arrays>(s_losses[name], InBlocks(3) with { GradientMode = GradientMode.Accumulate })(w, x, at, actual);
        for (var i = 0; i < w.Length; i++) Close(expected[i], actual[i], $"element {i}");
    }

    [Fact]
    public void Rows_of_their_own_lengths_have_gradients_in_blocks()
    {
        Expression<Func<double[][], double[], double>> loss = (rows, w) => rows.Sum(row => Math.Tanh(Enumerable.Range(0, row.Length).Sum(j => row[j] * w[j])) * w[0]);
        var rows = Sample.Rows([.. Enumerable.Range(0, 90).Select(i => i * 5 % 7)]);
        var (value, gradient) = Grad.ValueAndGradient(loss)(rows, Sample.Numbers(8));
        foreach (var threads in s_threads)
        {
            var (actual, rowGradients) = Grad.ValueAndGradient(loss, InBlocks(threads))(rows, Sample.Numbers(8));
            Close(value, actual, "the value");
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < rows[i].Length; j++) Close(gradient[i][j], rowGradients[i][j], $"element {i}, {j}");
            }
        }
    }

    [Fact]
    public void Spans_of_rows_leave_loops_whole()
    {
        Expression<Func<double[][], double>> loss = rows => rows.Sum(row => row.Sum(v => v * v));
        var compiled = Grad.Compile<SpanOfRows>(loss, InBlocks(2));
        Assert.Contains("in one block: a span of arrays is among the arguments", Grad.Report(compiled).Schedule, StringComparison.Ordinal);
        Assert.Equal(14, compiled([[1, 2], [3]]));
    }

    [Fact]
    public void Less_than_one_thread_is_refused() =>
        Assert.Equal("value", Assert.Throws<ArgumentOutOfRangeException>(() => new GradOptions { Threads = 0 }).ParamName);

    private static GradOptions InBlocks(int threads) => new() { Threads = threads, SmallestBlock = 0 };

    private static (double[] W, double[,] X, int[] At) Inputs(int length) =>
        (Sample.Numbers(length), Sample.Matrix(length, 5), [.. Enumerable.Range(0, length).Select(i => (int)(i * 7L % length))]);

    private static void Close(double expected, double actual, string what) =>
        Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-11 * Math.Max(1, Math.Abs(expected)), $"{what} is {actual:R}, in a whole loop {expected:R}.");

    private delegate double Arrays(double[] w, double[,] x, int[] at, double[] dw);

    private delegate double Spans(ReadOnlySpan<double> w, double[,] x, ReadOnlySpan<int> at, Span<double> dw);

    private delegate double SpanOfRows(ReadOnlySpan<double[]> rows);
}
