using static ExprGrad.TapeDouble;

namespace ExprGrad;

/// <summary>
/// The functions of <see cref="Math"/>, of <see cref="double"/> and of <see cref="Ad"/> on a tape. Values are those of the originals; derivatives at kinks, ties
/// and singular points are those of the table in docs/conventions.md.
/// </summary>
/// <remarks>Derivatives are written by hand here and share nothing with the compiler's rules, so that each can be held against the other.</remarks>
public static partial class TapeMath
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln10 = 2.302585092994046;

    /// <summary>y = e^x. Derivative: y.</summary>
    public static TapeDouble Exp(TapeDouble x)
    {
        double y = Math.Exp(x.Value);
        return Record(y, x, y);
    }

    /// <summary>y = 2^x. Derivative: y ln 2.</summary>
    public static TapeDouble Exp2(TapeDouble x)
    {
        double y = double.Exp2(x.Value);
        return Record(y, x, y * Ln2);
    }

    /// <summary>y = 10^x. Derivative: y ln 10.</summary>
    public static TapeDouble Exp10(TapeDouble x)
    {
        double y = double.Exp10(x.Value);
        return Record(y, x, y * Ln10);
    }

    /// <summary>e^x - 1. Derivative: e^x.</summary>
    public static TapeDouble ExpM1(TapeDouble x) => Record(double.ExpM1(x.Value), x, Math.Exp(x.Value));

    /// <summary>2^x - 1. Derivative: 2^x ln 2.</summary>
    public static TapeDouble Exp2M1(TapeDouble x) => Record(double.Exp2M1(x.Value), x, double.Exp2(x.Value) * Ln2);

    /// <summary>10^x - 1. Derivative: 10^x ln 10.</summary>
    public static TapeDouble Exp10M1(TapeDouble x) => Record(double.Exp10M1(x.Value), x, double.Exp10(x.Value) * Ln10);

    /// <summary>Natural logarithm; NaN below 0. Derivative: 1 / x.</summary>
    public static TapeDouble Log(TapeDouble x) => Record(Math.Log(x.Value), x, 1 / x.Value);

    /// <summary>Logarithm to a base. Derivatives: 1 / (x ln b) and -ln x / (b (ln b)^2).</summary>
    /// <param name="x">The argument.</param>
    /// <param name="newBase">The base b.</param>
    public static TapeDouble Log(TapeDouble x, TapeDouble newBase)
    {
        double logBase = Math.Log(newBase.Value);
        double dBase = newBase.IsConstant ? 0 : -Math.Log(x.Value) / (newBase.Value * logBase * logBase);
        return Record(Math.Log(x.Value, newBase.Value), x, 1 / (x.Value * logBase), newBase, dBase);
    }

    /// <summary>Logarithm to base 2. Derivative: 1 / (x ln 2).</summary>
    public static TapeDouble Log2(TapeDouble x) => Record(Math.Log2(x.Value), x, 1 / (x.Value * Ln2));

    /// <summary>Logarithm to base 10. Derivative: 1 / (x ln 10).</summary>
    public static TapeDouble Log10(TapeDouble x) => Record(Math.Log10(x.Value), x, 1 / (x.Value * Ln10));

    /// <summary>ln(1 + x). Derivative: 1 / (1 + x).</summary>
    public static TapeDouble LogP1(TapeDouble x) => Record(double.LogP1(x.Value), x, 1 / (1 + x.Value));

    /// <summary>log2(1 + x). Derivative: 1 / ((1 + x) ln 2).</summary>
    public static TapeDouble Log2P1(TapeDouble x) => Record(double.Log2P1(x.Value), x, 1 / ((1 + x.Value) * Ln2));

    /// <summary>log10(1 + x). Derivative: 1 / ((1 + x) ln 10).</summary>
    public static TapeDouble Log10P1(TapeDouble x) => Record(double.Log10P1(x.Value), x, 1 / ((1 + x.Value) * Ln10));
}
