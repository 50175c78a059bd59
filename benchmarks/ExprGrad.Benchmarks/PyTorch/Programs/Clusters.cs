namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Clusters
{
    /// <summary>The squared distance of each point from the nearest of the centroids.</summary>
    public static PyTorchProgram KMeans()
    {
        const int count = 10_000, clusters = 10, dimensions = 2;
        var points = Data.Matrix<double>(1, count, dimensions);
        return new PyTorchProgram<double[,], double>(
            "k-means",
            $"{count}, {clusters} clusters",
            Data.Matrix<double>(2, clusters, dimensions),
            centroids => Enumerable.Range(0, count).Sum(i => Enumerable.Range(0, clusters).Min(j =>
                (points[i, 0] - centroids[j, 0]) * (points[i, 0] - centroids[j, 0]) + (points[i, 1] - centroids[j, 1]) * (points[i, 1] - centroids[j, 1]))));
    }
}
