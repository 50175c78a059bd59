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
        return new(("cost", Cost));

        Evaluation Cost(JsonElement input)
        {
            var (points, centroids) = Json.Read<Input>(input);
            return Evaluation.Of(() => cost(points, centroids));
        }
    }
}
