using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Graph, schedule and code of a dozen lambdas, to be read as a user of a report reads them.</summary>
public sealed class ReportGoldenTests
{
    private static readonly Dictionary<string, Func<GradOptions, Delegate>> s_examples = new(StringComparer.Ordinal)
    {
        ["Sharing"] = options => Grad.ValueAndGradient((double x, double y) => Ad.Let(Math.Exp(x * y), e => e * Math.Sin(e) + e / y), options),
        ["Softplus"] = options => Grad.Compile<SoftplusStep>((double[] w, double[] x, double y) => Ad.Softplus(-y * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[i])), options),
        ["Logistic"] = options => Grad.ValueAndGradientInto((double[] w, double[,] x, double[] y) =>
            Enumerable.Range(0, y.Length).Average(n => Ad.Softplus(-y[n] * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[n, i]))), options),
        ["Floats"] = options => Grad.ValueAndGradientInto((float[] w, float[][] x, float[] y) =>
            Enumerable.Range(0, y.Length).Average(n => MathF.Exp(-y[n] * Enumerable.Range(0, w.Length).Sum(i => w[i] * x[n][i]))), options),
        ["Mixture"] = options => Grad.ValueAndGradient((double[] means, double[] x) => -x.Sum(point => Ad.LogSumExp(means.Select(mean => -0.5 * (point - mean) * (point - mean)).ToArray())), options),
        ["Network"] = options => Grad.ValueAndGradientInto((Network net, double[] image, int label) => Ad.Let(
            net.Hidden.Select((row, i) => Math.Tanh(net.HiddenBias[i] + row.Zip(image, (a, b) => a * b).Sum())).ToArray(),
            hidden => Ad.Let(
                net.Output.Select((row, i) => net.OutputBias[i] + row.Zip(hidden, (a, b) => a * b).Sum()).ToArray(),
                scores => Ad.LogSumExp(scores) - scores[label])), options),
        ["Gather"] = options => Grad.ValueAndGradient((double[] table, int[] at, double[] targets) => at.Zip(targets, (k, t) => (table[k] - t) * (table[k] - t)).Sum(), options),
        ["Directions"] = options => Grad.Jacobian((double[] camera, double[,] points, int[] seen) => seen.Select(i => new[]
        {
            camera[0] * points[i, 0] / points[i, 2] + camera[1], camera[0] * points[i, 1] / points[i, 2] + camera[2],
        }).ToArray(), options),
        ["Branches"] = options => Grad.ValueAndGradient((double x, double y) => x > 0 ? y < 1 ? Math.Log(x) * y : Math.Sqrt(x) : Math.Exp(x) - y, options),
        ["WhereMax"] = options => Grad.ValueAndGradient((double[] x, double limit) => x.Where(e => e > limit).Sum(e => Math.Log(e)) + x.Max(), options),
        ["Jagged"] = options => Grad.ValueAndGradient((double[][] rows) => rows.Sum(row => Math.Sqrt(1 + row.Sum(e => e * e))), options),
        ["Record"] = options => Grad.ValueAndGradient((Line line, double[] x, double[] y) => x.Zip(y, (a, b) => Math.Pow(line.Slope * a + line.Offset - b, 2)).Sum(), options),
        ["Aggregate"] = options => Grad.ValueAndGradient((double rate, double start) => Enumerable.Range(0, 10).Aggregate(start, (state, i) => state + rate * Math.Sin(state)), options),
        ["Scan"] = options => Grad.ValueAndGradient((double[] inputs, double decay) => Ad.Scan(0.0, inputs, (state, input) => Math.Tanh(decay * state + input)).Sum(state => state * state), options),
        ["Triangle"] = options => Grad.ValueAndGradient((double[] x) => Enumerable.Range(0, x.Length).Sum(i => Math.Exp(Enumerable.Range(0, i).Sum(j => x[i] * x[j]))), options),
        ["DenseLayer"] = options => Grad.ValueAndGradientInto((Dense layer, double[,] x, double[,] targets) =>
            Enumerable.Range(0, x.GetLength(0)).Sum(n => Enumerable.Range(0, layer.Bias.Length).Sum(j =>
                Math.Pow(Math.Tanh(layer.Bias[j] + Enumerable.Range(0, x.GetLength(1)).Sum(k => x[n, k] * layer.Weights[k, j])) - targets[n, j], 2))), options),
        ["Matrix"] = options => Grad.ValueAndGradient((double[,] a, double[] x) => Enumerable.Range(0, a.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, a.GetLength(1)).Sum(j => a[i, j] * x[j]))), options),
    };

    public static TheoryData<string> Examples => [.. s_examples.Keys];

    public delegate double SoftplusStep(ReadOnlySpan<double> w, ReadOnlySpan<double> x, double y, Span<double> dw);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Graph_schedule_and_code(string name)
    {
        var report = Report(name, vectorBits: 0);
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Report.{name}.txt", $"{report.SourceText}\n\n{report.Graph}\n{report.Schedule}\n{report.Code}\n");
    }

    [Theory]
    [InlineData("Logistic")]
    [InlineData("Floats")]
    [InlineData("Mixture")]
    [InlineData("Gather")]
    [InlineData("Directions")]
    [InlineData("WhereMax")]
    [InlineData("DenseLayer")]
    public void Schedule_and_code_in_lanes(string name)
    {
        var report = Report(name, vectorBits: 512);
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Report.{name}.Lanes.txt", $"{report.SourceText}\n\n{report.Schedule}\n{OnAnyMachine(report.Code)}\n");
    }

    // Without an instruction for it the difference to a product is the sum with the negated one.
    private static string OnAnyMachine(string code) => code.Replace("Avx512F.FusedMultiplyAddNegated(", "Vector512.FusedMultiplyAdd(-", StringComparison.Ordinal);

    [Fact]
    public void Pages_show_what_reports_say()
    {
        var report = Report("Softplus", vectorBits: 512);
        foreach (var page in new[] { "README.md", "docs/report.md" }) GoldenFile.VerifyBlock(page, report.Schedule);

        // How it comes about is easier to see one number at a time.
        var scalar = Report("Softplus", vectorBits: 0);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Graph);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Schedule);
        GoldenFile.VerifyBlock("ARCHITECTURE.md", scalar.Code);
    }

    private static CompilationReport Report(string name, int vectorBits) => Grad.Report(s_examples[name](new GradOptions { VectorBits = vectorBits }));

    public sealed record Dense(double[,] Weights, double[] Bias);

    public sealed record Line(double Slope, double Offset);

    public sealed record Network(double[][] Hidden, double[] HiddenBias, double[][] Output, double[] OutputBias);
}
