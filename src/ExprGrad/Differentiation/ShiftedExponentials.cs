using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// The one identity of derivatives that holds for finite numbers only (<see cref="FloatMode.Fast"/>, ADR 0010): the cotangent of the maximum that exponentials are shifted by,
///
///     m = max_j v_j,  e_j = exp(v_j - m),  S = sum_j e_j:    sum_j e_j (a / S) = a
///
/// so that that of m + log S is a - a = 0, and the search for where the maximum is has no use. Where all v_j are finite, 1 &lt;= S &lt;= n, and both sides differ by rounding. Where one
/// is not, S is NaN, and so is each e_j (a / S), which is the cotangent of v_j by itself: the NaN that the left side would add to one of these is there without it. That holds for the
/// cotangent of m alone, which goes nowhere but to a v_j, and for an a that is finite whatever the inputs are.
/// </summary>
internal static class ShiftedExponentials
{
    /// <summary>What is summed over the axes of the maximum, if it is the weights of the exponentials that are shifted by it.</summary>
    public static Node? SumOfWeights(Reduce maximum, AxisSet axes, Node value)
    {
        if (maximum.Kind != ReductionKind.Max || axes != maximum.Reduced) return null;
        if (value is not Apply { Operands: [var left, var right] } product || product.Primitive != Primitives.Multiply) return null;
        return Weight(maximum, left, right) ?? Weight(maximum, right, left);
    }

    private static Node? Weight(Reduce maximum, Node exponential, Node scale) =>
        scale is Apply { Operands: [var dividend, Reduce { Kind: ReductionKind.Sum } sum] } quotient && quotient.Primitive == Primitives.Divide
        && sum.Reduced == maximum.Reduced && sum.Body == exponential && IsShifted(exponential, maximum)
        && maximum.Axes.ContainsAll(dividend.Axes) && Magnitude.IsFinite(dividend, maximum.Axes)
            ? dividend
            : null;

    private static bool IsShifted(Node exponential, Reduce maximum) =>
        exponential is Apply { Operands: [Apply { Operands: [var value, var shift] } difference] } exp && exp.Primitive == Primitives.Exp
        && difference.Primitive == Primitives.Subtract && In.Through(shift) == maximum && In.Through(value) == In.Through(maximum.Body);
}
