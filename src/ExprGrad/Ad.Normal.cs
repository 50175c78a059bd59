using System.Runtime.CompilerServices;
using MathNet.Numerics;

namespace ExprGrad;

public static partial class Ad
{
    /// <summary>The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x; within a few ulp.</summary>
    /// <returns>A number from -1 to 1; NaN for NaN.</returns>
    public static double Erf(double x) => SpecialFunctions.Erf(x);

    /// <inheritdoc cref="Erf(double)"/>
    public static float Erf(float x) => (float)SpecialFunctions.Erf(x);

    /// <summary>The complement 1 - erf x, to a relative accuracy of 1e-13 far into the upper tail.</summary>
    /// <returns>A number from 0 to 2; NaN for NaN.</returns>
    public static double Erfc(double x) => SpecialFunctions.Erfc(x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static float Erfc(float x) => (float)SpecialFunctions.Erfc(x);

    // Both go through e^(-x^2/2), which the derivative needs too; the exponential is shared between them.

    /// <summary>The probability that a standard normal variable is at most x, accurate to a few ulp far into the lower tail.</summary>
    /// <returns>A number from 0 to 1; NaN for NaN.</returns>
    public static double NormalCdf(double x) => Math.Abs((x > 0 ? 1 : 0) - (Math.Exp(-0.5 * (x * x)) * ScaledNormalTail(Math.Abs(x))));

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static float NormalCdf(float x) => MathF.Abs((x > 0 ? 1 : 0) - (MathF.Exp(-0.5f * (x * x)) * ScaledNormalTail(MathF.Abs(x))));

    /// <summary>The probability of more than t, from 0 up, over e^(-t^2/2) with the square as it is rounded.</summary>
    internal static double ScaledNormalTail(double t)
    {
        // The exponential is 0 long before 40.
        t = t > 40 ? 40 : t;
        var rounded = -Math.FusedMultiplyAdd(t, t, -(t * t));
        return NormalTailRatio(t) * (1 + (0.5 * rounded));
    }

    /// <inheritdoc cref="ScaledNormalTail(double)"/>
    internal static float ScaledNormalTail(float t)
    {
        t = t > 40 ? 40 : t;
        var rounded = (t * t) - ((double)t * t);
        return (float)(NormalTailRatio(t) * (1 + (0.5 * rounded)));
    }

    // erfc(t / sqrt(2)) e^(t^2/2) / 2 for t from 0 to 40, within 1e-16 but for rounding: a rational function that equals it in the Chebyshev nodes of 4 / (t + 4).
    // No coefficient is negative, so that nothing cancels. Summed in pairs, pairs of pairs, ... (Estrin), which depend less on each other than in Horner's scheme.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double NormalTailRatio(double t)
    {
        double t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
        var p = 0.5 + (0.77656413979078153705 * t) + ((0.5964708193378727611 + (0.29104787038131791613 * t)) * t2)
            + ((0.098461315190838718399 + (0.023852521829217956904 * t) + ((0.0041375211487226508311 + (0.00049727306608315676726 * t)) * t2)) * t4)
            + ((0.000037863518032408946976 + (1.4120060870280758129e-6 * t)) * t8);
        var q = 1 + (2.351012840384421445 * t) + ((2.5687784862680087183 + (1.7221395351506155167 * t)) * t2)
            + ((0.78688088311230790527 + (0.25698731425902246945 * t) + ((0.061028805982576297867 + (0.010466137253814497412 * t)) * t2)) * t4)
            + ((0.0012500181021993545276 + (0.000094909764875367114704 * t) + (3.5393743817034457474e-6 * t2)) * t8);
        return p / q;
    }
}
