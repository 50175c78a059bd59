using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// |x| = n ln 2 + r;    sinh |x| = S cosh r + C sinh r,    cosh |x| = C cosh r + S sinh r    with S = sinh(n ln 2) = (2^n - 2^-n) / 2, C = cosh(n ln 2).
internal static partial class Elementary<TVector, TLanes>
{
    /// <summary>sinh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Sinh(TVector x)
    {
        var (sine, _) = Quarters(TLanes.MinNative(TLanes.Create(711), TLanes.Abs(x)));
        return SmallAsIs(x, TLanes.CopySign(Multiply(Rounded(sine), 4), x));
    }

    /// <summary>cosh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Cosh(TVector x)
    {
        var (_, cosine) = Quarters(TLanes.MinNative(TLanes.Create(711), TLanes.Abs(x)));
        return Multiply(Rounded(cosine), 4);
    }

    /// <summary>tanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Tanh(TVector x)
    {
        // From 22 on it is 1 when rounded.
        var (sine, cosine) = Quarters(TLanes.MinNative(TLanes.Create(22), TLanes.Abs(x)));
        var y = Rounded(Quotient(sine.High, sine.Low, cosine.High, cosine.Low));
        return SmallAsIs(x, TLanes.CopySign(y, x));
    }

    /// <summary>asinh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Asinh(TVector x)
    {
        // |x| + sqrt(x^2 + 1) = 1 + |x| + x^2 / (1 + sqrt(x^2 + 1)), 2 |x| in the end
        var a = TLanes.Abs(x);
        var huge = TLanes.GreaterThan(a, TLanes.Create(1e18));
        var z = TLanes.Multiply(a, a);
        var more = TLanes.Divide(z, TLanes.Add(One, TLanes.Sqrt(TLanes.Add(z, One))));
        var (high, low) = OrderedSum(a, more);
        high = TLanes.Select(huge, a, high);
        low = TLanes.Select(huge, TLanes.Create(0), low);
        return SmallAsIs(x, TLanes.CopySign(LogOnePlus(high, low, TLanes.And(huge, One)), x));
    }

    /// <summary>acosh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Acosh(TVector x)
    {
        // x + sqrt(x^2 - 1) = 1 + t + sqrt(t (x + 1)) with t = x - 1, 2 x in the end
        var huge = TLanes.GreaterThan(x, TLanes.Create(1e18));
        var (t, tLow) = Sum(x, TLanes.Create(-1));
        var (other, otherLow) = Sum(x, One);
        var (square, squareLow) = Product(t, other);
        squareLow = TLanes.Add(squareLow, MultiplyAdd(t, otherLow, TLanes.Multiply(tLow, other)));
        var root = TLanes.Sqrt(square);
        var remainder = TLanes.Add(MultiplyAdd(TLanes.Negate(root), root, square), squareLow);
        var rootLow = TLanes.Select(IsZero(root), TLanes.Create(0), TLanes.Divide(Multiply(remainder, 0.5), root));
        var (high, low) = Sum(t, root);
        low = TLanes.Add(low, TLanes.Add(tLow, rootLow));
        high = TLanes.Select(TLanes.LessThan(x, One), TLanes.Create(double.NaN), TLanes.Select(huge, x, high));
        low = TLanes.Select(huge, TLanes.Create(0), low);
        return LogOnePlus(high, low, TLanes.And(huge, One));
    }

    /// <summary>atanh x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atanh(TVector x)
    {
        // (1 + |x|) / (1 - |x|) = 1 + 2 |x| / (1 - |x|)
        var a = TLanes.Abs(x);
        var (divisor, divisorLow) = Sum(One, TLanes.Negate(a));
        var (high, low) = Quotient(TLanes.Add(a, a), TLanes.Create(0), divisor, divisorLow);
        return SmallAsIs(x, TLanes.CopySign(Multiply(LogOnePlus(high, low, TLanes.Create(0)), 0.5), x));
    }

    // A quarter of sinh x and cosh x, x from 0 to 711: 2^n overflows before they do.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ((TVector High, TVector Low) Sine, (TVector High, TVector Low) Cosine) Quarters(TVector x)
    {
        var (n, r, low) = PowersOfTwo(x);
        var z = TLanes.Multiply(r, r);

        // sinh r = r + sine, cosh r = 1 + cosine
        var sine = MultiplyAdd(MultiplyAdd(MultiplyAdd(z, 2.51003965417574e-08, 2.7557268436356e-06), z, 0.0001984126986306919), z, 0.008333333333330058);
        sine = MultiplyAdd(TLanes.Multiply(r, z), MultiplyAdd(sine, z, 0.16666666666666669), low);
        var cosine = MultiplyAdd(MultiplyAdd(MultiplyAdd(z, 2.0911244395263486e-09, 2.7557282952963775e-07), z, 2.4801587317155398e-05), z, 0.001388888888888655);
        cosine = TLanes.Multiply(z, MultiplyAdd(MultiplyAdd(cosine, z, 0.041666666666666664), z, 0.5));

        var (up, down) = (TLanes.Scale(TLanes.Create(0.125), n), TLanes.Scale(TLanes.Create(0.125), TLanes.Negate(n)));
        var (s, c) = (TLanes.Subtract(up, down), TLanes.Add(up, down));
        return (Combined(s, c), Combined(c, s));

        // a (1 + cosine) + b (r + sine)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        (TVector High, TVector Low) Combined(TVector a, TVector b)
        {
            var high = MultiplyAdd(b, r, a);
            return OrderedSum(high, TLanes.Add(MultiplyAdd(b, r, TLanes.Subtract(a, high)), MultiplyAdd(a, cosine, TLanes.Multiply(b, sine))));
        }
    }

    // Odd functions of small x, where nothing but x counts: subnormal numbers keep their bits, and zeros their signs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallAsIs(TVector x, TVector y) => TLanes.Select(TLanes.LessThan(TLanes.Abs(x), TLanes.Create(1e-9)), x, y);
}
