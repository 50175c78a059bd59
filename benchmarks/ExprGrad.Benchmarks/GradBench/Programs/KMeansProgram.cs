using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

internal sealed class KMeansProgram : GradBenchProgram<ClusterCostGradient>
{
    private readonly double[,] _points;
    private readonly double[,] _centroids;
    private readonly double[,] _gradient;

    /// <summary>Each centroid is one of the points, moved a little.</summary>
    public KMeansProgram(int clusters, int points, int dimensions, double bar)
        : base("kmeans", $"k={clusters} n={points} d={dimensions}", bar)
    {
        var random = new RandomInputs(3);
        _points = RandomInputs.Matrix(points, dimensions, random.Uniform);
        _centroids = new double[clusters, dimensions];
        _gradient = new double[clusters, dimensions];
        for (var j = 0; j < clusters; j++)
        {
            for (var k = 0; k < dimensions; k++) _centroids[j, k] = _points[j, k] + 1e-3 * random.Normal();
        }
    }

    public override IReadOnlyList<Array> Variables => [_centroids];

    public override IReadOnlyList<Array> Outputs => [_gradient];

    public override LambdaExpression Function => KMeans.Cost;

    protected override double Primal() => PlainKMeans.Cost(_points.Rows(), _centroids.Rows(), _points.GetLength(1));

    protected override double Call(ClusterCostGradient gradient) => gradient(_points, _centroids, _gradient);
}
