using static ExprGrad.Ir.Families.Declarations;
using Selective2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;

namespace ExprGrad.Ir.Families;

/// <summary>
/// Functions that give one of their operands: t goes to the one that is given, half each at a tie, and nothing to the other. Where the
/// result is NaN so is every derivative.
/// </summary>
internal static class Extrema
{
    // The last two cases are those where one operand is NaN and the other is the result.
    private static readonly Selective2 LargerA = () => (a, b, y, t) =>
        a > b ? t : a < b ? 0 : a == b ? 0.5 * t : y == a ? t : y == b ? 0 : y;

    private static readonly Selective2 LargerB = () => (a, b, y, t) =>
        b > a ? t : b < a ? 0 : b == a ? 0.5 * t : y == b ? t : y == a ? 0 : y;

    private static readonly Selective2 SmallerA = () => (a, b, y, t) =>
        a < b ? t : a > b ? 0 : a == b ? 0.5 * t : y == a ? t : y == b ? 0 : y;

    private static readonly Selective2 SmallerB = () => (a, b, y, t) =>
        b < a ? t : b > a ? 0 : b == a ? 0.5 * t : y == b ? t : y == a ? 0 : y;

    private static readonly Selective2 FartherA = () => (a, b, y, t) =>
        Math.Abs(a) > Math.Abs(b) ? t : Math.Abs(a) < Math.Abs(b) ? 0 : Math.Abs(a) == Math.Abs(b) ? 0.5 * t : y == a ? t : y == b ? 0 : y;

    private static readonly Selective2 FartherB = () => (a, b, y, t) =>
        Math.Abs(b) > Math.Abs(a) ? t : Math.Abs(b) < Math.Abs(a) ? 0 : Math.Abs(b) == Math.Abs(a) ? 0.5 * t : y == b ? t : y == a ? 0 : y;

    private static readonly Selective2 NearerA = () => (a, b, y, t) =>
        Math.Abs(a) < Math.Abs(b) ? t : Math.Abs(a) > Math.Abs(b) ? 0 : Math.Abs(a) == Math.Abs(b) ? 0.5 * t : y == a ? t : y == b ? 0 : y;

    private static readonly Selective2 NearerB = () => (a, b, y, t) =>
        Math.Abs(b) < Math.Abs(a) ? t : Math.Abs(b) > Math.Abs(a) ? 0 : Math.Abs(b) == Math.Abs(a) ? 0.5 * t : y == b ? t : y == a ? 0 : y;

    public static Primitive[] Table() =>
    [
        Selective(Math.Max, LargerA, LargerB, commutative: true),
        Selective(Math.Min, SmallerA, SmallerB, commutative: true),
        Selective(double.MaxNumber, LargerA, LargerB, commutative: true),
        Selective(double.MinNumber, SmallerA, SmallerB, commutative: true),
        Selective(double.MaxNative, LargerA, LargerB),
        Selective(double.MinNative, SmallerA, SmallerB),
        Selective(Math.MaxMagnitude, FartherA, FartherB, cost: 4, commutative: true),
        Selective(Math.MinMagnitude, NearerA, NearerB, cost: 4, commutative: true),
        Selective(double.MaxMagnitudeNumber, FartherA, FartherB, cost: 4, commutative: true),
        Selective(double.MinMagnitudeNumber, NearerA, NearerB, cost: 4, commutative: true),

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
        Selective(Ad.Relu, () => (x, y, t) => x > 0 ? t : x <= 0 ? 0 : y, expansion: () => x => x <= 0 ? 0 : x),
    ];
}
