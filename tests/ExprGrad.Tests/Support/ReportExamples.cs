using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad.Tests.Support;

/// <summary>The lambdas whose graph, schedule and code are in the tree, each with the request that compiles it.</summary>
internal static class ReportExamples
{
    public static IReadOnlyDictionary<string, ReportExample> All { get; } = new Dictionary<string, ReportExample>(StringComparer.Ordinal)
    {
        ["Sharing"] = Of((double x, double y) => Ad.Let(Math.Exp(x * y), e => e * Math.Sin(e) + e / y), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Softplus"] = Of((double[] w, double[] x, double y) => Ad.Softplus(-y * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[i])), (lambda, options, text) => Grad.Compile<SoftplusStep>(lambda, options, text)),
        ["Logistic"] = Of((double[] w, double[,] x, double[] y) =>
            Enumerable.Range(0, y.Length).Average(n => Ad.Softplus(-y[n] * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[n, i]))), (lambda, options, text) => Grad.ValueAndGradientInto(lambda, options, text)),
        ["Floats"] = Of((float[] w, float[][] x, float[] y) =>
            Enumerable.Range(0, y.Length).Average(n => MathF.Exp(-y[n] * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[n][i]))), (lambda, options, text) => Grad.ValueAndGradientInto(lambda, options, text)),
        ["Mixture"] = Of((double[] means, double[] x) => -x.Sum(point => Ad.LogSumExp(means.Select(mean => -0.5 * (point - mean) * (point - mean)).ToArray())), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Network"] = Of((Network net, double[] image, int label) => Ad.Let(
            net.Hidden.Select((row, i) => Math.Tanh(net.HiddenBias[i] + row.Zip(image, (a, b) => a * b).Sum())).ToArray(),
            hidden => Ad.Let(
                net.Output.Select((row, i) => net.OutputBias[i] + row.Zip(hidden, (a, b) => a * b).Sum()).ToArray(),
                scores => Ad.LogSumExp(scores) - scores[label])), (lambda, options, text) => Grad.ValueAndGradientInto(lambda, options, text)),
        ["Gather"] = Of((double[] table, int[] at, double[] targets) => at.Zip(targets, (k, t) => (table[k] - t) * (table[k] - t)).Sum(), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Directions"] = Of((double[] camera, double[,] points, int[] seen) => seen.Select(i => new[]
        {
            camera[0] * points[i, 0] / points[i, 2] + camera[1], camera[0] * points[i, 1] / points[i, 2] + camera[2],
        }).ToArray(), (lambda, options, text) => Grad.Jacobian(lambda, options, text)),
        ["Branches"] = Of((double x, double y) => x > 0 ? y < 1 ? Math.Log(x) * y : Math.Sqrt(x) : Math.Exp(x) - y, (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["WhereMax"] = Of((double[] x, double limit) => x.Where(e => e > limit).Sum(e => Math.Log(e)) + x.Max(), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Jagged"] = Of((double[][] rows) => rows.Sum(row => Math.Sqrt(1 + row.Sum(e => e * e))), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Record"] = Of((Line line, double[] x, double[] y) => x.Zip(y, (a, b) => Math.Pow(line.Slope * a + line.Offset - b, 2)).Sum(), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Aggregate"] = Of((double rate, double start) => Enumerable.Range(0, 10).Aggregate(start, (state, i) => state + rate * Math.Sin(state)), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Scan"] = Of((double[] inputs, double decay) => Ad.Scan(0.0, inputs, (state, input) => Math.Tanh(decay * state + input)).Sum(state => state * state), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["Triangle"] = Of((double[] x) => Enumerable.Range(0, x.Length).Sum(i => Math.Exp(Enumerable.Range(0, i).Sum(j => x[i] * x[j]))), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
        ["DenseLayer"] = Of((Dense layer, double[,] x, double[,] targets) =>
            Enumerable.Range(0, x.GetLength(0)).Sum(n => Enumerable.Range(0, layer.Bias.Length).Sum(j =>
                Math.Pow(Math.Tanh(layer.Bias[j] + Enumerable.Range(0, x.GetLength(1)).Sum(k => x[n, k] * layer.Weights[k, j])) - targets[n, j], 2))), (lambda, options, text) => Grad.ValueAndGradientInto(lambda, options, text)),
        ["Matrix"] = Of((double[,] a, double[] x) => Enumerable.Range(0, a.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, a.GetLength(1)).Sum(j => a[i, j] * x[j]))), (lambda, options, text) => Grad.ValueAndGradient(lambda, options, text)),
    };

    public delegate double SoftplusStep(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double y, Span<double> dw);

    private static ReportExample Of<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        Func<Expression<Func<P, TResult>>, GradOptions, string, Delegate> compile,
        [CallerArgumentExpression(nameof(lambda))] string text = "") => new(lambda, options => compile(lambda, options, text));

    private static ReportExample Of<P, T1, TResult>(
        Expression<Func<P, T1, TResult>> lambda,
        Func<Expression<Func<P, T1, TResult>>, GradOptions, string, Delegate> compile,
        [CallerArgumentExpression(nameof(lambda))] string text = "") => new(lambda, options => compile(lambda, options, text));

    private static ReportExample Of<P, T1, T2, TResult>(
        Expression<Func<P, T1, T2, TResult>> lambda,
        Func<Expression<Func<P, T1, T2, TResult>>, GradOptions, string, Delegate> compile,
        [CallerArgumentExpression(nameof(lambda))] string text = "") => new(lambda, options => compile(lambda, options, text));

    public sealed record Dense(double[,] Weights, double[] Bias);

    public sealed record Line(double Slope, double Offset);

    public sealed record Network(double[][] Hidden, double[] HiddenBias, double[][] Output, double[] OutputBias);
}

/// <summary>A lambda and a request for its derivative.</summary>
/// <param name="Lambda">The lambda.</param>
/// <param name="Compile">Compiles the request.</param>
internal sealed record ReportExample(LambdaExpression Lambda, Func<GradOptions, Delegate> Compile);
