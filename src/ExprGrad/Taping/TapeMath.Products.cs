using static ExprGrad.TapeDouble;

namespace ExprGrad;

// Functions of three numbers: the first row takes two operands, the second that row and the third operand. Only the last row's value counts.
public static partial class TapeMath
{
    /// <summary>x y + z with one rounding. Derivatives: y, x and 1. Two rows.</summary>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    /// <param name="z">The summand.</param>
    public static TapeDouble FusedMultiplyAdd(TapeDouble x, TapeDouble y, TapeDouble z) =>
        MultiplyAdd(Math.FusedMultiplyAdd(x.Value, y.Value, z.Value), x, y, z);

    /// <summary>x y + z with one or two roundings, whichever is faster. Derivatives: y, x and 1. Two rows.</summary>
    /// <param name="x">The first factor.</param>
    /// <param name="y">The second factor.</param>
    /// <param name="z">The summand.</param>
    public static TapeDouble MultiplyAddEstimate(TapeDouble x, TapeDouble y, TapeDouble z) =>
        MultiplyAdd(double.MultiplyAddEstimate(x.Value, y.Value, z.Value), x, y, z);

    /// <summary>x (1 - t) + y t. Derivatives: 1 - t, t and y - x. Two rows.</summary>
    /// <param name="x">The value at t = 0.</param>
    /// <param name="y">The value at t = 1.</param>
    /// <param name="t">The weight.</param>
    public static TapeDouble Lerp(TapeDouble x, TapeDouble y, TapeDouble t)
    {
        double value = double.Lerp(x.Value, y.Value, t.Value);
        return Record(value, Record(value, x, 1 - t.Value, y, t.Value), 1, t, y.Value - x.Value);
    }

    private static TapeDouble MultiplyAdd(double value, TapeDouble x, TapeDouble y, TapeDouble z) =>
        Record(value, Record(value, x, y.Value, y, x.Value), 1, z, 1);
}
