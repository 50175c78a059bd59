namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class TotalVariation
{
    /// <summary>An image that is close to a noisy one, and smooth but for edges: Rudin, Osher and Fatemi, 1992.</summary>
    public static PyTorchProgram Image()
    {
        const int size = 256;
        var noisy = Data.Matrix<double>(1, size, size);
        return new PyTorchProgram<double[,], double>(
            "total-variation",
            $"{size} x {size}",
            Data.Matrix<double>(2, size, size),
            u => Enumerable.Range(0, size).Sum(i => Enumerable.Range(0, size).Sum(j => (u[i, j] - noisy[i, j]) * (u[i, j] - noisy[i, j])))
                + 0.1 * Enumerable.Range(0, size - 1).Sum(i => Enumerable.Range(0, size - 1).Sum(j =>
                    Math.Sqrt((u[i + 1, j] - u[i, j]) * (u[i + 1, j] - u[i, j]) + (u[i, j + 1] - u[i, j]) * (u[i, j + 1] - u[i, j]) + 1e-6))));
    }
}
