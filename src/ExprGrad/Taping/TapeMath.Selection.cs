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
    public static TapeDouble CopySign(TapeDouble x, TapeDouble y)
    {
        double value = Math.CopySign(x.Value, y.Value);
        return double.IsNaN(value) ? Undefined(value, x, y) : Record(value, x, Math.Sign(x.Value) * Math.CopySign(1, y.Value));
    }

    /// <summary>x where it is positive, else 0. Derivative: 1 or 0, and 0 at 0.</summary>
    public static TapeDouble Relu(TapeDouble x) => x.Value > 0 ? x : x.Value <= 0 ? 0 : Undefined(x.Value, x, 0);

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
    public static TapeDouble Clamp(TapeDouble x, TapeDouble min, TapeDouble max) => Hold(Math.Clamp(x.Value, min.Value, max.Value), x, min, max);

    /// <summary>As <see cref="Clamp"/> where none is NaN; with NaN, what the hardware does.</summary>
    /// <param name="x">The number.</param>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <exception cref="ArgumentException"><paramref name="min"/> is greater than <paramref name="max"/>.</exception>
    public static TapeDouble ClampNative(TapeDouble x, TapeDouble min, TapeDouble max) => Hold(double.ClampNative(x.Value, min.Value, max.Value), x, min, max);

    // The operand that is not chosen is no operand at all: a partial of 0 times an infinite adjoint would be NaN.
    private static TapeDouble Choose(double result, TapeDouble x, TapeDouble y)
    {
        if (x.Value == y.Value)
            return Record(result, x, 0.5, y, 0.5);
        return result == x.Value ? x : result == y.Value ? y : Undefined(result, x, y);
    }

    // The first three cases are those without NaN.
    private static TapeDouble Hold(double result, TapeDouble x, TapeDouble min, TapeDouble max)
    {
        if (x.Value < min.Value)
            return min;
        if (x.Value > max.Value)
            return max;
        if (result == x.Value)
            return Record(result, x, 1); // not x itself: the hardware may have made 0 of -0
        return result == min.Value ? min : result == max.Value ? max : Record(result, Undefined(result, x, min), 1, max, double.NaN);
    }

    private static TapeDouble Undefined(double nan, TapeDouble x, TapeDouble y) => Record(nan, x, double.NaN, y, double.NaN);

    private static double SignOrNaN(double x) => double.IsNaN(x) ? x : Math.Sign(x);
}
