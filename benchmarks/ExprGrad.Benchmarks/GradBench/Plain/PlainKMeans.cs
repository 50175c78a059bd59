namespace ExprGrad.Benchmarks.GradBench.Plain;

internal static class PlainKMeans
{
    public static double Cost(ReadOnlySpan<double> points, ReadOnlySpan<double> centroids, int dimensions)
    {
        var cost = 0.0;
        for (var i = 0; i < points.Length; i += dimensions)
        {
            var point = points.Slice(i, dimensions);
            var nearest = double.PositiveInfinity;
            for (var j = 0; j < centroids.Length; j += dimensions)
            {
                var centroid = centroids.Slice(j, dimensions);
                var distance = 0.0;
                for (var k = 0; k < point.Length; k++)
                {
                    var difference = point[k] - centroid[k];
                    distance += difference * difference;
                }

                if (distance < nearest) nearest = distance;
            }

            cost += nearest;
        }

        return cost;
    }
}
