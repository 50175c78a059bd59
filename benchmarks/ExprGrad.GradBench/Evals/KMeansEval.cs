using System.Runtime.InteropServices;
using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class KMeansEval
{
    private sealed record Input(double[,] Points, double[,] Centroids);

    public static Eval Create()
    {
        var cost = Grad.Compile<ClusterCost>(KMeans.Cost);
        var curvature = Grad.Compile<ClusterCostCurvature>(KMeans.Cost);
        return new(("cost", Cost), ("dir", Direction));

        Evaluation Cost(JsonElement input)
        {
            var (points, centroids) = Json.Read<Input>(input);
            return Evaluation.Of(() => cost(points, centroids));
        }

        // Newton's direction: the Hessian is diagonal, so that its product with ones is its diagonal.
        Evaluation Direction(JsonElement input)
        {
            var (points, centroids) = Json.Read<Input>(input);
            var (ones, gradient, diagonal, direction) = (Like(centroids), Like(centroids), Like(centroids), Like(centroids));
            MemoryMarshal.CreateSpan(ref ones[0, 0], ones.Length).Fill(1);
            return new(
                () =>
                {
                    curvature(points, centroids, ones, gradient, diagonal);
                    for (var i = 0; i < direction.GetLength(0); i++)
                    {
                        for (var j = 0; j < direction.GetLength(1); j++) direction[i, j] = gradient[i, j] / diagonal[i, j];
                    }
                },
                () => direction);
        }

        static double[,] Like(double[,] matrix) => new double[matrix.GetLength(0), matrix.GetLength(1)];
    }
}
