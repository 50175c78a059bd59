namespace ExprGrad.Tests.Properties;

/// <summary>Central differences of a function of many numbers, with two step sizes that tell each other's error.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-4;

    /// <summary>
    /// The partial by Richardson's extrapolation of two central differences, (4 D(h) - D(2h)) / 3, whose error is of the fourth order, and
    /// how far the two are apart: large where the function has a jump or kink nearby, or is too large to be differenced.
    /// </summary>
    public static (double[] Gradient, double[] Disagreement) At(double[] point, Func<double[], double> function)
    {
        var (gradient, disagreement) = (new double[point.Length], new double[point.Length]);
        double[] moved = [.. point];
        for (int i = 0; i < point.Length; i++)
        {
            double h = Step * Math.Max(1, Math.Abs(point[i]));
            double fine = Central(h), coarse = Central(2 * h);
            gradient[i] = (4 * fine - coarse) / 3;
            disagreement[i] = Math.Abs(fine - coarse);
            moved[i] = point[i];

            double Central(double step)
            {
                // The step that the arguments really make.
                double above = point[i] + step, below = point[i] - step;
                moved[i] = above;
                double high = function(moved);
                moved[i] = below;
                return (high - function(moved)) / (above - below);
            }
        }

        return (gradient, disagreement);
    }
}
