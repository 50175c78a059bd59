namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Regression
{
    /// <summary>The cross entropy of a batch of images, without a hidden layer.</summary>
    public static PyTorchProgram Softmax()
    {
        const int batch = 128, pixels = 784, classes = 10;
        var x = Data.Matrix<float>(1, batch, pixels, 0, 1);
        var y = Data.Indices(2, batch, classes);
        return new PyTorchProgram<Linear<float[,], float>, float>(
            "softmax",
            $"{pixels}-{classes}, batch {batch}",
            new(Data.Matrix<float>(3, pixels, classes, -0.05, 0.05), Data.Vector<float>(4, classes)),
            model => Enumerable.Range(0, batch)
                .Select(b => Enumerable.Range(0, classes).Select(j => model.B[j] + Enumerable.Range(0, pixels).Sum(k => x[b, k] * model.W[k, j])).ToArray())
                .Select((z, b) => Ad.LogSumExp(z) - z[y[b]])
                .Average());
    }

    /// <summary>Squares of small errors, absolute values of large ones.</summary>
    public static PyTorchProgram Huber()
    {
        const int rows = 10_000, features = 50;
        const double delta = 0.5;
        var x = Data.Matrix<double>(1, rows, features);
        var y = Data.Vector<double>(2, rows);
        return new PyTorchProgram<Linear<double[], double>, double>(
            "huber",
            $"{rows} x {features}",
            new(Data.Vector<double>(3, features), Data.Vector<double>(4, 1)),
            model => Enumerable.Range(0, rows).Sum(i => Ad.Let(
                model.B[0] + Enumerable.Range(0, features).Sum(k => x[i, k] * model.W[k]) - y[i],
                e => Math.Abs(e) < delta ? e * e / 2 : delta * (Math.Abs(e) - delta / 2))));
    }

    private sealed record Linear<TWeights, T>(TWeights W, T[] B);
}
