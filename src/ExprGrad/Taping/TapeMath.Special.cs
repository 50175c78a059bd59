using ExprGrad.Taping;
using MathNet.Numerics;
using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    private const double TwoOverSqrtPi = 1.1283791670955126;
    private const double InverseSqrt2 = 0.7071067811865476;
    private const double InverseSqrt2Pi = 0.3989422804014327;

    /// <summary>Error function. Derivative: 2 / sqrt(pi) e^(-x^2).</summary>
    public static TapeDouble Erf(TapeDouble x) => Record(SpecialFunctions.Erf(x.Value), x, TwoOverSqrtPi * Math.Exp(-x.Value * x.Value));

    /// <summary>Complementary error function, 1 - erf x. Derivative: -2 / sqrt(pi) e^(-x^2).</summary>
    public static TapeDouble Erfc(TapeDouble x) => Record(SpecialFunctions.Erfc(x.Value), x, -TwoOverSqrtPi * Math.Exp(-x.Value * x.Value));

    /// <summary>Distribution function of the standard normal distribution. Derivative: its density.</summary>
    public static TapeDouble NormalCdf(TapeDouble x) =>
        Record(0.5 * SpecialFunctions.Erfc(-x.Value * InverseSqrt2), x, InverseSqrt2Pi * Math.Exp(-0.5 * x.Value * x.Value));

    /// <summary>Logarithm of the gamma function, for positive x. Derivative: digamma.</summary>
    public static TapeDouble LogGamma(TapeDouble x) => Record(SpecialFunctions.GammaLn(x.Value), x, x.IsConstant ? 0 : SpecialFunctions.DiGamma(x.Value));

    /// <summary>Derivative of the logarithm of the gamma function. Its own derivative: trigamma.</summary>
    public static TapeDouble Digamma(TapeDouble x) => Record(SpecialFunctions.DiGamma(x.Value), x, x.IsConstant ? 0 : PolygammaFunctions.Trigamma(x.Value));

    /// <summary>y = 1 / (1 + e^-x), without overflow. Derivative: y (1 - y).</summary>
    public static TapeDouble Sigmoid(TapeDouble x)
    {
        double y = Logistic(x.Value);
        return Record(y, x, y * Logistic(-x.Value));
    }

    /// <summary>ln(1 + e^x), without overflow. Derivative: the sigmoid of x.</summary>
    public static TapeDouble Softplus(TapeDouble x) => Record(Math.Max(x.Value, 0) + AccurateLogP1(Math.Exp(-Math.Abs(x.Value))), x, Logistic(x.Value));

    // double.LogP1 is Log(x + 1), which is 0 from 1e-16 down. The quotient corrects for the rounding of the sum (D. Goldberg 1991, theorem 4).
    private static double AccurateLogP1(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    // e^-|x| is at most 1.
    private static double Logistic(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }
}
