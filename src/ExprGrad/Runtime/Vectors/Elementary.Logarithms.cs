using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

internal static partial class Elementary<TVector, TLanes>
{
    private const double Sqrt2 = 1.41421356237309505;

    /// <summary>ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        var (exponent, m) = Split(x);
        return LogOfParts(exponent, TLanes.Subtract(m, One), TLanes.Create(0));
    }

    /// <summary>ln(1 + x), exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogP1(TVector x) => LogOnePlus(x, TLanes.Create(0));

    /// <summary>ln(1 + x) for x from 0 up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus(TVector x) => LogOnePlus(x, TLanes.Create(0));

    // ln(1 + high + low), where low is much smaller than 1 + high.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogOnePlus(TVector high, TVector low)
    {
        // u + rest is the sum, u rounded; its mantissa less 1 keeps the rest.
        var u = TLanes.Add(One, high);
        var part = TLanes.Subtract(u, One);
        var rest = TLanes.Add(TLanes.Subtract(One, TLanes.Subtract(u, part)), TLanes.Subtract(high, part));
        var (exponent, m) = Split(u);

        // Neither 0 nor infinity has a rest.
        rest = TLanes.Scale(TLanes.Add(rest, low), TLanes.Negate(exponent));
        rest = TLanes.Select(TLanes.LessThan(TLanes.Abs(exponent), TLanes.Create(1000)), rest, TLanes.Create(0));
        return LogOfParts(exponent, TLanes.Subtract(m, One), rest);
    }

    // x = 2^exponent m with m from 1/sqrt 2 to sqrt 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Exponent, TVector Mantissa) Split(TVector x)
    {
        var exponent = TLanes.Exponent(x);
        var m = TLanes.Mantissa(x);
        var upper = TLanes.GreaterThan(m, TLanes.Create(Sqrt2));
        return (TLanes.Select(upper, TLanes.Add(exponent, One), exponent), TLanes.Select(upper, Multiply(m, 0.5), m));
    }

    // exponent ln 2 + ln(1 + f + rest).
    // ln(1 + f) = f - h + s (h + z p(z)) with s = f / (2 + f), z = s^2, h = f^2 / 2: as in fdlibm's e_log.c, f itself is never rounded.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogOfParts(TVector exponent, TVector f, TVector rest)
    {
        var s = TLanes.Divide(f, TLanes.Add(f, TLanes.Create(2)));
        var h = TLanes.Multiply(Multiply(f, 0.5), f);
        var p = LogSeries(TLanes.Multiply(s, s));
        var small = MultiplyAdd(s, TLanes.Add(h, p), MultiplyAdd(exponent, Ln2Low, rest));
        return MultiplyAdd(exponent, Ln2, TLanes.Subtract(f, TLanes.Subtract(h, small)));
    }

    // z p(z) with 2 s + s z p(z) = ln((1 + s) / (1 - s)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogSeries(TVector z)
    {
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, 0.14617872803129472, 0.18182893216800716);
        var odd = MultiplyAdd(w, 0.1533159698024087, 0.22222211072894535);
        even = MultiplyAdd(even, w, 0.28571428626398654);
        odd = MultiplyAdd(odd, w, 0.39999999999898445);
        even = MultiplyAdd(even, w, 0.666666666666667);
        return TLanes.Multiply(z, MultiplyAdd(odd, z, even));
    }
}
