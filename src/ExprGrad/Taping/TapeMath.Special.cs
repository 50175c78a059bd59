using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    private const double TwoOverSqrtPi = 1.1283791670955126;
    private const double InverseSqrt2Pi = 0.3989422804014327;

    /// <summary><see cref="Ad.Erf(double)"/>. Derivative: 2 / sqrt(pi) e^(-x^2).</summary>
    public static TapeDouble Erf(TapeDouble x) => Record(Ad.Erf(x.Value), x, TwoOverSqrtPi * Math.Exp(-x.Value * x.Value));

    /// <summary><see cref="Ad.Erfc(double)"/>. Derivative: -2 / sqrt(pi) e^(-x^2).</summary>
    public static TapeDouble Erfc(TapeDouble x) => Record(Ad.Erfc(x.Value), x, -TwoOverSqrtPi * Math.Exp(-x.Value * x.Value));

    /// <summary><see cref="Ad.NormalCdf(double)"/>. Derivative: the density of the normal distribution.</summary>
    public static TapeDouble NormalCdf(TapeDouble x) => Record(Ad.NormalCdf(x.Value), x, InverseSqrt2Pi * Math.Exp(-0.5 * x.Value * x.Value));

    /// <summary>The scaled tail of the normal distribution. Derivative: t times it - 1 / sqrt(2 pi).</summary>
    internal static TapeDouble ScaledNormalTail(TapeDouble t)
    {
        double y = Ad.ScaledNormalTail(t.Value);
        return Record(y, t, t.Value * y - InverseSqrt2Pi);
    }

    /// <summary><see cref="Ad.LogGamma(double)"/>. Derivative: digamma.</summary>
    public static TapeDouble LogGamma(TapeDouble x) => Record(Ad.LogGamma(x.Value), x, x.IsConstant ? 0 : Ad.Digamma(x.Value));

    /// <summary><see cref="Ad.Digamma(double)"/>. Derivative: trigamma.</summary>
    public static TapeDouble Digamma(TapeDouble x) => Record(Ad.Digamma(x.Value), x, x.IsConstant ? 0 : Ad.Trigamma(x.Value));

    /// <summary><see cref="Ad.Trigamma(double)"/>. Derivative: the polygamma function of order 2.</summary>
    public static TapeDouble Trigamma(TapeDouble x) => Polygamma(1, x);

    /// <summary><see cref="Ad.Polygamma(int, double)"/>. Derivative: that of the next order.</summary>
    /// <param name="order">The order; 0 is digamma.</param>
    /// <param name="x">The argument.</param>
    public static TapeDouble Polygamma(int order, TapeDouble x) =>
        Record(Ad.Polygamma(order, x.Value), x, x.IsConstant ? 0 : Ad.Polygamma(order + 1, x.Value));

    /// <summary><see cref="Ad.Sigmoid(double)"/>. Derivative: the product of the sigmoids of x and -x.</summary>
    public static TapeDouble Sigmoid(TapeDouble x)
    {
        double y = Ad.Sigmoid(x.Value);
        return Record(y, x, y * Ad.Sigmoid(-x.Value));
    }

    /// <summary><see cref="Ad.Softplus(double)"/>. Derivative: the sigmoid of x.</summary>
    public static TapeDouble Softplus(TapeDouble x) => Record(Ad.Softplus(x.Value), x, Ad.Sigmoid(x.Value));

    /// <summary>ln(1 + x), accurate for small x. Derivative: 1 / (1 + x).</summary>
    internal static TapeDouble LogOnePlus(TapeDouble x) => Record(Ad.LogOnePlus(x.Value), x, 1 / (1 + x.Value));

    /// <summary>The number without its derivative, as <see cref="Ad.StopGradient(double)"/>: a constant.</summary>
    public static TapeDouble StopGradient(TapeDouble x) => x.Value;
}
