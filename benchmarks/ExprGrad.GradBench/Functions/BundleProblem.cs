namespace ExprGrad.GradBench.Functions;

/// <summary>Cameras, points, and observations, each of a point by a camera.</summary>
internal sealed record BundleProblem(double[,] Cameras, double[,] Points, double[] Weights, double[,] Features, int[] CameraOf, int[] PointOf)
{
    public int Count => Weights.Length;

    /// <summary>All cameras, points and observations alike; observation i joins camera i mod n and point i mod m.</summary>
    public static BundleProblem Of(int cameras, int points, int observations, double[] camera, double[] point, double weight, double[] feature) => new(
        Repeated(cameras, camera),
        Repeated(points, point),
        [.. Enumerable.Repeat(weight, observations)],
        Repeated(observations, feature),
        [.. Enumerable.Range(0, observations).Select(i => i % cameras)],
        [.. Enumerable.Range(0, observations).Select(i => i % points)]);

    private static double[,] Repeated(int rows, double[] row)
    {
        var matrix = new double[rows, row.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < row.Length; j++) matrix[i, j] = row[j];
        }

        return matrix;
    }
}
