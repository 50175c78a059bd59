using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// With q = trunc(a / b) below 2^52 (2^23) the quotient is rounded to another integer only if that is q + 1, and a - q b, in one rounding, is exact in either case: it is a multiple of the
// last place of b, or of a if that is finer, and not larger than b.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>a - b trunc(a / b), as C#'s operator; lanes whose quotient is huge take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Rem(TVector a, TVector b)
    {
        var (quotient, rest) = Divided(TLanes.Abs(a), TLanes.Abs(b));
        return TLanes.Except(TLanes.CopySign(rest, a), TLanes.GreaterThanOrEqual(quotient, AllIntegers), a, b, static (x, y) => x % y);
    }

    /// <summary>a - b round(a / b), as <see cref="Math.IEEERemainder"/>; lanes whose quotient is huge take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector IeeeRemainder(TVector a, TVector b)
    {
        var divisor = TLanes.Abs(b);
        var (quotient, rest) = Divided(TLanes.Abs(a), divisor);

        // The nearer of the multiples of b on either side; the even one if both are as near.
        var other = TLanes.Subtract(rest, divisor);
        var distance = TLanes.Abs(other);
        var isUp = TLanes.Or(TLanes.LessThan(distance, rest), TLanes.And(TLanes.Equal(distance, rest), TLanes.GreaterThan(TLanes.Round(quotient), quotient)));
        var nearest = TLanes.ExclusiveOr(TLanes.Select(isUp, other, rest), SignOf(a));
        return TLanes.Except(nearest, TLanes.GreaterThanOrEqual(quotient, AllIntegers), a, b, TScalar.Ieee754Remainder);
    }

    // Of positive numbers: the quotient as it is rounded, and what is left of a.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Quotient, TVector Remainder) Divided(TVector a, TVector b)
    {
        var quotient = TLanes.Divide(a, b);
        var rest = TLanes.FusedMultiplyAdd(TLanes.Negate(TLanes.Truncate(quotient)), b, a);
        rest = TLanes.Select(TLanes.LessThan(rest, TLanes.Convert(0)), TLanes.Add(rest, b), rest);

        // Infinity times 0 is no number.
        return (quotient, TLanes.Select(TLanes.LessThan(a, b), a, rest));
    }
}
