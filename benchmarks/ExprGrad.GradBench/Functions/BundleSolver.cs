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

/// <summary>
/// A Jacobian in compressed rows: two for each observation, by its camera, its point and its weight, then one for the error of each weight. Columns: cameras, points, weights.
/// </summary>
internal sealed class SparseJacobian(BundleProblem problem)
{
    public int[] Rows { get; } = new int[3 * problem.Count + 1];

    public int[] Columns { get; } = new int[(2 * BundleAdjustment.Step + 1) * problem.Count];

    public double[] Values { get; } = new double[(2 * BundleAdjustment.Step + 1) * problem.Count];

    /// <summary>Writes where the values stand.</summary>
    public void Structure()
    {
        var (cameraColumns, pointColumns) = (problem.Cameras.GetLength(1), problem.Points.GetLength(1));
        var points = problem.Cameras.Length;
        var weights = points + problem.Points.Length;
        var next = 0;
        for (var row = 0; row < 2 * problem.Count; row++)
        {
            Rows[row] = next;
            var (camera, point) = (cameraColumns * problem.CameraOf[row / 2], points + pointColumns * problem.PointOf[row / 2]);
            for (var j = 0; j < cameraColumns; j++) Columns[next++] = camera + j;
            for (var j = 0; j < pointColumns; j++) Columns[next++] = point + j;
            Columns[next++] = weights + row / 2;
        }

        for (var i = 0; i < problem.Count; i++)
        {
            Rows[2 * problem.Count + i] = next;
            Columns[next++] = weights + i;
        }

        Rows[^1] = next;
    }
}

/// <summary>The functions of <see cref="BundleAdjustment"/>, compiled.</summary>
internal sealed class BundleSolver
{
    private readonly double[] _step = new double[BundleAdjustment.Step];
    private readonly double[] _weightStep = new double[1];
    private readonly ReprojectionErrors _errors = Grad.Compile<ReprojectionErrors>(BundleAdjustment.Errors);
    private readonly ReprojectionJacobian _jacobian = Grad.Compile<ReprojectionJacobian>(BundleAdjustment.Errors);
    private readonly WeightErrors _weightErrors = Grad.Compile<WeightErrors>(BundleAdjustment.Weights);
    private readonly WeightJacobian _weightJacobian = Grad.Compile<WeightJacobian>(BundleAdjustment.Weights);

    public void Errors(BundleProblem problem, double[] errors, double[] weightErrors)
    {
        _errors(_step, problem.Cameras, problem.Points, problem.Weights, problem.Features, problem.CameraOf, problem.PointOf, errors);
        _weightErrors(_weightStep, problem.Weights, weightErrors);
    }

    public void Jacobian(BundleProblem problem, SparseJacobian jacobian)
    {
        jacobian.Structure();
        var blocks = jacobian.Values.AsSpan(0, 2 * BundleAdjustment.Step * problem.Count);
        var weights = jacobian.Values.AsSpan(blocks.Length);
        _jacobian(_step, problem.Cameras, problem.Points, problem.Weights, problem.Features, problem.CameraOf, problem.PointOf, blocks);
        _weightJacobian(_weightStep, problem.Weights, weights);
    }
}
