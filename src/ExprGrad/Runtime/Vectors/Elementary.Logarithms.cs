using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The operand is 2^exponent (1 + f), 1 + f from 1/sqrt 2 to sqrt 2, and s = f / (2 + f).
// ln(1 + f) = f - h + s (h + z p(z)) with h = f^2 / 2, z = s^2: as in fdlibm's e_log.c, f itself is never rounded.
internal static partial class Elementary<TVector, TLanes>
{
    private const double Log2ELow = 2.0355273740931033e-17;
    private const double Log10E = 0.4342944819032518;
    private const double Log10ELow = 1.098319650216765e-17;
    private const double Log10Of2 = 0.3010299956639812;
    private const double Log10Of2Low = -2.8037281277851704e-18;

    /// <summary>ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        var (exponent, f) = Split(x);
        var s = TLanes.Divide(f, Plus(f, 2));
        return NaturalLogarithm(exponent, f, s, Multiply(exponent, Ln2Low));
    }

    /// <summary>log2 x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log2(TVector x)
    {
        var (exponent, f) = Split(x);
        return Logarithm(exponent, LogOfMantissa(f, TLanes.Create(0)), 1, 0, Log2E, Log2ELow);
    }

    /// <summary>log10 x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log10(TVector x)
    {
        var (exponent, f) = Split(x);
        return Logarithm(exponent, LogOfMantissa(f, TLanes.Create(0)), Log10Of2, Log10Of2Low, Log10E, Log10ELow);
    }

    /// <summary>ln(1 + x), exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogP1(TVector x) => LogOnePlus(x, TLanes.Create(0), TLanes.Create(0));

    /// <summary>ln(1 + x) for x from 0 up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus(TVector x) => LogOnePlus(x, TLanes.Create(0), TLanes.Create(0));

    /// <summary>log2(1 + x), exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log2P1(TVector x)
    {
        var (exponent, f, rest) = SplitOnePlus(x, TLanes.Create(0));
        return SmallAsIs(x, Log2E, Logarithm(exponent, LogOfMantissa(f, rest), 1, 0, Log2E, Log2ELow));
    }

    /// <summary>log10(1 + x), exact for small x too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log10P1(TVector x)
    {
        var (exponent, f, rest) = SplitOnePlus(x, TLanes.Create(0));
        return SmallAsIs(x, Log10E, Logarithm(exponent, LogOfMantissa(f, rest), Log10Of2, Log10Of2Low, Log10E, Log10ELow));
    }

    // ln(2^doublings (1 + high + low)), where low is much smaller than 1 + high.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LogOnePlus(TVector high, TVector low, TVector doublings)
    {
        var (exponent, f, rest) = SplitOnePlus(high, low);
        var s = TLanes.Divide(f, Plus(f, 2));
        exponent = TLanes.Add(exponent, doublings);
        return NaturalLogarithm(exponent, f, s, MultiplyAdd(exponent, Ln2Low, RestOver(s, rest)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Exponent, TVector F) Split(TVector x)
    {
        var exponent = TLanes.Exponent(x);
        var m = TLanes.Mantissa(x);
        var upper = TLanes.GreaterThan(m, TLanes.Create(1.41421356237309505));
        m = TLanes.Select(upper, Multiply(m, 0.5), m);
        return (TLanes.Select(upper, TLanes.Add(exponent, One), exponent), TLanes.Subtract(m, One));
    }

    // 1 + high + low = 2^exponent (1 + f + rest). Neither 0 nor infinity has a rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Exponent, TVector F, TVector Remainder) SplitOnePlus(TVector high, TVector low)
    {
        var (sum, rest) = Sum(One, high);
        var (exponent, f) = Split(sum);
        rest = TLanes.Scale(TLanes.Add(rest, low), TLanes.Negate(exponent));
        return (exponent, f, TLanes.Select(TLanes.LessThan(TLanes.Abs(exponent), TLanes.Create(1000)), rest, TLanes.Create(0)));
    }

    // rest / (1 + f) = rest (1 - 2 s + 2 s^2 - ...)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector RestOver(TVector s, TVector rest) => MultiplyAdd(Multiply(s, -2), rest, rest);

    // exponent ln 2 + ln(1 + f) + low
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector NaturalLogarithm(TVector exponent, TVector f, TVector s, TVector low)
    {
        var h = TLanes.Multiply(Multiply(f, 0.5), f);
        var small = MultiplyAdd(s, TLanes.Add(h, LogSeries(TLanes.Multiply(s, s))), low);
        return MultiplyAdd(exponent, Ln2, TLanes.Subtract(f, TLanes.Subtract(h, small)));
    }

    // ln(1 + f + rest)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) LogOfMantissa(TVector f, TVector rest)
    {
        var s = TLanes.Divide(f, Plus(f, 2));
        var (h, hLow) = Product(Multiply(f, 0.5), f);
        var (high, low) = OrderedSum(f, TLanes.Negate(h));
        var series = MultiplyAdd(s, TLanes.Add(h, LogSeries(TLanes.Multiply(s, s))), RestOver(s, rest));
        return OrderedSum(high, TLanes.Add(TLanes.Subtract(low, hLow), series));
    }

    // exponent times its unit, plus a natural logarithm times a factor.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Logarithm(TVector exponent, (TVector High, TVector Low) log, double unit, double unitLow, double factor, double factorLow)
    {
        var (whole, wholeLow) = Product(exponent, TLanes.Create(unit));
        var (part, partLow) = Product(log.High, TLanes.Create(factor));
        var (high, low) = OrderedSum(whole, part);
        low = TLanes.Add(low, MultiplyAdd(exponent, unitLow, wholeLow));
        low = TLanes.Add(low, MultiplyAdd(log.Low, factor, MultiplyAdd(log.High, factorLow, partLow)));
        return TLanes.Select(TLanes.LessThan(TLanes.Abs(exponent), TLanes.Create(2000)), TLanes.Add(high, low), high);
    }

    // x factor for an x so small that nothing else counts, where its parts would be subnormal numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallAsIs(TVector x, double factor, TVector y) =>
        TLanes.Select(TLanes.LessThan(TLanes.Abs(x), TLanes.Create(1e-200)), MultiplyAdd(x, factor, 0), y);

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
