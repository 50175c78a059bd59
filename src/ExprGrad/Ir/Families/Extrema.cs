using static ExprGrad.Ir.Families.Declarations;
using Selective2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;

namespace ExprGrad.Ir.Families;

/// <summary>
/// Functions that give one of their operands: t goes to the one that is given, half each at a tie, and nothing to the other. Where the
/// result is NaN so is every derivative.
/// </summary>
internal static class Extrema
{
    // The last case is a result that is NaN.
    private static readonly Selective2 GivenA = () => (a, b, y, t) => a == b ? 0.5 * t : y == a ? t : y == b ? 0 : y;

    private static readonly Selective2 GivenB = () => (a, b, y, t) => a == b ? 0.5 * t : y == b ? t : y == a ? 0 : y;

    public static Primitive[] Table() =>
    [
        Selective(Math.Max, GivenA, GivenB, commutative: true),
        Selective(Math.Min, GivenA, GivenB, commutative: true),
        Selective(double.MaxNumber, GivenA, GivenB, commutative: true),
        Selective(double.MinNumber, GivenA, GivenB, commutative: true),
        Selective(double.MaxNative, GivenA, GivenB),
        Selective(double.MinNative, GivenA, GivenB),
        Selective(Math.MaxMagnitude, GivenA, GivenB, cost: 4, commutative: true),
        Selective(Math.MinMagnitude, GivenA, GivenB, cost: 4, commutative: true),
        Selective(double.MaxMagnitudeNumber, GivenA, GivenB, cost: 4, commutative: true),
        Selective(double.MinMagnitudeNumber, GivenA, GivenB, cost: 4, commutative: true),

        // y = lo for x < lo, hi for x > hi, else x; on the closed interval all goes to x
        Selective(
            Math.Clamp,
            () => (x, lo, hi, y, t) => x < lo ? 0 : x > hi ? 0 : y == x ? t : y,
            () => (x, lo, hi, y, t) => x < lo ? t : double.IsNaN(y) ? y : 0,
            () => (x, lo, hi, y, t) => x > hi ? t : double.IsNaN(y) ? y : 0,
            cost: 4,
            total: false),

        // The same, but of a NaN it may make one of the bounds.
        Selective(
            double.ClampNative,
            () => (x, lo, hi, y, t) => x < lo ? 0 : x > hi ? 0 : y == x ? t : double.IsNaN(y) ? y : 0,
            () => (x, lo, hi, y, t) => x < lo ? t : x > hi ? 0 : y == x ? 0 : y == lo ? t : double.IsNaN(y) ? y : 0,
            () => (x, lo, hi, y, t) => x > hi ? t : x < lo ? 0 : y == x ? 0 : y == lo ? 0 : y == hi ? t : y,
            cost: 4,
            total: false),

        // y = |x|; 0 at 0
        Selective(Math.Abs, () => (x, y, t) => x > 0 ? t : x < 0 ? -t : x == 0 ? 0 : y),

        // y = |x| with the sign of s; 0 at x = 0
        Selective(
            Math.CopySign,
            () => (x, s, y, t) => x == 0 ? 0 : y == x ? t : y == -x ? -t : y,
            () => (x, s, y, t) => double.IsNaN(y) ? y : 0),

        // y = x for x > 0, else 0; 0 at 0
        Selective(Ad.Relu, () => (x, y, t) => x > 0 ? t : x <= 0 ? 0 : x, expansion: () => x => x <= 0 ? 0 : x),
    ];
}
