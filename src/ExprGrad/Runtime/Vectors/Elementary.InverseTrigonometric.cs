using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// Results are the sums of two numbers at first, since some of them are divided by pi.
internal static partial class Elementary<TVector, TLanes>
{
    /// <summary>asin x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Asin(TVector x) => Rounded(ArcSine(x));

    /// <summary>asin(x) / pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AsinPi(TVector x) => TLanes.CopySign(OverPi(ArcSine(x)), x);

    /// <summary>acos x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Acos(TVector x) => Rounded(ArcCosine(x));

    /// <summary>acos(x) / pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AcosPi(TVector x) => OverPi(ArcCosine(x));

    /// <summary>atan x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan(TVector x) => TLanes.CopySign(Rounded(ArcTangent(x)), x);

    /// <summary>atan(x) / pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AtanPi(TVector x) => TLanes.CopySign(OverPi(ArcTangent(x)), x);

    /// <summary>The angle of the point (x, y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan2(TVector y, TVector x) => TLanes.CopySign(Rounded(ArcTangent(y, x)), y);

    /// <summary>The angle of the point (x, y) over pi.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan2Pi(TVector y, TVector x) => TLanes.CopySign(OverPi(ArcTangent(y, x)), y);

    // |x| <= 1/2: x + x p(x^2);    else pi/2 - 2 (s + s p(z)) with z = (1 - |x|) / 2, s = sqrt z
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) ArcSine(TVector x)
    {
        var (outer, s, p) = ArcSineParts(x);
        var (high, low) = OrderedSum(TLanes.Create(HalfPi), Multiply(s, -2));
        low = TLanes.Add(low, MultiplyAdd(p, -2, TLanes.Create(HalfPiLow)));
        return (
            TLanes.CopySign(TLanes.Select(outer, high, s), x),
            TLanes.ExclusiveOr(TLanes.Select(outer, low, p), SignOf(x)));
    }

    // |x| <= 1/2: pi/2 - asin x;    else 2 asin s, or pi less that for negative x
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) ArcCosine(TVector x)
    {
        var (outer, s, p) = ArcSineParts(x);
        var negative = TLanes.LessThan(x, TLanes.Create(0));
        var whole = TLanes.Select(outer, TLanes.Select(negative, TLanes.Create(Math.PI), TLanes.Create(0)), TLanes.Create(HalfPi));
        var wholeLow = TLanes.Select(outer, TLanes.Select(negative, TLanes.Create(PiLow), TLanes.Create(0)), TLanes.Create(HalfPiLow));
        var factor = TLanes.Select(outer, TLanes.Create(2), TLanes.Create(-1));
        factor = TLanes.Select(negative, TLanes.Negate(factor), factor);
        var (high, low) = OrderedSum(whole, TLanes.Multiply(s, factor));
        return (high, TLanes.Add(low, MultiplyAdd(p, factor, wholeLow)));
    }

    // s and s p(z) of the above, z = x^2 inside and s = |x|.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector Outer, TVector S, TVector P) ArcSineParts(TVector x)
    {
        var a = TLanes.Abs(x);
        var outer = TLanes.GreaterThan(a, TLanes.Create(0.5));
        var z = TLanes.Select(outer, Multiply(TLanes.Subtract(One, a), 0.5), TLanes.Multiply(x, x));
        var s = TLanes.Select(outer, TLanes.Sqrt(z), a);
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, 0.028998874125483222, 0.017636788516383315);
        var odd = MultiplyAdd(w, -0.015212438127253425, 0.005368862248790659);
        even = MultiplyAdd(even, w, 0.010343929955748742);
        odd = MultiplyAdd(odd, w, 0.011475856595829429);
        even = MultiplyAdd(even, w, 0.013971561192651324);
        odd = MultiplyAdd(odd, w, 0.017352368698808223);
        even = MultiplyAdd(even, w, 0.022372173991937087);
        odd = MultiplyAdd(odd, w, 0.030381944111486255);
        even = MultiplyAdd(even, w, 0.04464285714671502);
        odd = MultiplyAdd(odd, w, 0.07499999999998246);
        even = MultiplyAdd(even, w, 0.16666666666666669);
        return (outer, s, TLanes.Multiply(s, TLanes.Multiply(z, MultiplyAdd(odd, z, even))));
    }

    // atan |x|.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) ArcTangent(TVector x)
    {
        // Beyond it is pi/2 all the same.
        var a = TLanes.MinNative(TLanes.Create(1e300), TLanes.Abs(x));
        return ArcTangentOfRatio(a, One);
    }

    // The angle of (x, |y|).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) ArcTangent(TVector y, TVector x)
    {
        var (a, b) = (TLanes.Abs(y), TLanes.Abs(x));
        var larger = TLanes.Max(a, b);

        // Neither sum nor difference may overflow or be rounded twice; among infinite ones the others are 0.
        var infinite = TLanes.Equal(larger, TLanes.Create(double.PositiveInfinity));
        var down = TLanes.Negate(TLanes.Exponent(larger));
        down = TLanes.Select(infinite, TLanes.Create(0), TLanes.Select(IsZero(larger), TLanes.Create(0), down));
        a = TLanes.Select(infinite, InfiniteAsOne(a), TLanes.Scale(a, down));
        b = TLanes.Select(infinite, InfiniteAsOne(b), TLanes.Scale(b, down));
        b = TLanes.Select(IsZero(larger), One, b);
        var (high, low) = ArcTangentOfRatio(a, b);

        // To the left of the axis: pi less that.
        var left = TLanes.NotEqual(TLanes.ShiftRight(x, 63), TLanes.Create(0));
        var (turned, turnedLow) = OrderedSum(TLanes.Create(Math.PI), TLanes.Negate(high));
        turnedLow = TLanes.Add(turnedLow, TLanes.Subtract(TLanes.Create(PiLow), low));
        var nan = TLanes.NotEqual(larger, larger);
        return (TLanes.Select(nan, larger, TLanes.Select(left, turned, high)), TLanes.Select(left, turnedLow, low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector InfiniteAsOne(TVector x) => TLanes.And(TLanes.Equal(x, TLanes.Create(double.PositiveInfinity)), One);

    // atan(a / b): of t = a / b up to tan(pi/8), of t = (a - b) / (a + b) and pi/4 up to the inverse of that, then of t = -b / a and pi/2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) ArcTangentOfRatio(TVector a, TVector b)
    {
        var middle = TLanes.GreaterThan(a, Multiply(b, 0.41421356237309505));
        var steep = TLanes.GreaterThan(a, Multiply(b, 2.414213562373095));
        var (difference, differenceLow) = Sum(a, TLanes.Negate(b));
        var (sum, sumLow) = Sum(a, b);
        var numerator = TLanes.Select(steep, TLanes.Negate(b), TLanes.Select(middle, difference, a));
        var numeratorLow = TLanes.Select(steep, TLanes.Create(0), TLanes.Select(middle, differenceLow, TLanes.Create(0)));
        var denominator = TLanes.Select(steep, a, TLanes.Select(middle, sum, b));
        var denominatorLow = TLanes.Select(steep, TLanes.Create(0), TLanes.Select(middle, sumLow, TLanes.Create(0)));
        var (t, tLow) = Quotient(numerator, numeratorLow, denominator, denominatorLow);

        var z = TLanes.Multiply(t, t);
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, -0.01922226409921849, -0.0508689436145126);
        var odd = MultiplyAdd(w, 0.03927092841355207, 0.058584431956504285);
        even = MultiplyAdd(even, w, -0.06664547683779785);
        odd = MultiplyAdd(odd, w, 0.07692185953289295);
        even = MultiplyAdd(even, w, -0.09090904706383274);
        odd = MultiplyAdd(odd, w, 0.11111111018678597);
        even = MultiplyAdd(even, w, -0.14285714284712947);
        odd = MultiplyAdd(odd, w, 0.19999999999995766);
        even = MultiplyAdd(even, w, -0.3333333333333333);
        tLow = MultiplyAdd(TLanes.Multiply(t, z), MultiplyAdd(odd, z, even), tLow);

        var whole = TLanes.Select(steep, TLanes.Create(HalfPi), TLanes.And(middle, TLanes.Create(HalfPi / 2)));
        var wholeLow = TLanes.Select(steep, TLanes.Create(HalfPiLow), TLanes.And(middle, TLanes.Create(HalfPiLow / 2)));
        var (high, low) = OrderedSum(whole, t);
        return (high, TLanes.Add(low, TLanes.Add(wholeLow, tLow)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OverPi((TVector High, TVector Low) x)
    {
        const double OverPiHigh = 0.3183098861837907, OverPiLow = -1.9678676675182486e-17;
        var (high, low) = Product(x.High, TLanes.Create(OverPiHigh));
        return TLanes.Add(high, MultiplyAdd(x.Low, OverPiHigh, MultiplyAdd(x.High, OverPiLow, low)));
    }
}
