namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Recurrent
{
    /// <summary>The squared error of the last state of a recurrent network, over a batch of sequences.</summary>
    public static PyTorchProgram Network()
    {
        const int batch = 32, steps = 50, units = 32;
        var sequences = Enumerable.Range(0, batch).Select(b => Data.Matrix<double>(10 + b, steps, units)).ToArray();
        var t = Data.Vector<double>(1, units);
        return new PyTorchProgram<Weights, double>(
            "rnn",
            $"{steps} steps, {units} units, batch {batch}",
            new(Data.Matrix<double>(2, units, units, -0.3, 0.3), Data.Matrix<double>(3, units, units, -0.3, 0.3), Data.Vector<double>(4, units, -0.3, 0.3)),
            net => sequences.Sum(x => Enumerable.Range(0, steps).Aggregate(
                new double[units],
                (h, k) => Enumerable.Range(0, units)
                    .Select(i => Math.Tanh(net.B[i] + Enumerable.Range(0, units).Sum(j => net.W[i, j] * h[j]) + Enumerable.Range(0, units).Sum(j => net.U[i, j] * x[k, j])))
                    .ToArray(),
                h => Enumerable.Range(0, units).Sum(i => (h[i] - t[i]) * (h[i] - t[i])))));
    }

    private sealed record Weights(double[,] W, double[,] U, double[] B);
}
