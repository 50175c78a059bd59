namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class HiddenMarkov
{
    /// <summary>The log likelihood of a sequence, all in logarithms.</summary>
    public static PyTorchProgram Forward()
    {
        const int steps = 100, states = 32;
        var logLikelihoods = Data.Matrix<double>(1, steps, states);
        return new PyTorchProgram<Chain, double>(
            "hmm",
            $"{steps} steps, {states} states",
            new(Data.Vector<double>(2, states), Data.Matrix<double>(3, states, states)),
            chain => Ad.LogSumExp(Enumerable.Range(0, steps).Aggregate(
                chain.Initial,
                (a, t) => Enumerable.Range(0, states)
                    .Select(j => logLikelihoods[t, j] + Ad.LogSumExp(Enumerable.Range(0, states).Select(i => a[i] + chain.Transitions[i, j]).ToArray()))
                    .ToArray())));
    }

    private sealed record Chain(double[] Initial, double[,] Transitions);
}
