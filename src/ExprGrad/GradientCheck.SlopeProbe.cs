namespace ExprGrad;

/// <summary>
/// Measures slopes of a function by central differences with two steps, t and 2t, and judges an analytic slope by them. The distance of the two results bounds the
/// truncation error of the better one from above, since that grows with the square of the step.
/// </summary>
internal sealed class SlopeProbe
{
    // Rounding errors of the two values, in units of machine epsilon times the values: those of a function of some hundred operations.
    private const double RoundingUnits = 16;

    // How many times the distance of two measurements counts as not to be told from it.
    private const double UncertaintyFactor = 2;

    // Halving the step halves the gap of the one-sided slopes of a smooth function, and keeps that at a kink. With a kink beside the point the ratio lies between;
    // from this one down the two measurements differ so much that the uncertainty alone decides.
    private const double KinkRatio = 0.65;

    // Two steps whose slopes differ by more than this fraction see a vertical tangent, or a jump.
    private const double DivergenceRatio = 0.1;

    private readonly Func<double[], double> function;
    private readonly GradientCheckOptions options;
    private readonly double[] at;
    private readonly double[] point;
    private readonly double valueAt;

    public SlopeProbe(Func<double[], double> function, ReadOnlySpan<double> at, GradientCheckOptions options)
    {
        this.function = function;
        this.options = options;
        this.at = at.ToArray();
        point = at.ToArray();
        valueAt = function(point);
    }

    public double Scale(int i) => Math.Max(1, Math.Abs(at[i]));

    /// <summary>Judges a slope along a direction.</summary>
    public GradientComparison Compare(string name, int index, ReadOnlySpan<double> direction, double analytic) =>
        Judge(name, index, analytic, Along(direction, options.EffectiveRelativeStep), Along(direction, 2 * options.EffectiveRelativeStep));

    /// <summary>Judges a partial derivative.</summary>
    public GradientComparison Compare(string name, int index, double analytic) =>
        Judge(name, index, analytic, Along(index, options.EffectiveRelativeStep), Along(index, 2 * options.EffectiveRelativeStep));

    private Slopes Along(ReadOnlySpan<double> direction, double step)
    {
        double above = Move(direction, step);
        double below = Move(direction, -step);
        at.CopyTo(point, 0);
        return Measure(above, below, step, -step);
    }

    private Slopes Along(int index, double relativeStep)
    {
        double x = at[index];
        double up = options.Round(x + (relativeStep * Scale(index)));
        double down = options.Round(x - (up - x));
        point[index] = up;
        double above = function(point);
        point[index] = down;
        double below = function(point);
        point[index] = x;
        return Measure(above, below, up - x, down - x);
    }

    private double Move(ReadOnlySpan<double> direction, double step)
    {
        for (int i = 0; i < point.Length; i++)
            point[i] = options.Round(at[i] + (step * direction[i]));
        return function(point);
    }

    private Slopes Measure(double above, double below, double up, double down) => new(
        Central: (above - below) / (up - down),
        Forward: (above - valueAt) / up,
        Backward: (below - valueAt) / down,
        Noise: RoundingUnits * options.MachineEpsilon * Math.Max(Math.Abs(above), Math.Abs(below)) / (up - down));

    private GradientComparison Judge(string name, int index, double analytic, Slopes near, Slopes far)
    {
        double distance = Math.Abs(analytic - near.Central);
        double size = Math.Max(Math.Abs(analytic), Math.Abs(near.Central));
        double error = !double.IsFinite(distance) ? double.PositiveInfinity : size == 0 ? 0 : distance / size;
        double slack = (options.EffectiveTolerance * size) + near.Noise;
        return new GradientComparison(name, index, analytic, near.Central, error, Outcome());

        GradientCheckOutcome Outcome()
        {
            if (!double.IsFinite(near.Central) || !double.IsFinite(far.Central))
                return GradientCheckOutcome.Inconclusive;
            if (double.IsNaN(analytic))
                return GradientCheckOutcome.Failed;
            double uncertainty = Math.Abs(near.Central - far.Central);
            if (double.IsInfinity(analytic))
                return uncertainty > DivergenceRatio * Math.Abs(near.Central) ? GradientCheckOutcome.Inconclusive : GradientCheckOutcome.Failed;
            if (distance <= slack)
                return GradientCheckOutcome.Passed;
            bool uncertain = distance <= UncertaintyFactor * uncertainty;
            bool kink = near.Gap > KinkRatio * far.Gap && near.Encloses(analytic, slack);
            return uncertain || kink ? GradientCheckOutcome.Inconclusive : GradientCheckOutcome.Failed;
        }
    }

    private readonly record struct Slopes(double Central, double Forward, double Backward, double Noise)
    {
        public double Gap => Math.Abs(Forward - Backward);

        public bool Encloses(double slope, double slack) => slope >= Math.Min(Forward, Backward) - slack && slope <= Math.Max(Forward, Backward) + slack;
    }
}
