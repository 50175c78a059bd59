namespace ExprGrad.Tests.Properties;

/// <summary>Differences of a function of many numbers, with two step sizes that tell each other's error.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-4;

    /// <summary>
    /// The partial by Richardson's extrapolation of two central differences, (4 D(h) - D(2h)) / 3, whose error is of the fourth order, and
    /// how far two steps disagree: large where the function has a jump or kink nearby, or is too large to be differenced. Central
    /// differences right at a kink are alike, but its slopes on both sides differ by the same for every step, where those of a smooth
    /// function differ in proportion to the step.
    /// </summary>
    /// <param name="point">Where.</param>
    /// <param name="here">The value there.</param>
    /// <param name="function">The function.</param>
    public static (double[] Gradient, double[] Disagreement) At(double[] point, double here, Func<double[], double> function)
    {
        var (gradient, disagreement) = (new double[point.Length], new double[point.Length]);
        double[] moved = [.. point];
        for (int i = 0; i < point.Length; i++)
        {
            double h = Step * Math.Max(1, Math.Abs(point[i]));
            var (fine, coarse) = (Slopes(h), Slopes(2 * h));
            gradient[i] = (4 * fine.Central - coarse.Central) / 3;
            disagreement[i] = Math.Max(Math.Abs(fine.Central - coarse.Central), Math.Abs(2 * fine.Change - coarse.Change));
            moved[i] = point[i];

            (double Central, double Change) Slopes(double step)
            {
                // The step that the arguments really make.
                double above = point[i] + step, below = point[i] - step;
                moved[i] = above;
                double high = function(moved);
                moved[i] = below;
                double low = function(moved);
                return ((high - low) / (above - below), (high - here) / (above - point[i]) - (here - low) / (point[i] - below));
            }
        }

        return (gradient, disagreement);
    }
}
