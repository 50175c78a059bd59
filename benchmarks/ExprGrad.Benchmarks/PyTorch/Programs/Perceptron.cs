namespace ExprGrad.Benchmarks.PyTorch.Programs;

/// <summary>Networks of layers in which each unit sees all of the layer before.</summary>
internal static class Perceptron
{
    /// <summary>The cross entropy of a batch of images, with one layer of rectified units.</summary>
    public static PyTorchProgram Rectified()
    {
        const int batch = 128, pixels = 784, hidden = 256, classes = 10;
        var x = Data.Matrix<float>(1, batch, pixels, 0, 1);
        var y = Data.Indices(2, batch, classes);
        return new PyTorchProgram<Two, float>(
            "mlp-relu",
            $"{pixels}-{hidden}-{classes}, batch {batch}",
            new(
                Data.Matrix<float>(3, pixels, hidden, -0.05, 0.05),
                Data.Vector<float>(4, hidden, -0.05, 0.05),
                Data.Matrix<float>(5, hidden, classes, -0.1, 0.1),
                Data.Vector<float>(6, classes, -0.1, 0.1)),
            net => Enumerable.Range(0, batch)
                .Select(b => Enumerable.Range(0, hidden).Select(j => Ad.Relu(net.B1[j] + Enumerable.Range(0, pixels).Sum(k => x[b, k] * net.W1[k, j]))).ToArray())
                .Select(h => Enumerable.Range(0, classes).Select(j => net.B2[j] + Enumerable.Range(0, hidden).Sum(k => h[k] * net.W2[k, j])).ToArray())
                .Select((z, b) => Ad.LogSumExp(z) - z[y[b]])
                .Average());
    }

    /// <summary>The squared error of a batch, with two layers of <c>z Phi(z)</c>.</summary>
    public static PyTorchProgram Gelu()
    {
        const int batch = 32, inputs = 64, hidden = 128, outputs = 10;
        var x = Data.Matrix<double>(1, batch, inputs);
        var t = Data.Matrix<double>(2, batch, outputs);
        return new PyTorchProgram<Three, double>(
            "mlp-gelu",
            $"{inputs}-{hidden}-{hidden}-{outputs}, batch {batch}",
            new(
                Data.Matrix<double>(3, inputs, hidden, -0.2, 0.2),
                Data.Vector<double>(4, hidden, -0.2, 0.2),
                Data.Matrix<double>(5, hidden, hidden, -0.2, 0.2),
                Data.Vector<double>(6, hidden, -0.2, 0.2),
                Data.Matrix<double>(7, hidden, outputs, -0.2, 0.2),
                Data.Vector<double>(8, outputs, -0.2, 0.2)),
            net => Enumerable.Range(0, batch)
                .Select(b => Enumerable.Range(0, hidden).Select(j => Ad.Let(net.B1[j] + Enumerable.Range(0, inputs).Sum(k => x[b, k] * net.W1[k, j]), z => z * Ad.NormalCdf(z))).ToArray())
                .Select(h => Enumerable.Range(0, hidden).Select(j => Ad.Let(net.B2[j] + Enumerable.Range(0, hidden).Sum(k => h[k] * net.W2[k, j]), z => z * Ad.NormalCdf(z))).ToArray())
                .Select((h, b) => Enumerable.Range(0, outputs).Sum(j => Math.Pow(net.B3[j] + Enumerable.Range(0, hidden).Sum(k => h[k] * net.W3[k, j]) - t[b, j], 2)))
                .Average());
    }

    private sealed record Two(float[,] W1, float[] B1, float[,] W2, float[] B2);

    private sealed record Three(double[,] W1, double[] B1, double[,] W2, double[] B2, double[,] W3, double[] B3);
}
