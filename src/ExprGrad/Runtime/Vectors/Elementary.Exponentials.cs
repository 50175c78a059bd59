using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elementary functions of vectors in double precision, for all widths: within two units in the last place, special values as in <see cref="Math"/>. Lanes that would need another
/// way of computing (sines of huge angles, powers of 0) are computed one by one; no other function branches on its operands.
/// </summary>
/// <remarks>Coefficients are minimax (Remez), computed with 260 bits.</remarks>
internal static partial class Elementary<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, IVectorOperations<TVector, double>
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;
    private const double Log2E = 1.4426950408889634;
    private const double Ln10 = 2.302585092994046;
    private const double Ln10Low = -2.1707562233822494e-16;
    private const double Log2Of10 = 3.321928094887362;
    private const double AboveSixteenths = 422212465065984;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        // x = n ln 2 + r;    e^x = 2^n e^r
        x = Limit(x, -746, 710);
        var steps = Steps(x, Log2E);
        var n = Number(steps);
        x = MultiplyAdd(n, -Ln2, x);
        x = MultiplyAdd(n, -Ln2Low, x);
        return PowerOf(steps, x);
    }

    /// <summary>2^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp2(TVector x)
    {
        x = Limit(x, -1077, 1025);
        var steps = Steps(x, 1);
        return PowerOf(steps, Multiply(TLanes.Subtract(x, Number(steps)), Ln2));
    }

    /// <summary>10^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp10(TVector x)
    {
        x = Limit(x, -324.5, 309);
        var steps = Steps(x, Log2Of10);
        var n = Number(steps);
        var r = MultiplyAdd(n, -Log10Of2Low, MultiplyAdd(n, -Log10Of2, x));
        return PowerOf(steps, Multiply(r, Ln10));
    }

    /// <summary>e^x - 1, exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ExpM1(TVector x)
    {
        var (n, high, low) = PowersOfTwo(Limit(x, -40, 710));
        return SmallAsIs(x, 1, PowerLessOne(n, high, low));
    }

    /// <summary>2^x - 1, exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp2M1(TVector x)
    {
        var limited = Limit(x, -60, 1024.25);
        var n = TLanes.Round(limited);
        var r = TLanes.Subtract(limited, n);
        var (high, low) = Product(r, TLanes.Create(Ln2));
        return SmallAsIs(x, Ln2, PowerLessOne(n, high, MultiplyAdd(r, Ln2Low, low)));
    }

    /// <summary>10^x - 1, exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp10M1(TVector x)
    {
        var limited = Limit(x, -20, 308.4);
        var n = TLanes.Round(Multiply(limited, Log2Of10));
        var (r, rLow) = OrderedSum(MultiplyAdd(n, -Log10Of2, limited), Multiply(n, -Log10Of2Low));
        var (high, low) = Product(r, TLanes.Create(Ln10));
        return SmallAsIs(x, Ln10, PowerLessOne(n, high, MultiplyAdd(rLow, Ln10, MultiplyAdd(r, Ln10Low, low))));
    }

    // n ln 2 + high + low = x; n ln 2 is taken off exactly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector N, TVector High, TVector Low) PowersOfTwo(TVector x)
    {
        var n = TLanes.Round(Multiply(x, Log2E));
        var (high, low) = OrderedSum(MultiplyAdd(n, -Ln2, x), Multiply(n, -Ln2Low));
        return (n, high, low);
    }

    // The number of powers of two in x, of which one has so many in a unit: rounded to sixteenths and with 3 2^47 added, so that the sixteenths are its lowest bits, where there is
    // a table of them; rounded to integers otherwise.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Steps(TVector x, double inUnit)
    {
        if (TLanes.HasSixteenthPower) return MultiplyAdd(x, inUnit, AboveSixteenths);
        return TLanes.Round(Multiply(x, inUnit));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Number(TVector steps)
    {
        if (TLanes.HasSixteenthPower) return Plus(steps, -AboveSixteenths);
        return steps;
    }

    // 2^n e^r with |r| <= ln 2 / 2; where there is a table, |r| <= ln 2 / 32 and a short series is enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOf(TVector steps, TVector r)
    {
        if (TLanes.HasSixteenthPower)
        {
            var power = TLanes.SixteenthPower(steps);
            var z = TLanes.Multiply(r, r);
            var low = MultiplyAdd(r, 0.1666666666441797, 0.49999999999999606);
            var high = MultiplyAdd(r, 0.008333471920757025, 0.04166666669324991);
            high = MultiplyAdd(z, 0.001388859406641505, high);
            low = MultiplyAdd(high, z, low);
            low = MultiplyAdd(low, z, r);
            return TLanes.Scale(MultiplyAdd(power, low, power), Number(steps));
        }

        return TLanes.Scale(TLanes.Add(One, MultiplyAdd(ExpSeries(r), TLanes.Multiply(r, r), r)), steps);
    }

    // 2^n e^(high + low) - 1. Half of it, since 2^n may overflow where the result doesn't.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerLessOne(TVector n, TVector high, TVector low)
    {
        var power = TLanes.Scale(TLanes.Create(0.5), n);
        var whole = Plus(power, -0.5);
        var tail = MultiplyAdd(ExpSeries(high), TLanes.Multiply(high, high), low);
        var y = MultiplyAdd(power, high, whole);
        var rest = MultiplyAdd(power, high, TLanes.Subtract(whole, y));
        y = TLanes.Add(y, MultiplyAdd(power, tail, rest));
        return TLanes.Add(y, y);
    }

    // q with e^r = 1 + r + r^2 q(r) for |r| <= ln 2 / 2; the even and the odd terms on their own, since each waits for the term before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpSeries(TVector r)
    {
        var z = TLanes.Multiply(r, r);
        var even = MultiplyAdd(z, 2.7620090518499427e-07, 2.4801521290973345e-05);
        var odd = MultiplyAdd(z, 2.5110049895858716e-08, 2.7557242336680357e-06);
        even = MultiplyAdd(even, z, 0.0013888888917217457);
        odd = MultiplyAdd(odd, z, 0.00019841269886591);
        even = MultiplyAdd(even, z, 0.04166666666662412);
        odd = MultiplyAdd(odd, z, 0.008333333333322207);
        even = MultiplyAdd(even, z, 0.5000000000000001);
        odd = MultiplyAdd(odd, z, 0.16666666666666674);
        return MultiplyAdd(odd, r, even);
    }
}
