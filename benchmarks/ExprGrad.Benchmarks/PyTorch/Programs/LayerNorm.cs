namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class LayerNorm
{
    /// <summary>Each row is freed of its mean and divided by its deviation, then scaled and shifted.</summary>
    public static PyTorchProgram Rows()
    {
        const int rows = 128, width = 64;
        var t = Data.Matrix<double>(1, rows, width);
        return new PyTorchProgram<Layer, double>(
            "layer-norm",
            $"{rows} x {width}",
            new(Data.Matrix<double>(2, rows, width), Data.Vector<double>(3, width, 0.5, 1.5), Data.Vector<double>(4, width)),
            layer => Enumerable.Range(0, rows).Sum(i =>
                Ad.Let(Enumerable.Range(0, width).Average(k => layer.X[i, k]), mean =>
                Ad.Let(Enumerable.Range(0, width).Average(k => (layer.X[i, k] - mean) * (layer.X[i, k] - mean)), variance =>
                    Enumerable.Range(0, width).Sum(k => Math.Pow(layer.Scale[k] * (layer.X[i, k] - mean) / Math.Sqrt(variance + 1e-5) + layer.Shift[k] - t[i, k], 2))))));
    }

    private sealed record Layer(double[,] X, double[] Scale, double[] Shift);
}
