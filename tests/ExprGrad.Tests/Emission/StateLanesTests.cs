using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>
/// Loops with states inside of a loop that runs in lanes, each lane a recurrence of its own: values, gradients by the tape and by differences, in every width and in blocks,
/// for numbers of lanes that fill vectors and leave some over. Where lanes take another number of steps the loop around them is scalar.
/// </summary>
public sealed class StateLanesTests
{
    private static readonly Dictionary<string, Expression<Func<double[], double[], int, double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["aggregate"] = (x, w, n) => x.Sum(v => Enumerable.Range(0, n).Aggregate(v, (s, k) => Math.Sin(s * w[k % 3] + v))),
        ["iterate"] = (x, w, n) => x.Sum(v => Ad.Iterate(n, v, (s, k) => Math.Tanh(s * w[0]) * k + 0.1 * v)),
        ["scan"] = (x, w, n) => x.Sum(v => Ad.Scan(v, Enumerable.Range(0, n), (s, k) => Math.Tanh(w[k % 3] * s) + 0.3 * v).Sum(s => s * s)),
        ["states of several kinds"] = (x, w, n) => x.Sum(v => Ad.Iterate(n, new { S = v, I = 1 }, s => new { S = Math.Sin(s.S) * w[s.I] + s.S * v, I = (s.I + 1) % 3 }).S),
        ["layers"] = (x, w, n) => x.Sum(v => Ad.Let(
            Ad.Scan(0.5 * v, Enumerable.Range(0, n), (s, k) => Math.Tanh(w[0] * s + k * v)).Skip(1).ToArray(),
            below => Ad.Scan(v, below, (s, y) => s * Ad.Sigmoid(w[1] * y) + Math.Tanh(w[2] * s) * y).Skip(1).Sum())),
        ["across lanes"] = (x, w, n) => Ad.Let(
            x.Select(v => Ad.Scan(v, Enumerable.Range(0, n), (s, k) => Math.Tanh(w[1] * s + w[k % 2])).Skip(1).ToArray()).ToArray(),
            rows => Enumerable.Range(0, n).Sum(k => Math.Log(1 + rows.Sum(row => Math.Exp(row[k]))))),
        ["branches of lanes"] = (x, w, n) => x.Sum(v => Enumerable.Range(0, n).Aggregate(v, (s, k) => s > 0.2 ? Math.Log(1 + s) * w[0] : s * s * w[1] + 0.4 * v)),
        ["steps in a branch"] = (x, w, n) => x.Sum(v => v > 0 ? Ad.Iterate(n, v, s => Math.Log(1 + s) * w[0]) : v * v),
        ["steps inside of steps"] = (x, w, n) => x.Sum(v => Ad.Iterate(n, v, (s, k) => Ad.Iterate(k, s, r => Math.Sin(r + w[0])) + s * v)),
        ["another number of steps in each lane"] = (x, w, n) => x.Select((v, i) => Ad.Iterate(n == 0 ? 0 : i % n, v, s => Math.Sin(s * w[0]) + v)).Sum(),
        ["sums of each step"] = (x, w, n) => x.Sum(v => Enumerable.Range(0, n).Aggregate(v, (s, k) => Math.Sin(s + w.Sum(u => u * s * v)))),
        ["an array of sums for each lane"] = (x, w, n) => x.Sum(v => Ad.Let(
            Ad.Scan(v, w, (s, u) => Math.Cos(s * u)).ToArray(),
            states => Enumerable.Range(0, n).Sum(k => states[k % 4] * states[(k + 1) % 4]))),
        ["backwards"] = (x, w, n) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, n).Aggregate(x[i], (s, k) => Math.Sin(s * x[x.Length - 1 - i]) + w[k % 3])),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_width_gives_the_same(string name) => LanesUnderTest.InEveryWidth(s_losses[name], 0, 1, 6);

    [Theory]
    [InlineData("aggregate")]
    [InlineData("iterate")]
    [InlineData("scan")]
    [InlineData("layers")]
    [InlineData("across lanes")]
    [InlineData("branches of lanes")]
    [InlineData("steps inside of steps")]
    [InlineData("sums of each step")]
    [InlineData("an array of sums for each lane")]
    [InlineData("backwards")]
    public void Lanes_hold_recurrences_of_as_many_steps(string name) => Assert.All(LoopsOverLanes(name), line => Assert.Contains("in 8 lanes", line, StringComparison.Ordinal));

    [Fact]
    public void A_loop_around_recurrences_of_other_lengths_is_scalar() =>
        Assert.All(LoopsOverLanes("another number of steps in each lane"), line => Assert.Contains("an inner loop's extent varies", line, StringComparison.Ordinal));

    [Fact]
    public void States_that_are_kept_lie_side_by_side_for_the_lanes() => Assert.Contains(Buffers("across lanes"), line => line.EndsWith("f64[n, x.Length]", StringComparison.Ordinal));

    [Fact]
    public void A_reversed_loop_stores_nothing_of_what_it_computes_again() => Assert.Single(Buffers("iterate"));

    private static List<string> LoopsOverLanes(string name)
    {
        var loops = Lines(name).Where(line => line.StartsWith("  for i", StringComparison.Ordinal) && line.Contains(" < x.Length", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(loops);
        return loops;
    }

    private static List<string> Buffers(string name) => Lines(name).FindAll(line => line.StartsWith("  buffer ", StringComparison.Ordinal));

    private static List<string> Lines(string name)
    {
        var schedule = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 512 })).Schedule;
        return [.. schedule[schedule.IndexOf("\ncompute", StringComparison.Ordinal)..].Split('\n')];
    }

    private delegate double ValueAndGradient(double[] x, double[] w, int n, double[] dx);
}
