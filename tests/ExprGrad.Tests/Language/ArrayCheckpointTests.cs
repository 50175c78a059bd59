using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Loops whose state holds arrays, with and without checkpoints: the same bits, in less memory.</summary>
public sealed class ArrayCheckpointTests
{
    // Nothing, one step, and about a segment, or several, of 1 to 3.
    private static readonly int[] s_counts = [0, 1, 2, 3, 4, 5, 8, 9, 10, 37];
    private static readonly double[] s_x = [0.7, 0.9, -0.4, 1.2, 0.3];

    private static readonly Dictionary<string, Expression<Func<double[], int, double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["elements"] = (x, n) => Ad.Iterate(n, x, (h, k) => h.Select((v, i) => Math.Sin(v * x[k % 3] + h[(i + 1) % h.Length])).ToArray()).Sum(v => v * v),
        ["a recurrent net"] = (x, n) => Ad.Iterate(n, x, h => Enumerable.Range(0, h.Length).Select(r => Math.Tanh(h.Select((v, c) => x[(r + c) % 3] * v * 0.3).Sum() + x[r])).ToArray()).Sum(v => v * v),
        ["arrays and numbers"] = (x, n) => Ad.Let(
            Ad.Iterate(n, new { P = x, V = x.Select(v => 0.4 * v).ToArray(), T = 0.1, K = 0 }, s => new
            {
                P = s.P.Zip(s.V, (p, v) => p + 0.1 * v * s.T).ToArray(),
                V = s.V.Select((v, i) => v - 0.1 * s.P.Sum(p => Math.Sin(s.P[i] - p * (s.K % 3)))).ToArray(),
                T = Math.Sin(s.T + x[1] * s.V.Sum() * 0.1),
                K = s.K + 1,
            }),
            s => s.P.Sum(p => p * p) * s.T + s.V.Sum() * s.K),
        ["written out"] = (x, n) => Ad.Iterate(n, new[] { x[0], x[1], 1.0 }, h => new[] { Math.Sin(h[1] * x[2]), h[0] * x[3] + h[2], 0.5 }).Sum(v => v * v),
        ["whole numbers"] = (x, n) => Ad.Let(
            Ad.Iterate(n, new { A = new[] { 0, 1, 2 }, H = x.Take(3).ToArray() }, s => new { A = s.A.Select(a => (a * 2 + 1) % 5).ToArray(), H = s.H.Select((v, i) => Math.Cos(v * x[s.A[i]])).ToArray() }),
            s => s.H.Sum() + s.A.Sum()),
        ["rows of different lengths"] = (x, n) => Ad.Iterate(
                n, Enumerable.Range(0, 3).Select(i => x.Take(i + 1).ToArray()).ToArray(), m => m.Select((row, i) => row.Select((v, j) => Math.Sin(v + m[2][j] * x[i])).ToArray()).ToArray())
            .Sum(row => row.Sum(v => v * v)),
        ["rows of different lengths in a loop"] = (x, n) => Enumerable.Range(0, 3).Sum(k => Ad.Iterate(
                n, Enumerable.Range(0, 3).Select(i => x.Take(i + k).ToArray()).ToArray(), m => m.Select((row, i) => row.Select(v => Math.Sin(v * x[k] + m[2][0] * x[i])).ToArray()).ToArray())
            .Sum(row => row.Sum(v => v * v))),
        ["a branch around"] = (x, n) => x[0] > 0.5 ? Ad.Iterate(n, x, h => h.Select(v => v > 0.2 ? Math.Log(1 + v) : v * v * x[1] + 0.4).ToArray()).Sum() : 0,
        ["a branch inside"] = (x, n) => Ad.Iterate(n, x, (h, k) => k % 3 == 1 ? h.Select(v => Math.Sin(v)).ToArray() : h.Select((v, i) => v * Math.Cos(x[i])).ToArray()).Max(),
        ["other lengths and counts in a loop"] = (x, n) => Enumerable.Range(0, x.Length).Sum(k => Ad.Iterate(n / (k + 1), x.Take(k).ToArray(), (h, i) => h.Select(u => Math.Sin(u + x[k] * i)).ToArray()).Sum()),
        ["loops in steps"] = (x, n) => Ad.Iterate(n, x, h => Ad.Iterate(3, h, (r, j) => r.Select((v, i) => Math.Sin(v + h[i] * x[j])).ToArray()).Select((v, i) => v * 0.9 + Ad.Iterate(2, x[i], s => Math.Cos(s * h[i]))).ToArray()).Sum(v => v * v),
        ["some elements"] = (x, n) => Ad.Let(Ad.Iterate(n, x, h => h.Select((v, i) => Math.Sin(v + h[4 - i])).ToArray()), h => h[1] * h[1] + h[3]),
        ["sequences"] = (x, n) => x.SelectMany((v, i) => x.Take(i).Select(y => v * y)).Take(n).Aggregate(x.Take(2).ToArray(), (s, v) => s.Select(e => Math.Cos(e * v) + e).ToArray())[1],
        ["what steps compute used outside"] = (x, n) => Ad.Iterate(n, new { H = x, S = 0.0 }, s => new { H = s.H.Select(v => Math.Sin(v) * x[1]).ToArray(), S = s.S + s.H.Max() * s.H[2] }).S,
        ["all states read"] = (x, n) => Ad.Scan(x, Enumerable.Range(0, n), (h, k) => h.Select(v => Math.Sin(v + x[k % 3])).ToArray()).Sum(h => h.Sum(v => v * v)),
        ["an array that is made and read"] = (x, n) => Ad.Iterate(n, x, h => Ad.Recur(h.Length, (j, r) => j == 0 ? Math.Sin(h[0]) : Math.Cos(r[j - 1] * x[j]) + h[j] * 0.5).ToArray()).Sum(v => v * v),
        ["nothing of the step before"] = (x, n) => Ad.Iterate(n, x, (h, k) => h.Select((_, i) => Math.Sin(x[i] * k)).ToArray()).Sum(v => v * v),
        ["an array that does not vary"] = (x, n) => Ad.Scan(new { A = new[] { 0.5, 0.25 }, S = 1.0 }, x.Take(n), (s, v) => new { A = s.A.Select((_, i) => 0.5 + i).ToArray(), S = Math.Sin(s.A[1] + v * s.S) })[0].S * x[0]
            + Ad.Scan(new { A = new[] { 0.5, 0.25 }, S = 1.0 }, x.Take(n), (s, v) => new { A = s.A.Select((_, i) => 0.5 + i).ToArray(), S = Math.Sin(s.A[1] + v * s.S) }).Sum(s => s.S),
        ["neither gradient nor state"] = (x, n) => x[0] * Ad.Iterate(n, new[] { 1.0, 2 }, h => new[] { Math.Sin(h[1]), h[0] }).Sum(),
    };

    private delegate double InPlace(double[] x, int n, double[] dx);

    private delegate float InPlaceOfFloats(float[] x, int n, float[] dx);

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_same_bits(string name)
    {
        var all = Compiled(name, new GradOptions { FloatMode = FloatMode.Strict });
        foreach (var checkpoints in new[] { Checkpoints.Every(1), Checkpoints.Every(2), Checkpoints.Every(3), Checkpoints.Every(9), Checkpoints.Within(0), Checkpoints.Within(400) })
        {
            var few = Compiled(name, new GradOptions { FloatMode = FloatMode.Strict, Checkpoints = checkpoints });
            foreach (var n in s_counts)
            {
                var (expected, actual) = (new double[s_x.Length], new double[s_x.Length]);
                Assert.Equal(all(s_x, n, expected), few(s_x, n, actual));
                Assert.True(expected.SequenceEqual(actual), $"{checkpoints}, {n} steps: {string.Join(", ", actual)} instead of {string.Join(", ", expected)}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void In_lanes_and_blocks(string name)
    {
        var all = Compiled(name, new GradOptions());
        foreach (var options in new[]
        {
            new GradOptions { Checkpoints = Checkpoints.Every(3) },
            new GradOptions { Checkpoints = Checkpoints.Within(0), VectorBits = 128 },
            new GradOptions { Checkpoints = Checkpoints.Every(2), Threads = 2, SmallestBlock = 0 },
        })
        {
            var few = Compiled(name, options);
            foreach (var n in s_counts)
            {
                var (expected, actual) = (new double[s_x.Length], new double[s_x.Length]);
                Assert.Equal(all(s_x, n, expected), few(s_x, n, actual), 1e-12);
                for (var i = 0; i < s_x.Length; i++) Assert.Equal(expected[i], actual[i], 1e-11 * (1 + Math.Abs(expected[i])));
            }
        }
    }

    private static InPlace Compiled(string name, GradOptions options) => Grad.Compile<InPlace>(s_losses[name], options);

    // In a loop over elements each of which is also in the first state, what the two add to one element of the gradient may come in another order.
    [Fact]
    public void For_each_iteration_of_a_loop_around()
    {
        Expression<Func<double[], int, double>> loss = (x, n) => x.Sum(v => Ad.Iterate(n, x, (h, k) => h.Select((u, i) => Math.Tanh(u * v + h[(i + k) % 3])).ToArray()).Sum(u => u * u));
        var all = Grad.ValueAndGradient(loss);
        foreach (var checkpoints in new[] { Checkpoints.Every(3), Checkpoints.Within(0) })
        {
            foreach (var options in new[] { new GradOptions(), new GradOptions { FloatMode = FloatMode.Strict }, new GradOptions { VectorBits = 0 }, new GradOptions { Threads = 2, SmallestBlock = 0 } })
            {
                var few = Grad.ValueAndGradient(loss, options with { Checkpoints = checkpoints });
                foreach (var n in s_counts)
                {
                    var (expected, actual) = (all(s_x, n), few(s_x, n));
                    Assert.Equal(expected.Value, actual.Value, 1e-13);
                    for (var i = 0; i < s_x.Length; i++) Assert.Equal(expected.Gradient[i], actual.Gradient[i], 1e-13 * (1 + Math.Abs(expected.Gradient[i])));
                }
            }
        }
    }

    [Fact]
    public void Floats()
    {
        Expression<Func<float[], int, float>> loss = (x, n) => Ad.Iterate(n, new { H = x, S = 0f }, s => new { H = s.H.Select((v, i) => MathF.Sin(v + s.H[(i + 1) % 5] * x[i])).ToArray(), S = s.S + s.H[0] }).S;
        var all = Grad.Compile<InPlaceOfFloats>(loss, new GradOptions { FloatMode = FloatMode.Strict });
        var few = Grad.Compile<InPlaceOfFloats>(loss, new GradOptions { FloatMode = FloatMode.Strict, Checkpoints = Checkpoints.Every(3) });
        var x = Array.ConvertAll(s_x, v => (float)v);
        foreach (var n in s_counts)
        {
            var (expected, actual) = (new float[5], new float[5]);
            Assert.Equal(all(x, n, expected), few(x, n, actual));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Along_directions()
    {
        var (all, few) = (new GradOptions { FloatMode = FloatMode.Strict }, new GradOptions { FloatMode = FloatMode.Strict, Checkpoints = Checkpoints.Every(3) });
        double[] direction = [0.3, -1, 0.5, 0.2, 0.7];
        string[] names = ["elements", "arrays and numbers", "rows of different lengths", "a branch inside", "loops in steps"];
        foreach (var loss in names.Select(name => s_losses[name]).Append((x, n) => Ad.Iterate(n, new[] { x[0], x[1], 1.0 }, h => new[] { h[2] * x[2], 0.5, h[0] * x[3] + h[1] }).Sum(v => v * v)))
        {
            var (product, checkpointed, along) = (Grad.HessianVector(loss, all), Grad.HessianVector(loss, few), Grad.Jvp(loss));
            foreach (var n in s_counts)
            {
                var (expected, actual) = (product(s_x, direction, n), checkpointed(s_x, direction, n));
                for (var i = 0; i < s_x.Length; i++) Assert.Equal(expected.Product[i], actual.Product[i], 1e-12 * (1 + Math.Abs(expected.Product[i])));
                Assert.Equal(expected.Gradient.Zip(direction, (g, d) => g * d).Sum(), along(s_x, direction, n).Tangent, 1e-11 * (1 + expected.Gradient.Max(Math.Abs)));
            }
        }
    }

    [Theory]
    [InlineData(100, null, 70_000)]
    [InlineData(null, 0L, 70_000)]
    [InlineData(10, null, 330_000)]
    public void Memory_is_that_of_the_states_that_are_kept(int? interval, long? bytes, int most)
    {
        // All states take 1.6 MB.
        const int Steps = 10_000;
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, x, h => h.Select((v, i) => v + 1e-3 * Math.Sin(v * h[(i + 1) % h.Length])).ToArray()).Sum();
        var few = Grad.Compile<InPlace>(loss, new GradOptions { Checkpoints = interval is { } steps ? Checkpoints.Every(steps) : Checkpoints.Within(bytes!.Value) });
        var (x, dx) = (Sample.Numbers(20), new double[20]);
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
    public void Within_a_budget_all_states_are_kept()
    {
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, x, h => h.Select((v, i) => v + 1e-3 * Math.Sin(v * h[(i + 1) % h.Length])).ToArray()).Sum();
        var few = Grad.Compile<InPlace>(loss, new GradOptions { Checkpoints = Checkpoints.Within(160 * 1000) });
        var (x, dx) = (Sample.Numbers(20), new double[20]);
        few(x, 10, dx);
        Assert.InRange(Allocations.Of(() => few(x, 999, dx)), 160 * 900, 160 * 4000);
        var root = Grad.Compile<InPlace>(loss, new GradOptions { Checkpoints = Checkpoints.Within(160 * 1000) });
        Assert.InRange(Allocations.Of(() => root(x, 1001, dx)), 1, 160 * 300);
    }

    [Fact]
    public void Values_alone_keep_two_rows()
    {
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, new { H = x, S = 0.0 }, s => new { H = s.H.Select((v, i) => Math.Sin(v + s.H[(i + 1) % s.H.Length])).ToArray(), S = s.S + s.H[0] }).S;
        var value = Grad.Jvp(loss);
        var (x, direction) = (Sample.Numbers(20), Sample.Numbers(20));
        value(x, direction, 10);
        Assert.InRange(Allocations.Of(() => value(x, direction, 100_000)), 0, 2000);
    }

    [Fact]
    public void Reports_tell_what_is_kept_and_what_is_computed_again()
    {
        CompilationReport Report(LambdaExpression loss, Checkpoints checkpoints) => Grad.Report(Grad.Compile<InPlace>(loss, new GradOptions { VectorBits = 0, Checkpoints = checkpoints }));
        var every = Report(s_losses["arrays and numbers"], Checkpoints.Every(8));
        var rows = Report(s_losses["rows of different lengths"], Checkpoints.Within(4096));
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Report.ArrayCheckpoints.txt", $"{every.SourceText}\n\n{every.Schedule}\n{every.Checkpoints}\n{Report(s_losses["arrays and numbers"], Checkpoints.Within(4096)).Checkpoints}\n{rows.SourceText}\n\n{rows.Checkpoints}");
        Assert.Equal("", Report(s_losses["all states read"], Checkpoints.Every(8)).Checkpoints);
        foreach (var name in new[] { "rows of different lengths", "rows of different lengths in a loop" }) Assert.Contains(" bytes are kept", Report(s_losses[name], Checkpoints.Every(8)).ToString(), StringComparison.Ordinal);
    }
}
