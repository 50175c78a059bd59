using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>With and without checkpoints gradients have the same bits.</summary>
public sealed class CheckpointTests
{
    // Nothing, one step, and about a segment, or several, of 1 to 3.
    private static readonly int[] s_counts = [0, 1, 2, 3, 4, 5, 8, 9, 10, 37];
    private static readonly double[] s_x = [0.7, 0.9, -0.4, 1.2];

    private static readonly Expression<Func<double[], int, double>>[] s_losses =
    [
        (x, n) => Ad.Iterate(n, x[0], s => Math.Sin(s * x[1]) + s * x[2]),
        (x, n) => Ad.Iterate(n, new { A = x[0], B = 1.0, K = 0 }, (s, i) => new { A = s.A + x[1] * s.B * s.K, B = s.B - x[2] * Math.Sin(s.A + i), K = s.K + 1 }).A,
        (x, n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Cos(s + x[i % x.Length])).Sum(s => s * s),
        (x, n) => Ad.Let(Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Cos(s + x[i % x.Length])), a => a.Sum(v => v * a.Length) + a.Skip(1).Zip(a).Sum(p => p.First * p.Second)),
        (x, n) => Enumerable.Range(0, n).Where(i => i % 3 != 1).Aggregate(x[0], (s, i) => s * Math.Sin(x[i % 4] + s)),
        (x, n) => Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, i % 4).Select(j => x[j] * i)).Aggregate(x[0], (s, v) => Math.Sin(s + v)),
        (x, n) => Ad.Iterate(n, x[0], (s, i) => Ad.Iterate(i % 5, s, (r, j) => Math.Sin(r + x[j % 4] * s)) + Ad.Iterate(3, x[1], r => 0.3 * r * s)),
        (x, n) => x.Sum(v => Ad.Iterate(n, v, s => s > 0.5 ? Math.Log(1 + s) : s * v + 1)),
        (x, n) => Enumerable.Range(0, x.Length).Sum(k => Ad.Iterate(n / (k + 1), x[k], (s, i) => Math.Sin(s + x[i % 3]))),
        (x, n) => Ad.Iterate(n, x[0], (s, i) => Ad.Recur(3, (j, r) => j == 0 ? s : r[j - 1] * x[j]).Sum() * 0.3 + Ad.Iterate(2, 1.0, r => r * Math.Cos(s))),
        (x, n) => Ad.Recur(4, (j, r) => j == 0 ? x[0] : Ad.Iterate(n, r[j - 1], s => Math.Sin(s * x[j]))).Sum(),
        (x, n) => x.Max(v => Ad.Iterate(n, v, s => Math.Sin(s) + x[0])),
        (x, n) => Enumerable.Range(0, 3).Sum(i => x.Take(n).Aggregate(new { S = x[0], O = x[1] }, (state, v) => new { S = state.S * (i * 0.95 - 0.95), O = 3.6 * Math.Sin((state.O + state.S) * 0.375) }).O),
        (x, n) => x.Select(v => Math.Cosh(v) * Ad.Iterate(n, v, s => 2.29 * Math.Atan((s + s) * 0.375))).Max(),
        (x, n) => Enumerable.Range(0, n).Sum(i => new[] { x[i % 4], x.Aggregate(x[0], (s, v) => new[] { v, Math.Sin(s), x[1] }[i % 3] * s) }[i % 2]),
        // What a step computes that doesn't vary over the loops around it, or over one of two.
        (x, n) => Enumerable.Range(0, n).Sum(i => x.Aggregate(x[0], (s, v) => (s + Math.Sin(v)) * 0.4 + 0.6)),
        (x, n) => Enumerable.Range(0, 3).Sum(i => Enumerable.Range(0, 2).Sum(j => Ad.Iterate(n, x[i], (s, t) => s * Math.Exp(x[t % 4] * t) * 0.1 + Math.Sin(x[j] * t) * Math.Cos(x[3] * i + t)))),
        (x, n) => Ad.Iterate(3, x[0], (r, i) => r * Ad.Iterate(n, r, (s, t) => Math.Sin(s + Math.Exp(x[t % 4])) * Math.Cos(x[1] * t))),
        (x, n) => Enumerable.Range(0, 3).Sum(i => Ad.Iterate(n, new[] { x[i], x[1] }, (s, t) => new[] { s[0] * Math.Sin(x[t % 4]) + s[1], s[0] * 0.3 - Math.Exp(x[2] * t * 0.1) }).Sum()),
        (x, n) => Enumerable.Range(0, n).Sum(i => Ad.Iterate(i, x[i % 4], (s, t) => s * Math.Tanh(x[t % 4] * t) + Math.Sin(x[2] + t))),
        (x, n) => Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, x.Length), (i, j) => x[x.Length - 1 - j]).Aggregate(x[1], (s, v) => 0.8 * Math.Sin((s + v / (x[3] + 2)) * 0.387)),
    ];

    private delegate double InPlace(double[] x, int n, double[] dx);

    public static TheoryData<int?, long?> Modes => new() { { 1, null }, { 2, null }, { 3, null }, { 9, null }, { 100, null }, { null, 0 }, { null, 40 }, { null, 1_000_000 } };

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_same_bits(int? interval, long? bytes)
    {
        var checkpoints = interval is { } steps ? Checkpoints.Every(steps) : Checkpoints.Within(bytes!.Value);
        for (var i = 0; i < s_losses.Length; i++)
        {
            var all = Grad.Compile<InPlace>(s_losses[i], new GradOptions { FloatMode = FloatMode.Strict });
            var few = Grad.Compile<InPlace>(s_losses[i], new GradOptions { FloatMode = FloatMode.Strict, Checkpoints = checkpoints });
            var fast = Grad.Compile<InPlace>(s_losses[i], new GradOptions { Checkpoints = checkpoints, Threads = 2, SmallestBlock = 0, VectorBits = 128 });
            foreach (var n in s_counts)
            {
                var (expected, actual, close) = (new double[s_x.Length], new double[s_x.Length], new double[s_x.Length]);
                Assert.Equal(all(s_x, n, expected), few(s_x, n, actual));
                fast(s_x, n, close);
                Assert.True(expected.SequenceEqual(actual), $"Loss {i}, {n} steps: {string.Join(", ", actual)} instead of {string.Join(", ", expected)}.");
                for (var j = 0; j < s_x.Length; j++) Assert.Equal(expected[j], close[j], 1e-11 * (1 + Math.Abs(expected[j])));
            }
        }
    }

    [Fact]
    public void Products_with_the_Hessian_keep_no_more()
    {
        Expression<Func<double[], double>> loss = x => Ad.Iterate(x.Length, x[0], (s, i) => Math.Sin(s * x[i]) + s);
        var all = Grad.HessianVector(loss, new GradOptions { FloatMode = FloatMode.Strict });
        var few = Grad.HessianVector(loss, new GradOptions { FloatMode = FloatMode.Strict, Checkpoints = Checkpoints.Every(4) });
        foreach (var length in new[] { 1, 3, 4, 5, 16, 23 }) Assert.Equal(all(Sample.Numbers(length), Sample.Numbers(length)).Product, few(Sample.Numbers(length), Sample.Numbers(length)).Product);
        Assert.True(Allocations.Of(() => few(Sample.Numbers(100_000), Sample.Numbers(100_000))) < Allocations.Of(() => all(Sample.Numbers(100_000), Sample.Numbers(100_000))));
    }

    [Theory]
    [InlineData(1000, null, 30_000)]
    [InlineData(null, 0L, 30_000)]
    [InlineData(null, 100_000L, 30_000)]
    [InlineData(100, null, 170_000)]
    public void Memory_is_that_of_the_states_that_are_kept(int? interval, long? bytes, int most)
    {
        const int Steps = 1_000_000;
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, x[0], s => s + 1e-3 * Math.Sin(s * x[1]));
        var checkpoints = interval is { } steps ? Checkpoints.Every(steps) : Checkpoints.Within(bytes!.Value);
        var few = Grad.Compile<InPlace>(loss, new GradOptions { Checkpoints = checkpoints });
        var (x, dx) = (new[] { 0.1, 0.2 }, new double[2]);
        Assert.InRange(Allocations.Of(Begin, () => few(x, Steps, dx)), 1, most);
        Allocations.AssertNone(() => few(x, Steps, dx));

        // As a function that has had few steps.
        void Begin()
        {
            Grad.Trim(few);
            few(x, 10, dx);
        }
    }

    [Fact]
    public void An_array_of_all_states_is_read_where_it_is()
    {
        var report = Grad.Report(Grad.Compile<InPlace>((double[] x, int n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Cos(s + i)).Reverse().Sum(), new GradOptions { Checkpoints = Checkpoints.Every(8) }));
        Assert.Equal("", report.Checkpoints);
        Assert.Contains("as an array, unless they are added up, or those behind the seed, .Skip(1)", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void States_that_are_added_up_are_computed_again()
    {
        var report = Grad.Report(Grad.Compile<InPlace>((double[] x, int n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Cos(s + i)).Sum(), new GradOptions { Checkpoints = Checkpoints.Every(8) }));
        Assert.StartsWith("t0 < n: n / 8 states of 8 bytes are kept", report.Checkpoints, StringComparison.Ordinal);
    }

    [Fact]
    public void States_behind_the_seed_that_are_read_in_order_are_computed_again()
    {
        var report = Grad.Report(Grad.Compile<InPlace>(
            (double[] x, int n) => Ad.Scan(x[0], x, (s, v) => Math.Cos(s + v)).Skip(1).Zip(x, (s, v) => (s - v) * (s - v)).Sum() * n, new GradOptions { Checkpoints = Checkpoints.Every(8) }));
        Assert.StartsWith("t0 < x.Length: x.Length / 8 states of 8 bytes are kept", report.Checkpoints, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_tell_what_is_kept_and_what_is_computed_again()
    {
        CompilationReport Report(Checkpoints checkpoints) => Grad.Report(Grad.Compile<InPlace>(s_losses[1], new GradOptions { VectorBits = 0, Checkpoints = checkpoints }));
        var every = Report(Checkpoints.Every(8));
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Report.Checkpoints.txt", $"{every.SourceText}\n\n{every.Schedule}\n{every.Checkpoints}\n{Report(Checkpoints.Within(4096)).Checkpoints}");
        Assert.Contains("Checkpoints.Every(8)", every.ToString(), StringComparison.Ordinal);
        Assert.Contains(every.Checkpoints.TrimEnd(), every.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Intervals_and_budgets_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Checkpoints.Every(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Checkpoints.Within(-1));
    }
}
