namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Bodies
{
    /// <summary>The potential energy of bodies of the same mass, softened.</summary>
    public static PyTorchProgram Potential()
    {
        const int count = 256;
        return new PyTorchProgram<double[,], double>(
            "n-body",
            $"{count} bodies",
            Data.Matrix<double>(1, count, 3),
            x => Enumerable.Range(0, count).Sum(i => Enumerable.Range(0, i).Sum(j =>
                -1 / Math.Sqrt((x[i, 0] - x[j, 0]) * (x[i, 0] - x[j, 0]) + (x[i, 1] - x[j, 1]) * (x[i, 1] - x[j, 1]) + (x[i, 2] - x[j, 2]) * (x[i, 2] - x[j, 2]) + 0.01))));
    }
}
