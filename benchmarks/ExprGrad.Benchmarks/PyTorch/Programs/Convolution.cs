namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Convolution
{
    /// <summary>A filter over a signal.</summary>
    public static PyTorchProgram Signal()
    {
        const int length = 4096, taps = 16;
        var x = Data.Vector<double>(1, length + taps - 1);
        var t = Data.Vector<double>(2, length);
        return new PyTorchProgram<double[], double>(
            "conv1d",
            $"{length}, {taps} taps",
            Data.Vector<double>(3, taps),
            filter => Enumerable.Range(0, length).Average(i => Math.Pow(Math.Tanh(Enumerable.Range(0, taps).Sum(k => filter[k] * x[i + k])) - t[i], 2)));
    }

    /// <summary>The cross entropy of a batch of images: filters of 3 x 3 pixels, rectified, averaged over the image, and a layer of classes.</summary>
    public static PyTorchProgram Images()
    {
        const int batch = 32, pixels = 28, filters = 8, classes = 10, places = pixels - 2;
        var images = Enumerable.Range(0, batch).Select(b => Data.Matrix<float>(10 + b, pixels, pixels, 0, 1)).ToArray();
        var y = Data.Indices(1, batch, classes);

        // The types of inner lambdas are written, since the C# compiler takes minutes to find them in sums as deep as these.
        return new PyTorchProgram<Network, float>(
            "conv2d",
            $"{pixels} x {pixels}, {filters} filters, batch {batch}",
            new(Data.Matrix<float>(2, filters, 9), Data.Vector<float>(3, filters), Data.Matrix<float>(4, filters, classes), Data.Vector<float>(5, classes)),
            net => images
                .Select(image => Enumerable.Range(0, filters)
                    .Select(float (int c) => Enumerable.Range(0, places).Sum(float (int i) => Enumerable.Range(0, places).Sum(float (int j) =>
                        Ad.Relu(net.B1[c] + Enumerable.Range(0, 3).Sum(float (int p) => Enumerable.Range(0, 3).Sum(float (int q) => net.Filters[c, 3 * p + q] * image[i + p, j + q]))))) / (places * places))
                    .ToArray())
                .Select((h, b) => Ad.Let(
                    Enumerable.Range(0, classes).Select(float (int o) => net.B2[o] + Enumerable.Range(0, filters).Sum(float (int c) => h[c] * net.W2[c, o])).ToArray(),
                    z => Ad.LogSumExp(z) - z[y[b]]))
                .Average());
    }

    private sealed record Network(float[,] Filters, float[] B1, float[,] W2, float[] B2);
}
