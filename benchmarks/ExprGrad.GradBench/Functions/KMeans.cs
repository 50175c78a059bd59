using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

internal delegate double ClusterCost(double[,] points, double[,] centroids);

internal delegate double ClusterCostGradient(double[,] points, double[,] centroids, double[,] dcentroids);

/// <summary>The gradient, and the Hessian times a direction.</summary>
internal delegate void ClusterCostCurvature(double[,] points, double[,] centroids, double[,] centroidsDot, double[,] dcentroids, double[,] dcentroidsDot);

/// <summary>The sum of the squared distances of each point to the centroid that is nearest to it.</summary>
internal static class KMeans
{
    private static readonly Expression<Func<double, double>> s_square = x => x * x;

    public static readonly Expression<Func<double[,], double[,], double>> Cost = (points, centroids) =>
        Enumerable.Range(0, points.GetLength(0)).Sum(i =>
            Enumerable.Range(0, centroids.GetLength(0)).Min(j =>
                Enumerable.Range(0, points.GetLength(1)).Sum(k => s_square.Invoke(points[i, k] - centroids[j, k]))));
}
