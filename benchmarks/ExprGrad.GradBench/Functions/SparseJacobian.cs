namespace ExprGrad.GradBench.Functions;

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
