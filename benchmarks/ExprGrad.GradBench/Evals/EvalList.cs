namespace ExprGrad.GradBench.Evals;

/// <summary>The modules that this tool has.</summary>
internal static class EvalList
{
    public static IReadOnlyDictionary<string, Func<Eval>> All { get; } = new Dictionary<string, Func<Eval>>(StringComparer.Ordinal)
    {
        ["hello"] = HelloEval.Create,
        ["gmm"] = GmmEval.Create,
        ["ba"] = BundleAdjustmentEval.Create,
        ["ht"] = HandTrackingEval.Create,
        ["lstm"] = LstmEval.Create,
        ["kmeans"] = KMeansEval.Create,
        ["llsq"] = LeastSquaresEval.Create,
        ["lse"] = LogSumExpEval.Create,
    };
}
