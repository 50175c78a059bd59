using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

internal static partial class Elementary<TVector, TLanes>
{
    /// <summary>The cube root of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Cbrt(TVector x)
    {
        // |x| = 8^third m with m from 1 to 8
        var a = TLanes.Abs(x);
        var exponent = TLanes.Exponent(a);
        var third = TLanes.Floor(Multiply(Plus(exponent, 0.5), 1.0 / 3));
        var above = MultiplyAdd(third, -3, exponent);
        var (one, two) = (TLanes.Equal(above, One), TLanes.Equal(above, TLanes.Create(2)));
        var fraction = TLanes.Mantissa(a);
        var m = TLanes.Multiply(fraction, TLanes.Select(two, TLanes.Create(4), TLanes.Select(one, TLanes.Create(2), One)));

        // r = m^(-1/3): a polynomial, then with e = 1 - m r^3 the series of (1 - e)^(-1/3)
        var r = MultiplyAdd(MultiplyAdd(MultiplyAdd(fraction, 0.028591046026303562, -0.22123797743775467), fraction, 0.6954829013540184), fraction, -1.172880460804215);
        r = MultiplyAdd(r, fraction, 1.6700068225870206);
        r = TLanes.Multiply(r, TLanes.Select(two, TLanes.Create(0.6299605249474366), TLanes.Select(one, TLanes.Create(0.7937005259840998), One)));
        var e = MultiplyAdd(TLanes.Multiply(m, r), TLanes.Negate(TLanes.Multiply(r, r)), One);
        r = MultiplyAdd(TLanes.Multiply(r, e), MultiplyAdd(e, MultiplyAdd(e, 14.0 / 81, 2.0 / 9), TLanes.Create(1.0 / 3)), r);

        // A step of Newton's for t = m r^2, its remainder m - t^3 in full.
        var inverse = TLanes.Multiply(r, r);
        var t = TLanes.Multiply(m, inverse);
        var (square, squareLow) = Product(t, t);
        var remainder = TLanes.Subtract(MultiplyAdd(TLanes.Negate(t), square, m), TLanes.Multiply(t, squareLow));
        t = MultiplyAdd(Multiply(remainder, 1.0 / 3), inverse, t);
        var y = TLanes.CopySign(TLanes.Scale(t, third), x);
        return TLanes.Select(TLanes.LessThan(TLanes.Abs(exponent), TLanes.Create(2000)), y, x);
    }

    /// <summary>The length of (a, b), without overflow on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Hypot(TVector a, TVector b)
    {
        (a, b) = (TLanes.Abs(a), TLanes.Abs(b));
        var infinity = TLanes.Create(double.PositiveInfinity);
        var infinite = TLanes.Or(TLanes.Equal(a, infinity), TLanes.Equal(b, infinity));
        var (larger, smaller) = (TLanes.Max(a, b), TLanes.Min(a, b));
        var exponent = TLanes.Select(IsZero(larger), TLanes.Create(0), TLanes.Exponent(larger));
        var down = TLanes.Negate(exponent);
        (larger, smaller) = (TLanes.Scale(larger, down), TLanes.Scale(smaller, down));
        var y = TLanes.Sqrt(MultiplyAdd(larger, larger, TLanes.Multiply(smaller, smaller)));
        return TLanes.Select(infinite, infinity, TLanes.Scale(y, exponent));
    }

    /// <summary>x^p; lanes where x is 0, infinite or NaN, or p is, take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Pow(TVector x, TVector p)
    {
        var (exponent, f) = Split(TLanes.Abs(x));
        var (log, logLow) = PreciseLog(exponent, f);

        var (product, low) = Product(p, log);
        var y = Exp(product, MultiplyAdd(p, logLow, low));

        // Of negative numbers: an odd power is negative, one that is no integer has no value.
        var half = Multiply(p, 0.5);
        var odd = TLanes.NotEqual(half, TLanes.Round(half));
        var signed = TLanes.Select(odd, TLanes.Negate(y), y);
        signed = TLanes.Select(TLanes.Equal(p, TLanes.Round(p)), signed, TLanes.Create(double.NaN));
        y = TLanes.Select(TLanes.LessThan(x, TLanes.Create(0)), signed, y);

        var infinity = TLanes.Create(double.PositiveInfinity);
        var plain = TLanes.And(TLanes.LessThan(TLanes.Abs(x), infinity), TLanes.LessThan(TLanes.Abs(p), infinity));
        var special = TLanes.Not(TLanes.And(plain, TLanes.NotEqual(x, TLanes.Create(0))));
        return TLanes.Except(y, special, x, p, Math.Pow);
    }

    /// <summary>The root of x of an integral degree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector RootN(TVector x, TVector n)
    {
        // |x|^(1/n), and 1/n with twice the digits
        var (exponent, f) = Split(TLanes.Abs(x));
        var (log, logLow) = PreciseLog(exponent, f);
        var inverse = TLanes.Divide(One, n);
        var inverseLow = TLanes.Divide(MultiplyAdd(TLanes.Negate(inverse), n, One), n);
        var (product, low) = Product(inverse, log);
        var y = Exp(product, TLanes.Add(low, MultiplyAdd(inverse, logLow, TLanes.Multiply(inverseLow, log))));

        // Of 0 and infinity one of the two.
        var (zero, infinity) = (TLanes.Create(0), TLanes.Create(double.PositiveInfinity));
        var inverted = TLanes.LessThan(n, zero);
        y = TLanes.Select(IsZero(x), TLanes.Select(inverted, infinity, zero), y);
        y = TLanes.Select(TLanes.Equal(TLanes.Abs(x), infinity), TLanes.Select(inverted, zero, infinity), y);

        // Odd roots are of either sign; negative numbers have no even ones, and no number has a root of degree 0.
        var half = Multiply(n, 0.5);
        var odd = TLanes.NotEqual(half, TLanes.Round(half));
        var none = TLanes.Or(IsZero(n), TLanes.And(TLanes.LessThan(x, zero), TLanes.Not(odd)));
        return TLanes.Select(none, TLanes.Create(double.NaN), TLanes.ExclusiveOr(y, TLanes.And(odd, SignOf(x))));
    }

    // e^(high + low) where the sum has more digits than one number. Beyond all results it stays; the lower part would be NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector high, TVector low)
    {
        low = TLanes.Select(TLanes.LessThan(TLanes.Abs(high), TLanes.Create(1000)), low, TLanes.Create(0));
        high = Limit(high, -746, 710);
        var steps = Steps(high, Log2E);
        var n = Number(steps);
        return PowerOf(steps, TLanes.Add(MultiplyAdd(n, -Ln2, high), MultiplyAdd(n, -Ln2Low, low)));
    }

    // exponent ln 2 + ln(1 + f) with some 65 bits, for powers of up to 2^1024: ln(1 + f) = 2 s + s^3 p(s^2) with s = f / (2 + f), the first terms as sums of two numbers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) PreciseLog(TVector exponent, TVector f)
    {
        const double First = 0.6666666666666666, FirstLow = 3.70212631204898e-17;
        var (divisor, divisorLow) = OrderedSum(TLanes.Create(2), f);
        var (s, sLow) = Quotient(f, TLanes.Create(0), divisor, divisorLow);
        (s, sLow) = OrderedSum(s, sLow);
        var (z, zLow) = Product(s, s);
        zLow = MultiplyAdd(TLanes.Add(s, s), sLow, zLow);

        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, 0.11883237963353609, 0.13335645550982753);
        var odd = MultiplyAdd(w, 0.1168797866440994, 0.1538457496228878);
        even = MultiplyAdd(even, w, 0.18181818595984164);
        odd = MultiplyAdd(odd, w, 0.2222222221984144);
        even = MultiplyAdd(even, w, 0.2857142857143542);
        odd = MultiplyAdd(odd, w, 0.3999999999999999);
        var (series, seriesLow) = OrderedSum(TLanes.Create(First), MultiplyAdd(z, MultiplyAdd(even, z, odd), FirstLow));

        var (cube, cubeLow) = Product(z, s);
        cubeLow = TLanes.Add(cubeLow, MultiplyAdd(zLow, s, TLanes.Multiply(z, sLow)));
        var (tail, tailLow) = Product(cube, series);
        tailLow = TLanes.Add(tailLow, MultiplyAdd(cube, seriesLow, TLanes.Multiply(cubeLow, series)));
        var (log, logLow) = OrderedSum(TLanes.Add(s, s), tail);
        logLow = TLanes.Add(logLow, TLanes.Add(TLanes.Add(sLow, sLow), tailLow));

        var (whole, wholeLow) = Product(exponent, TLanes.Create(Ln2));
        var (high, low) = OrderedSum(whole, log);
        low = TLanes.Add(TLanes.Add(low, logLow), MultiplyAdd(exponent, Ln2Low, wholeLow));
        return OrderedSum(high, low);
    }
}
