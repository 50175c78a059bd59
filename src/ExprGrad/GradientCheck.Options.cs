using System.Globalization;

namespace ExprGrad;

/// <summary>What a <see cref="GradientCheck"/> checks and how closely.</summary>
public sealed record GradientCheckOptions
{
    private const double DoubleTolerance = 1e-6;
    private const double SingleTolerance = 1e-3;

    /// <summary>
    /// The largest relative error, |analytic - numeric| / max(|analytic|, |numeric|), that passes. Null: 1e-6, or 1e-3 with <see cref="SinglePrecision"/>.
    /// Errors within the rounding noise of the differences pass too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    public double? Tolerance
    {
        get;
        init => field = PositiveOrNull(value);
    }

    /// <summary>How many random directions to check; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int Directions
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 8;

    /// <summary>Whether to check each element. If not, they are checked only after a direction failed, to find out which is wrong.</summary>
    public bool ElementWise { get; init; } = true;

    /// <summary>Seed of the random directions: the same seed checks the same ones.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>r of the smaller step, r max(1, |x|); the other one is twice as long. Null: the cube root of machine epsilon.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a positive number.</exception>
    public double? RelativeStep
    {
        get;
        init => field = PositiveOrNull(value);
    }

    /// <summary>Whether the function computes in float. Then the point should consist of floats; the steps are taken so that the moved points do too.</summary>
    public bool SinglePrecision { get; init; }

    /// <summary>Names an element in messages, <c>x[i]</c> by default.</summary>
    public Func<int, string> ElementName { get; init; } = static i => string.Create(CultureInfo.InvariantCulture, $"x[{i}]");

    internal double EffectiveTolerance => Tolerance ?? (SinglePrecision ? SingleTolerance : DoubleTolerance);

    internal double EffectiveRelativeStep =>
        RelativeStep ?? (SinglePrecision ? FiniteDifference.DefaultRelativeStep<float>() : FiniteDifference.DefaultRelativeStep<double>());

    internal double MachineEpsilon => SinglePrecision ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);

    internal double Round(double x) => SinglePrecision ? (float)x : x;

    private static double? PositiveOrNull(double? value) =>
        value is null or (> 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It must be a positive number.");
}
