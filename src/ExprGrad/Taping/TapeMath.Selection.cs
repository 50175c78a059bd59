using static ExprGrad.TapeDouble;

namespace ExprGrad;

// Functions that choose among their operands.
public static partial class TapeMath
{
    /// <summary>Absolute value. Derivative: the sign, 0 at 0.</summary>
    public static TapeDouble Abs(TapeDouble x) => Record(Math.Abs(x.Value), x, SignOrNaN(x.Value));

    /// <summary>The magnitude of x with the sign of y. Derivative: sign(x) sign(y) for x, 0 at x = 0; none for y.</summary>
    /// <param name="x">The magnitude.</param>
    /// <param name="y">The sign.</param>
    public static TapeDouble CopySign(TapeDouble x, TapeDouble y) =>
        Record(Math.CopySign(x.Value, y.Value), x, SignOrNaN(x.Value) * Math.CopySign(1, y.Value));

    /// <summary>x where it is positive, else 0. Derivative: 1 or 0, and 0 at 0. NaN stays NaN.</summary>
    public static TapeDouble Relu(TapeDouble x) => x.Value <= 0 ? 0 : x;

    /// <summary>The larger one, NaN if either is. The derivative is that of the chosen operand; of a tie, half of each.</summary>
    public static TapeDouble Max(TapeDouble x, TapeDouble y) => Choose(Math.Max(x.Value, y.Value), x, y);

    /// <summary>The smaller one, NaN if either is. The derivative is that of the chosen operand; of a tie, half of each.</summary>
    public static TapeDouble Min(TapeDouble x, TapeDouble y) => Choose(Math.Min(x.Value, y.Value), x, y);

    /// <summary>The one of larger magnitude, of x and -x the positive one. The derivative is that of the chosen operand; of a tie, half of each.</summary>
    public static TapeDouble MaxMagnitude(TapeDouble x, TapeDouble y) => Choose(Math.MaxMagnitude(x.Value, y.Value), x, y);

    /// <summary>The one of smaller magnitude, of x and -x the negative one. The derivative is that of the chosen operand; of a tie, half of each.</summary>
    public static TapeDouble MinMagnitude(TapeDouble x, TapeDouble y) => Choose(Math.MinMagnitude(x.Value, y.Value), x, y);

    /// <summary>As <see cref="Max"/>, but a number beats NaN.</summary>
    public static TapeDouble MaxNumber(TapeDouble x, TapeDouble y) => Choose(double.MaxNumber(x.Value, y.Value), x, y);

    /// <summary>As <see cref="Min"/>, but a number beats NaN.</summary>
    public static TapeDouble MinNumber(TapeDouble x, TapeDouble y) => Choose(double.MinNumber(x.Value, y.Value), x, y);

    /// <summary>As <see cref="MaxMagnitude"/>, but a number beats NaN.</summary>
    public static TapeDouble MaxMagnitudeNumber(TapeDouble x, TapeDouble y) => Choose(double.MaxMagnitudeNumber(x.Value, y.Value), x, y);

    /// <summary>As <see cref="MinMagnitude"/>, but a number beats NaN.</summary>
    public static TapeDouble MinMagnitudeNumber(TapeDouble x, TapeDouble y) => Choose(double.MinMagnitudeNumber(x.Value, y.Value), x, y);

    /// <summary>As <see cref="Max"/> where neither is NaN; with NaN, what the hardware does.</summary>
    public static TapeDouble MaxNative(TapeDouble x, TapeDouble y) => Choose(double.MaxNative(x.Value, y.Value), x, y);

    /// <summary>As <see cref="Min"/> where neither is NaN; with NaN, what the hardware does.</summary>
    public static TapeDouble MinNative(TapeDouble x, TapeDouble y) => Choose(double.MinNative(x.Value, y.Value), x, y);

    /// <summary>x, held between two bounds. Derivative: 1 for x on the closed interval; outside it 1 for the bound that is returned.</summary>
    /// <param name="x">The number.</param>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <exception cref="ArgumentException"><paramref name="min"/> is greater than <paramref name="max"/>.</exception>
    public static TapeDouble Clamp(TapeDouble x, TapeDouble min, TapeDouble max)
    {
        _ = Math.Clamp(x.Value, min.Value, max.Value); // for its exception
        return x.Value < min.Value ? min : x.Value > max.Value ? max : x;
    }

    /// <inheritdoc cref="Clamp"/>
    public static TapeDouble ClampNative(TapeDouble x, TapeDouble min, TapeDouble max) => Clamp(x, min, max);

    // The operand that is not chosen is no operand at all: a partial of 0 times an infinite adjoint would be NaN.
    private static TapeDouble Choose(double result, TapeDouble x, TapeDouble y)
    {
        if (x.Value == y.Value)
            return Record(result, x, 0.5, y, 0.5);
        return result == x.Value || (double.IsNaN(result) && double.IsNaN(x.Value)) ? x : y;
    }

    private static double SignOrNaN(double x) => double.IsNaN(x) ? x : Math.Sign(x);
}
