namespace ExprGrad;

public static partial class Ad
{
    // Both smooth functions go through exp(-|x|), which can't overflow; the exponential is shared between a value and its derivative.

    /// <summary>The logistic function 1 / (1 + e^-x), accurate to a few ulp in both tails.</summary>
    /// <returns>A number from 0 to 1; NaN for NaN.</returns>
    public static double Sigmoid(double x)
    {
        var e = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static float Sigmoid(float x)
    {
        var e = MathF.Exp(-MathF.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /// <summary>
    /// ln(1 + e^x), a smooth form of <see cref="Relu(double)"/>; it neither overflows for large x nor loses the tail for negative x.
    /// </summary>
    /// <returns>A number from 0 up; NaN for NaN.</returns>
    public static double Softplus(double x) => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <inheritdoc cref="Softplus(double)"/>
    public static float Softplus(float x) => MathF.Max(x, 0) + LogOnePlus(MathF.Exp(-MathF.Abs(x)));

    /// <summary>x where it is positive, else 0. The derivative at 0 is 0; that of <c>Math.Max(x, 0)</c> is one half.</summary>
    /// <returns>A number from 0 up; NaN for NaN.</returns>
    public static double Relu(double x) => x <= 0 ? 0 : x;

    /// <inheritdoc cref="Relu(double)"/>
    public static float Relu(float x) => x <= 0 ? 0 : x;

    /// <summary>
    /// ln(1 + x) for x from 0 up. double.LogP1 is Log(x + 1) and loses small x; here what the sum rounds away is put back.
    /// </summary>
    internal static double LogOnePlus(double x)
    {
        var u = 1 + x;
        return Math.Log(u) + ((x - (u - 1)) / u);
    }

    /// <inheritdoc cref="LogOnePlus(double)"/>
    internal static float LogOnePlus(float x)
    {
        var u = 1 + x;
        return MathF.Log(u) + ((x - (u - 1)) / u);
    }
}
