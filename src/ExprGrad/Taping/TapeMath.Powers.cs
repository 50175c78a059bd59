using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    /// <summary>
    /// x^y. Derivatives: y x^(y-1), which is 0 where y = 0; and x^y ln x, which is 0 where x^y = 0, and else NaN where x is negative.
    /// That of a constant is not computed.
    /// </summary>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    public static TapeDouble Pow(TapeDouble x, TapeDouble y)
    {
        double power = Math.Pow(x.Value, y.Value);
        double dx = x.IsConstant ? 0 : PowerSlope(power, x.Value, y.Value);
        double dy = y.IsConstant || power == 0 ? 0 : power * Math.Log(x.Value);
        return Record(power, x, dx, y, dy);
    }

    // power / x saves a second Pow, where neither is singular.
    private static double PowerSlope(double power, double x, double y)
    {
        if (y == 0)
            return 0;
        return x != 0 && double.IsNormal(power) ? y * (power / x) : y * Math.Pow(x, y - 1);
    }

    /// <summary>y = square root of x; NaN below 0. Derivative: 1 / (2 y), +Infinity at 0 and at -0.</summary>
    public static TapeDouble Sqrt(TapeDouble x)
    {
        double y = Math.Sqrt(x.Value);
        return Record(y, x, 0.5 / Math.Abs(y));
    }

    /// <summary>y = cube root of x. Derivative: 1 / (3 y^2), +Infinity at 0.</summary>
    public static TapeDouble Cbrt(TapeDouble x)
    {
        double y = Math.Cbrt(x.Value);
        return Record(y, x, 1 / (3 * y * y));
    }

    /// <summary>y = n-th root of x. Derivative: y^(1-n) / n.</summary>
    /// <param name="x">The radicand.</param>
    /// <param name="n">The degree.</param>
    public static TapeDouble RootN(TapeDouble x, int n)
    {
        double y = double.RootN(x.Value, n);
        return Record(y, x, Math.Pow(Math.Abs(y), 1.0 - n) / n); // y is negative for odd n only, where 1 - n is even
    }

    /// <summary>h = sqrt(x^2 + y^2) without overflow. Derivatives: x / h and y / h, both 0 at the origin.</summary>
    /// <param name="x">The first leg.</param>
    /// <param name="y">The second leg.</param>
    public static TapeDouble Hypot(TapeDouble x, TapeDouble y)
    {
        double h = double.Hypot(x.Value, y.Value);
        return h == 0 ? Record(h, x, 0, y, 0) : Record(h, x, x.Value / h, y, y.Value / h);
    }

    /// <summary>y = the hardware's estimate of 1 / x. Derivative: -y^2.</summary>
    public static TapeDouble ReciprocalEstimate(TapeDouble x)
    {
        double y = Math.ReciprocalEstimate(x.Value);
        return Record(y, x, -y * y);
    }

    /// <summary>y = the hardware's estimate of 1 / sqrt(x). Derivative: -y^3 / 2.</summary>
    public static TapeDouble ReciprocalSqrtEstimate(TapeDouble x)
    {
        double y = Math.ReciprocalSqrtEstimate(x.Value);
        return Record(y, x, -0.5 * y * y * y);
    }

    /// <summary>x 2^n. Derivative: 2^n.</summary>
    /// <param name="x">The number to scale.</param>
    /// <param name="n">The power of two.</param>
    public static TapeDouble ScaleB(TapeDouble x, int n) => Record(Math.ScaleB(x.Value, n), x, Math.ScaleB(1, n));
}
