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

    /// <summary>
    /// The probability that a standard normal variable is at most x, to a relative accuracy of 3e-13 far into the lower tail.
    /// </summary>
    /// <returns>A number from 0 to 1; NaN for NaN.</returns>
    public static double NormalCdf(double x) => 0.5 * SpecialFunctions.Erfc(-x * Constants.Sqrt1Over2);

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static float NormalCdf(float x) => (float)NormalCdf((double)x);
}
