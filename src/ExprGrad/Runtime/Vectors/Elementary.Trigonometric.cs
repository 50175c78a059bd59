using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// An angle is n quarter turns and a rest of at most an eighth of a turn, as the sum of two numbers.
internal static partial class Elementary<TVector, TLanes>
{
    // Up to here the quarter turns are counted and taken off without loss; lanes beyond, infinite or NaN, are computed one by one.
    private const double LargestAngle = 1e9;

    // The lowest bits of n + 3 2^51 are those of the integer n.
    private const double IntegerBits = 6755399441055744.0;

    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiLow = 6.123233995736766e-17;

    /// <summary>sin x; lanes beyond 1e9 take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sin(TVector x)
    {
        var (n, high, low) = QuarterTurns(x);
        var y = SineAfter(Plus(n, IntegerBits), high, low);
        y = TLanes.Select(IsZero(x), x, y);
        return TLanes.Except(y, IsHuge(x), x, Math.Sin);
    }

    /// <summary>cos x; lanes beyond 1e9 take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Cos(TVector x)
    {
        var (n, high, low) = QuarterTurns(x);
        var y = SineAfter(Plus(n, IntegerBits + 1), high, low);
        return TLanes.Except(y, IsHuge(x), x, Math.Cos);
    }

    /// <summary>tan x; lanes beyond 1e9 take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Tan(TVector x)
    {
        var (n, high, low) = QuarterTurns(x);
        var y = TLanes.Select(IsZero(x), x, TangentAfter(Plus(n, IntegerBits), high, low));
        return TLanes.Except(y, IsHuge(x), x, Math.Tan);
    }

    // n P + high + low = x, with P = pi / 2 in three parts. n times the first is taken off exactly: both end at the same bit, and little is left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector N, TVector High, TVector Low) QuarterTurns(TVector x)
    {
        var n = TLanes.Round(Multiply(x, 0.6366197723675814));
        var rest = MultiplyAdd(n, -HalfPi, x);
        var second = Multiply(n, -HalfPiLow);
        var secondLow = MultiplyAdd(n, -HalfPiLow, TLanes.Negate(second));
        var (high, low) = Sum(rest, second);
        return (n, high, TLanes.Add(low, MultiplyAdd(n, 1.4973849048591698e-33, secondLow)));
    }

    // The sine of the rest after the quarter turns whose number is the lowest bits of turns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SineAfter(TVector turns, TVector high, TVector low)
    {
        var z = TLanes.Multiply(high, high);
        var y = TLanes.Select(IsOdd(turns), Rounded(Cosine(high, low, z)), Rounded(Sine(high, low, z)));

        // Negative after two and three quarter turns.
        return TLanes.ExclusiveOr(y, TLanes.ShiftLeft(TLanes.And(turns, TLanes.FromBits(2)), 62));
    }

    // tan after an even number of quarter turns, -cot after an odd one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector TangentAfter(TVector turns, TVector high, TVector low)
    {
        var z = TLanes.Multiply(high, high);
        var odd = IsOdd(turns);
        var (sine, sineLow) = Sine(high, low, z);
        var (cosine, cosineLow) = Cosine(high, low, z);
        (sine, sineLow) = OrderedSum(sine, sineLow);
        (cosine, cosineLow) = OrderedSum(cosine, cosineLow);
        return Rounded(Quotient(
            TLanes.Select(odd, TLanes.Negate(cosine), sine),
            TLanes.Select(odd, TLanes.Negate(cosineLow), sineLow),
            TLanes.Select(odd, sine, cosine),
            TLanes.Select(odd, sineLow, cosineLow)));
    }

    // sin(high + low) = high + high z s(z) + low (1 - z / 2)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) Sine(TVector high, TVector low, TVector z)
    {
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, -2.5051131270723217e-08, -0.00019841269836753803);
        var odd = MultiplyAdd(w, 1.591808644951504e-10, 2.75573160999196e-06);
        even = MultiplyAdd(even, w, -0.16666666666666666);
        odd = MultiplyAdd(odd, w, 0.008333333333330946);
        var s = MultiplyAdd(odd, z, even);
        var small = MultiplyAdd(Multiply(z, -0.5), low, low);
        return (high, MultiplyAdd(TLanes.Multiply(high, z), s, small));
    }

    // cos(high + low) = 1 - z / 2 + z^2 c(z) - high low; what 1 - z / 2 rounds away is put back.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) Cosine(TVector high, TVector low, TVector z)
    {
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, 2.087614589486705e-09, 2.4801587298762535e-05);
        var odd = MultiplyAdd(w, -1.1382604696633851e-11, -2.7557317270005663e-07);
        even = MultiplyAdd(even, w, 0.041666666666666664);
        odd = MultiplyAdd(odd, w, -0.0013888888888887395);
        var c = MultiplyAdd(odd, z, even);
        var half = Multiply(z, 0.5);
        var first = TLanes.Subtract(One, half);
        var rest = TLanes.Subtract(TLanes.Subtract(TLanes.Subtract(One, first), half), TLanes.Multiply(high, low));
        return (first, MultiplyAdd(w, c, rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector IsOdd(TVector turns) => TLanes.NotEqual(TLanes.And(turns, TLanes.FromBits(1)), TLanes.Create(0));

    // NaN too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector IsHuge(TVector x) => TLanes.Not(TLanes.LessThanOrEqual(TLanes.Abs(x), TLanes.Create(LargestAngle)));
}
