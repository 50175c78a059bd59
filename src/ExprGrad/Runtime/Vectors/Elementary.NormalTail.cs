using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The complement of the error function far out, and the normal distribution's tail, by Mills' ratio: that of more than t is e^(-t^2/2) m(t), and m(t) (t + 13/16) is always nearly 7/16. What is
// left is a rational function that equals it in the Chebyshev nodes of 4 / (t + 4), t from 0 to 40, within 2^-59; it is so small that its rounding errors are, too.
internal static partial class Elementary<TVector, TLanes>
{
    // From here on the exponentials are 0.
    private const double FarthestTail = 40;

    private static ReadOnlySpan<double> TailNumerator =>
    [
        -0.03125, 0.09846986490881149, 0.1499633574429574, 0.09753621981058559, 0.03776170679369651, 0.009309494995624536, 0.0013574349241818342, 5.496311370284213e-05,
        -2.2232540894712503e-05, -5.362654956834492e-06, -5.623591932649216e-07, -2.583772142724486e-08,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1, 2.4764650324807844, 2.871328316472384, 2.06183461549144, 1.0213773494844751, 0.3675816167355741, 0.09841949191142496, 0.019691748587254924, 0.002901549339574812,
        0.00030211483726517025, 2.0218193560639852e-05, 6.701050190796934e-07,
    ];

    /// <summary>1 - erf x, which far out is no difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Erfc(TVector x)
    {
        // 1 - slope x - rest x while the rest is small
        var (product, productLow) = Product(x, TLanes.Create(ErfSlope));
        var (difference, differenceLow) = Sum(One, TLanes.Negate(product));
        var near = TLanes.Add(difference, MultiplyAdd(TLanes.Negate(x), ErfRest(x), TLanes.Subtract(differenceLow, productLow)));

        var a = TLanes.Abs(x);
        var far = FarErfc(a);
        far = TLanes.Select(TLanes.LessThan(x, TLanes.Create(0)), TLanes.Subtract(TLanes.Create(2), far), far);
        return TLanes.Select(TLanes.LessThan(a, TLanes.Create(0.75)), near, far);
    }

    /// <summary>The probability of more than t, from 0 up, over e^(-t^2/2) with the square as it is rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ScaledNormalTail(TVector t)
    {
        t = TLanes.MinNative(TLanes.Create(FarthestTail), t);
        return ScaledTail(t, TLanes.Multiply(t, t));
    }

    /// <summary>The same with a square that is rounded somehow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ScaledTail(TVector t, TVector square)
    {
        // e^((square - t^2) / 2) is 1 and half of what the square has more.
        var (ratio, ratioLow) = MillsRatio(t, TLanes.Create(0));
        var less = TLanes.FusedMultiplyAdd(t, t, TLanes.Negate(square));
        return TLanes.Add(ratio, MultiplyAdd(TLanes.Multiply(ratio, less), -0.5, ratioLow));
    }

    // 2 e^(-x^2) m(sqrt(2) x): 2^(n + 1) (1 + u) m, all of it to more digits than there are, so that it is rounded once more at most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector FarErfc(TVector x)
    {
        const double SqrtTwo = 1.4142135623730951, SqrtTwoLow = -9.667293313452913e-17, Farthest = 28;
        x = TLanes.MinNative(TLanes.Create(Farthest), x);
        var (square, squareLow) = Product(x, x);
        var (n, r, rLow) = PowersOfTwo(TLanes.Negate(square));
        (r, rLow) = OrderedSum(r, TLanes.Subtract(rLow, squareLow));
        var (u, uLow) = OrderedSum(r, MultiplyAdd(ExpSeries(r), TLanes.Multiply(r, r), rLow));
        var (power, powerLow) = OrderedSum(One, u);
        powerLow = TLanes.Add(powerLow, uLow);

        var (t, tLow) = Product(x, TLanes.Create(SqrtTwo));
        var (ratio, ratioLow) = MillsRatio(t, MultiplyAdd(x, SqrtTwoLow, tLow));
        var (high, low) = Product(power, ratio);
        low = TLanes.Add(low, MultiplyAdd(power, ratioLow, TLanes.Multiply(powerLow, ratio)));
        return TLanes.Scale(TLanes.Add(high, low), Plus(n, 1));
    }

    // m(t) = (7/16 + p / q) / (t + 13/16)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) MillsRatio(TVector t, TVector tLow)
    {
        var rest = TLanes.Divide(Polynomial(t, TailNumerator), Polynomial(t, TailDenominator));
        var (numerator, numeratorLow) = OrderedSum(TLanes.Create(0.4375), rest);
        var (denominator, denominatorLow) = Sum(t, TLanes.Create(0.8125));
        return Quotient(numerator, numeratorLow, denominator, TLanes.Add(denominatorLow, tLow));
    }
}
