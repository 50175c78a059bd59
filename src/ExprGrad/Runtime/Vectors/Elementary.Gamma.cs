using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// Below 6 the recurrence Gamma(x + 1) = x Gamma(x) takes x to an interval of length 1, where a polynomial is. From 6 on there is Stirling's series, with coefficients that take the rest of it
// along. Polynomials equal their functions in Chebyshev nodes, within 2^-53 of the whole.
internal static partial class Elementary<TVector, TLanes>
{
    private const double Large = 6;

    // 1 - gamma, and ln(2 pi) / 2
    private const double LogGammaSlope = 0.42278433509846713, LogGammaSlopeLow = 4.942915152430645e-18;
    private const double HalfLn2Pi = 0.9189385332046728, HalfLn2PiLow = -3.8782941580672414e-17;

    // (ln Gamma(2 + z) / z - (1 - gamma)) / z for |z| up to 1/2
    private static ReadOnlySpan<double> LogGammaAtTwo =>
    [
        0.3224670334241132, -0.06735230105319759, 0.020580808427784307, -0.0073855510287714685, 0.0028905103307878756, -0.0011927539062598581,
        0.0005096695221547781, -0.00022315489463809146, 9.945757753419655e-05, -4.4924435358984823e-05, 2.0506356296053313e-05, -9.45293847373191e-06,
        4.381261405008717e-06, -1.9825656206893583e-06, 9.28210927246398e-07, -5.728653109078177e-07, 2.708245957959649e-07,
    ];

    // What ln Gamma(x) has beyond (x - 1/2) ln x - x + ln(2 pi) / 2, times x: by 1 / x^2
    private static ReadOnlySpan<double> Stirling =>
    [
        0.0833333333333333, -0.0027777777776807643, 0.0007936507373369848, -0.0005952257418022611, 0.000840444785160029, -0.0018449995052513654,
        0.004298394281265874,
    ];

    /// <summary>ln |Gamma(x)|; lanes that are not positive take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogGamma(TVector x)
    {
        // x = n + z: ln Gamma(2 + z), and the logarithm of (x - 1) ... (x - n + 2), or less that of x or x (x + 1).
        var large = TLanes.GreaterThanOrEqual(x, TLanes.Create(Large));
        var n = TLanes.Round(x);
        var z = TLanes.Subtract(x, n);
        var below = TLanes.LessThan(n, TLanes.Create(2));
        var product = TLanes.Select(below, TLanes.Select(IsZero(n), MultiplyAdd(x, x, x), x), One);
        for (var k = 1; k + 2 <= Large; k++)
            product = TLanes.Select(TLanes.GreaterThanOrEqual(n, TLanes.Create(k + 2)), TLanes.Multiply(product, Plus(x, -k)), product);

        var (log, logLow) = LongLog(TLanes.Select(large, x, product));
        var sign = TLanes.And(below, TLanes.Create(-0.0));
        (log, logLow) = (TLanes.ExclusiveOr(log, sign), TLanes.ExclusiveOr(logLow, sign));
        var (near, nearLow) = Product(z, TLanes.Create(LogGammaSlope));
        nearLow = TLanes.Add(MultiplyAdd(z, LogGammaSlopeLow, nearLow), logLow);
        nearLow = MultiplyAdd(TLanes.Multiply(z, z), Polynomial(z, LogGammaAtTwo), nearLow);

        var factor = Plus(x, -0.5);
        var (rise, riseLow) = Product(factor, log);
        var inverse = TLanes.Divide(One, x);
        riseLow = MultiplyAdd(factor, logLow, riseLow);
        riseLow = TLanes.Add(riseLow, MultiplyAdd(inverse, Polynomial(TLanes.Multiply(inverse, inverse), Stirling), TLanes.Create(HalfLn2PiLow)));

        var (high, low) = Sum(TLanes.Select(large, rise, log), TLanes.Select(large, TLanes.Negate(x), near));
        var (total, rest) = Sum(high, TLanes.Select(large, TLanes.Create(HalfLn2Pi), TLanes.Create(0)));
        var y = TLanes.Add(total, TLanes.Add(rest, TLanes.Add(low, TLanes.Select(large, riseLow, nearLow))));
        return TLanes.Except(y, IsNoOrdinary(x), x, Ad.LogGamma);
    }

    // Beyond these, products and quotients overflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector IsNoOrdinary(TVector x) => TLanes.Not(TLanes.And(TLanes.GreaterThan(x, TLanes.Create(1e-300)), TLanes.LessThan(x, TLanes.Create(1e300))));

    // ln x with some 60 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) LongLog(TVector x)
    {
        var (exponent, f) = Split(x);
        var log = LogOfMantissa(f, TLanes.Create(0));
        var (whole, wholeLow) = Product(exponent, TLanes.Create(Ln2));
        var (high, low) = OrderedSum(whole, log.High);
        return (high, TLanes.Add(low, TLanes.Add(MultiplyAdd(exponent, Ln2Low, wholeLow), log.Low)));
    }

    // Coefficients with the constant first; the even and the odd terms on their own, since each waits for the term before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Polynomial(TVector x, ReadOnlySpan<double> coefficients)
    {
        var z = TLanes.Multiply(x, x);
        var (upper, lower) = (TLanes.Create(coefficients[^1]), TLanes.Create(coefficients[^2]));
        var k = coefficients.Length - 3;
        for (; k > 0; k -= 2) (upper, lower) = (MultiplyAdd(upper, z, coefficients[k]), MultiplyAdd(lower, z, coefficients[k - 1]));
        return k < 0 ? MultiplyAdd(upper, x, lower) : MultiplyAdd(lower, x, MultiplyAdd(upper, z, coefficients[0]));
    }
}
