using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Plain;

internal static class PlainGmm
{
    public static double LogPosterior(Mixture mixture, double[,] x, Wishart wishart)
    {
        var (n, d, k) = (x.GetLength(0), x.GetLength(1), mixture.Alpha.Length);
        ReadOnlySpan<double> points = x.Rows(), mu = mixture.Mu.Rows(), q = mixture.Q.Rows(), l = mixture.L.Rows();
        var below = d * (d - 1) / 2;

        var diagonal = new double[k * d];
        var logWeights = new double[k];
        var prior = 0.0;
        for (var j = 0; j < k; j++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var r = 0; r < d; r++)
            {
                diagonal[j * d + r] = Math.Exp(q[j * d + r]);
                sum += q[j * d + r];
                squares += diagonal[j * d + r] * diagonal[j * d + r];
            }

            foreach (var element in l.Slice(j * below, below)) squares += element * element;
            logWeights[j] = mixture.Alpha[j] + sum;
            prior += wishart.M * sum - 0.5 * wishart.Gamma * wishart.Gamma * squares;
        }

        var likelihood = 0.0;
        var centered = new double[d];
        var z = new double[d];
        var terms = new double[k];
        for (var i = 0; i < n; i++)
        {
            var point = points.Slice(i * d, d);
            for (var j = 0; j < k; j++)
            {
                var mean = mu.Slice(j * d, d);
                for (var r = 0; r < d; r++)
                {
                    centered[r] = point[r] - mean[r];
                    z[r] = diagonal[j * d + r] * centered[r];
                }

                // The columns of Q below the diagonal are kept one after the other.
                var column = j * below;
                for (var c = 0; c < d; c++)
                {
                    var factor = centered[c];
                    for (var r = c + 1; r < d; r++) z[r] += l[column++] * factor;
                }

                var norm = 0.0;
                foreach (var element in z) norm += element * element;
                terms[j] = logWeights[j] - 0.5 * norm;
            }

            likelihood += PlainLogSumExp.Value(terms);
        }

        return likelihood - n * PlainLogSumExp.Value(mixture.Alpha) + prior + Constant(n, k, d, wishart);
    }

    private static double Constant(int n, int k, int d, Wishart wishart)
    {
        var freedom = d + wishart.M + 1;
        var logGamma = 0.25 * d * (d - 1) * Math.Log(Math.PI);
        for (var i = 1; i <= d; i++) logGamma += Ad.LogGamma(0.5 * (freedom + 1 - i));
        return k * (freedom * d * (Math.Log(wishart.Gamma) - 0.5 * Math.Log(2)) - logGamma) - 0.5 * n * d * Math.Log(2 * Math.PI);
    }
}
