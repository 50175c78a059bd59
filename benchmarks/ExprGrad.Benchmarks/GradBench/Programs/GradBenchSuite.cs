namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>The programs and sizes that are measured, with the bars that the project sets itself.</summary>
internal static class GradBenchSuite
{
    public static IReadOnlyList<(string Name, Func<GradBenchProgram> Create)> All { get; } =
    [
        ("gmm", () => new GmmProgram(dimensions: 2, components: 5, points: 1000, bar: 0.15)),
        ("gmm", () => new GmmProgram(dimensions: 10, components: 25, points: 1000, bar: 0.2)),
        ("gmm", () => new GmmProgram(dimensions: 64, components: 25, points: 1000, bar: 0.2, tapePoints: 50)),
        ("ba", () => new BundleProgram(cameras: 49, points: 7776, observations: 31_843, bar: 3)),
        ("ht", () => new HandProgram(points: 100, bar: 3)),
        ("ht", () => new HandProgram(points: 800, bar: 3)),
        ("lstm", () => new LstmProgram(layers: 2, length: 1024, bar: 0.7)),
        ("kmeans", () => new KMeansProgram(clusters: 100, points: 1000, dimensions: 8, bar: 0.25)),
        ("llsq", () => new LeastSquaresProgram(points: 1024, coefficients: 128, bar: 0.3)),
        ("lse", () => new LogSumExpProgram(length: 100_000, bar: 0.18)),
    ];
}
