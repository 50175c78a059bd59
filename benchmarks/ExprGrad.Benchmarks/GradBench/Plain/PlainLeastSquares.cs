namespace ExprGrad.Benchmarks.GradBench.Plain;

internal static class PlainLeastSquares
{
    public static double Value(ReadOnlySpan<double> x, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var t = -1 + 2.0 * i / (n - 1);
            double residual = Math.Sign(t);
            var power = 1.0;
            for (var j = 0; j < x.Length; j++)
            {
                residual -= x[j] * power;
                power *= t;
            }

            sum += residual * residual;
        }

        return 0.5 * sum;
    }
}
