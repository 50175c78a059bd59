using ExprGrad.GradBench.Functions;
using ExprGrad.Tests.Support;

namespace ExprGrad.GradBench.Tests;

/// <summary>What loops the derivatives of the evals become, in vectors of 512 bits: what is fused, kept, and runs in lanes.</summary>
public sealed class ScheduleGoldenTests
{
    private static readonly Dictionary<string, Func<GradOptions, Delegate>> s_programs = new(StringComparer.Ordinal)
    {
        ["hello"] = options => Grad.Gradient(Hello.Square, options),
        ["gmm"] = options => Grad.Compile<MixtureGradient>(Gmm.LogPosterior, options),
        ["ba"] = options => Grad.Compile<ReprojectionJacobian>(BundleAdjustment.Errors, options),
        ["ht"] = options => Grad.Compile<HandJacobian>(HandTracking.AtVertices, options),
        ["lstm"] = options => Grad.Compile<NetworkGradient>(Lstm.Loss(layers: 2), options),
        ["kmeans"] = options => Grad.Compile<ClusterCostCurvature>(KMeans.Cost, options),
        ["llsq"] = options => Grad.Compile<FitErrorGradient>(LeastSquares.Function, options),
        ["lse"] = options => Grad.Compile<VectorGradient>(LogSumExp.Function, options),
    };

    public static TheoryData<string> Programs => [.. s_programs.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Schedules(string name) =>
        GoldenFile.Verify($"tests/ExprGrad.GradBench.Tests/Golden/{name}.txt", Grad.Report(s_programs[name](new GradOptions { VectorBits = 512 })).Schedule);
}
