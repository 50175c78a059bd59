using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Scheduling;

/// <summary>What reports say of sums of products that are not left to the matrix kernel.</summary>
public sealed class LoopSumTests
{
    private static readonly GradOptions s_lanes = new() { VectorBits = 256 };

    private static readonly Dictionary<string, Func<GradOptions, Delegate>> s_sums = new(StringComparer.Ordinal)
    {
        ["a product of matrices"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, j])))), options),
        ["a matrix times a vector"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, 0]))), options),
        ["four terms"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 4).Sum(k => x[i, k] * w[k, j])))), options),
        ["three columns"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, 3).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, j])))), options),
        ["squared distances"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(0)).Sum(double (int j) =>
            Math.Sqrt(1 + Enumerable.Range(0, w.GetLength(1)).Sum(double (int k) => Ad.Let(x[i, k] - w[j, k], d => d * d))))), options),
        ["a triangle"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, i).Sum(k => x[i, k] * w[k, j])))), options),
        ["under a branch"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            x[i, j] > 0 ? Math.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, j])) : 0)), options),
        ["in a loop with a state"] = options => Value((x, w) => Enumerable.Range(0, 9).Aggregate(1.0, (s, t) => s / 2 + Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(s + Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, j] * (s + t)))))), options),
        ["a factor without terms"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[0, j])))), options),
        ["a computed length"] = options => Value((x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, w.GetLength(0) / 2).Sum(k => x[i, k] * w[k, j])))), options),
    };

    [Fact]
    public void Each_that_is_none_has_a_reason() => GoldenFile.Verify("tests/ExprGrad.Tests/Golden/LoopSums.txt", string.Concat(
        s_sums.Select(sum => $"{sum.Key}\n{Lines(sum.Value(s_lanes))}\n")));

    [Theory]
    [InlineData(FloatMode.Strict, null, "FloatMode.Strict keeps sums in order")]
    [InlineData(FloatMode.Fast, 0, "there are no vectors")]
    public void Without_a_kernel_products_say_so(FloatMode mode, int? vectorBits, string reason)
    {
        var lines = Lines(s_sums["a product of matrices"](new GradOptions { FloatMode = mode, VectorBits = vectorBits }));
        Assert.Contains($" is not left to the matrix kernel: {reason}\n", lines, StringComparison.Ordinal);
        Assert.Contains($"  gradient x is not left to the matrix kernel: {reason}\n", lines, StringComparison.Ordinal);
    }

    // What of a schedule speaks of the kernel.
    private static string Lines(Delegate compiled) => string.Concat(Grad.Report(compiled).Schedule.Split('\n').Where(line => line.Contains("kernel", StringComparison.Ordinal)).Select(line => $"{line}\n"));

    private static Delegate Value(Expression<Func<double[,], double[,], double>> loss, GradOptions options) => Grad.ValueAndGradient(loss, options);
}
