using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    /// <summary>Hyperbolic sine. Derivative: cosh x.</summary>
    public static TapeDouble Sinh(TapeDouble x) => Record(Math.Sinh(x.Value), x, Math.Cosh(x.Value));

    /// <summary>Hyperbolic cosine. Derivative: sinh x.</summary>
    public static TapeDouble Cosh(TapeDouble x) => Record(Math.Cosh(x.Value), x, Math.Sinh(x.Value));

    /// <summary>y = tanh x. Derivative: (1 - y)(1 + y).</summary>
    public static TapeDouble Tanh(TapeDouble x)
    {
        double y = Math.Tanh(x.Value);
        return Record(y, x, (1 - y) * (1 + y));
    }

    /// <summary>Inverse hyperbolic sine. Derivative: 1 / sqrt(1 + x^2).</summary>
    public static TapeDouble Asinh(TapeDouble x) => Record(Math.Asinh(x.Value), x, 1 / Math.Sqrt(1 + (x.Value * x.Value)));

    /// <summary>Inverse hyperbolic cosine; NaN below 1. Derivative: 1 / sqrt(x^2 - 1), +Infinity at 1.</summary>
    public static TapeDouble Acosh(TapeDouble x) => Record(Math.Acosh(x.Value), x, 1 / (Math.Sqrt(x.Value - 1) * Math.Sqrt(x.Value + 1)));

    /// <summary>Inverse hyperbolic tangent; NaN outside [-1, 1]. Derivative: 1 / (1 - x^2).</summary>
    public static TapeDouble Atanh(TapeDouble x) => Record(Math.Atanh(x.Value), x, 1 / ((1 - x.Value) * (1 + x.Value)));
}
