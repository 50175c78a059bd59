namespace ExprGrad.Benchmarks.PyTorch.Programs;

/// <summary>Queries that are answered by weighted means of values.</summary>
internal static class Attention
{
    public static PyTorchProgram Doubles()
    {
        const int places = 64, width = 32;
        var t = Data.Matrix<double>(1, places, width);
        return new PyTorchProgram<Heads<double>, double>(
            "attention-64",
            $"{places} x {width}",
            new(Data.Matrix<double>(2, places, width, -2, 2), Data.Matrix<double>(3, places, width, -2, 2), Data.Matrix<double>(4, places, width)),
            head => Enumerable.Range(0, places)
                .Select(i => Ad.Softmax(Enumerable.Range(0, places).Select(j => Enumerable.Range(0, width).Sum(k => head.Q[i, k] * head.K[j, k]) / Math.Sqrt(width)).ToArray()))
                .Select((p, i) => Enumerable.Range(0, width).Sum(c => Math.Pow(Enumerable.Range(0, places).Sum(j => p[j] * head.V[j, c]) - t[i, c], 2)))
                .Sum());
    }

    public static PyTorchProgram Floats()
    {
        const int places = 256, width = 64;
        var t = Data.Matrix<float>(1, places, width);
        return new PyTorchProgram<Heads<float>, float>(
            "attention-256",
            $"{places} x {width}",
            new(Data.Matrix<float>(2, places, width, -2, 2), Data.Matrix<float>(3, places, width, -2, 2), Data.Matrix<float>(4, places, width)),
            head => Enumerable.Range(0, places)
                .Select(i => Ad.Softmax(Enumerable.Range(0, places).Select(j => Enumerable.Range(0, width).Sum(k => head.Q[i, k] * head.K[j, k]) / MathF.Sqrt(width)).ToArray()))
                .Select((p, i) => Enumerable.Range(0, width).Sum(c => MathF.Pow(Enumerable.Range(0, places).Sum(j => p[j] * head.V[j, c]) - t[i, c], 2)))
                .Sum());
    }

    private sealed record Heads<T>(T[,] Q, T[,] K, T[,] V);
}
