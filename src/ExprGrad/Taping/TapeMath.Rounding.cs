using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    /// <summary>The largest integer not above x. Derivative: 0 everywhere.</summary>
    public static TapeDouble Floor(TapeDouble x) => Math.Floor(x.Value);

    /// <summary>The smallest integer not below x. Derivative: 0 everywhere.</summary>
    public static TapeDouble Ceiling(TapeDouble x) => Math.Ceiling(x.Value);

    /// <summary>The integer part of x. Derivative: 0 everywhere.</summary>
    public static TapeDouble Truncate(TapeDouble x) => Math.Truncate(x.Value);

    /// <summary>The nearest integer, the even one of two. Derivative: 0 everywhere.</summary>
    public static TapeDouble Round(TapeDouble x) => Math.Round(x.Value);

    /// <summary>The nearest integer. Derivative: 0 everywhere.</summary>
    /// <param name="x">The number.</param>
    /// <param name="mode">What to do between two integers.</param>
    public static TapeDouble Round(TapeDouble x, MidpointRounding mode) => Math.Round(x.Value, mode);

    /// <summary>The nearest decimal fraction. Derivative: 0 everywhere.</summary>
    /// <param name="x">The number.</param>
    /// <param name="digits">Fractional digits, 0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is out of range.</exception>
    public static TapeDouble Round(TapeDouble x, int digits) => Math.Round(x.Value, digits);

    /// <summary>The nearest decimal fraction. Derivative: 0 everywhere.</summary>
    /// <param name="x">The number.</param>
    /// <param name="digits">Fractional digits, 0 to 15.</param>
    /// <param name="mode">What to do between two of them.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="digits"/> is out of range.</exception>
    public static TapeDouble Round(TapeDouble x, int digits, MidpointRounding mode) => Math.Round(x.Value, digits, mode);

    /// <summary>-1, 0 or 1. Derivative: 0 everywhere.</summary>
    /// <exception cref="ArithmeticException">x is NaN.</exception>
    public static int Sign(TapeDouble x) => Math.Sign(x.Value);

    /// <summary>The exponent of x to base 2. Derivative: 0 everywhere.</summary>
    public static int ILogB(TapeDouble x) => Math.ILogB(x.Value);

    /// <summary>The next larger number. Derivative: 1.</summary>
    public static TapeDouble BitIncrement(TapeDouble x) => Record(Math.BitIncrement(x.Value), x, 1);

    /// <summary>The next smaller number. Derivative: 1.</summary>
    public static TapeDouble BitDecrement(TapeDouble x) => Record(Math.BitDecrement(x.Value), x, 1);

    /// <summary>Rounds to the precision of <see cref="float"/>, as the conversion does in a lambda on floats. Derivative: 1.</summary>
    public static TapeDouble ToSingle(TapeDouble x) => Record((float)x.Value, x, 1);

    /// <summary>x - y n, where n is the integer nearest to x / y, the even one of two. Derivatives: 1 and -n.</summary>
    /// <param name="x">The dividend.</param>
    /// <param name="y">The divisor.</param>
    public static TapeDouble IEEERemainder(TapeDouble x, TapeDouble y)
    {
        double remainder = Math.IEEERemainder(x.Value, y.Value);
        return Record(remainder, x, 1, y, -Math.Round((x.Value - remainder) / y.Value));
    }

    /// <inheritdoc cref="IEEERemainder"/>
    public static TapeDouble Ieee754Remainder(TapeDouble x, TapeDouble y) => IEEERemainder(x, y);
}
