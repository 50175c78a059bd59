using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The derivative of the gamma function's logarithm, as that one: by psi(x + 1) = psi(x) + 1 / x to a polynomial around psi's zero, which is known to twice the digits; from 6 on by the series.
internal static partial class Elementary<TVector, TLanes>
{
    // The zero of psi, and its derivative there.
    private const double DigammaRoot = 1.4616321449683622, DigammaRootLow = 9.549995429965697e-17;
    private const double LowerRoot = 0.46163214496836236, LowerRootLow = -1.5522348162858677e-17;
    private const double DigammaSlope = 0.9676722454476212, DigammaSlopeLow = -3.387874303038943e-17;

    // (psi(root + t) / t - slope) / t for root + t from 1 to 2
    private static ReadOnlySpan<double> DigammaAtRoot =>
    [
        -0.442763168983592, 0.2584997609556511, -0.16394270544245418, 0.10782405069127413, -0.07219956124948322, 0.04880428815967562, -0.033161126869710705,
        0.02259764858686205, -0.015424754589343913, 0.010538779049972012, -0.007204719334275025, 0.004927023077411506, -0.003367986297130474,
        0.002302392931277731, -0.0015876611333320546, 0.0010974348374107985, -0.0007022252108648878, 0.00043073483514453296, -0.00039879694585033483,
        0.0003913163975136403, -0.00017258662008611466,
    ];

    // (ln x - 1 / (2 x) - psi(x)) x^2: by 1 / x^2
    private static ReadOnlySpan<double> DigammaRest =>
    [
        0.08333333333333294, -0.00833333333196673, 0.003968253174196777, -0.0041664921338011454, 0.00755724034982676, -0.020057813199279285,
        0.0527835788011919,
    ];

    /// <summary>psi(x), the derivative of <see cref="LogGamma"/>; lanes that are not positive take long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Digamma(TVector x)
    {
        // psi(u) with u from 1 to 2, and the sum of 1 / (x - k) for all x - k from there up, or less 1 / x; t = u - root.
        var large = TLanes.GreaterThanOrEqual(x, TLanes.Create(Large));
        var n = TLanes.Floor(x);
        var first = IsZero(n);
        var (sum, sumLow) = (TLanes.Select(first, TLanes.Create(-1), TLanes.Create(0)), TLanes.Create(0));
        var (divisor, divisorLow) = (TLanes.Select(first, x, One), TLanes.Create(0));
        for (var k = 1; k + 1 < Large; k++)
        {
            // sum / divisor + 1 / term
            var counts = TLanes.GreaterThanOrEqual(n, TLanes.Create(k + 1));
            var term = Plus(x, -k);
            var (scaled, scaledLow) = Product(sum, term);
            var (more, moreLow) = Sum(scaled, divisor);
            moreLow = MultiplyAdd(sumLow, term, TLanes.Add(TLanes.Add(moreLow, scaledLow), divisorLow));
            var (product, productLow) = Product(divisor, term);
            productLow = MultiplyAdd(divisorLow, term, productLow);
            (sum, sumLow) = (TLanes.Select(counts, more, sum), TLanes.Select(counts, moreLow, sumLow));
            (divisor, divisorLow) = (TLanes.Select(counts, product, divisor), TLanes.Select(counts, productLow, divisorLow));
        }

        var (quotient, quotientLow) = Quotient(sum, sumLow, divisor, divisorLow);
        var t = TLanes.Subtract(x, TLanes.MaxNative(Plus(n, -1), TLanes.Create(0)));
        t = TLanes.Subtract(t, TLanes.Select(first, TLanes.Create(LowerRoot), TLanes.Create(DigammaRoot)));
        t = TLanes.Subtract(t, TLanes.Select(first, TLanes.Create(LowerRootLow), TLanes.Create(DigammaRootLow)));
        var (near, nearLow) = Product(t, TLanes.Create(DigammaSlope));
        nearLow = TLanes.Add(MultiplyAdd(TLanes.Multiply(t, t), Polynomial(t, DigammaAtRoot), MultiplyAdd(t, DigammaSlopeLow, nearLow)), quotientLow);

        var (log, logLow) = LongLog(x);
        var inverse = TLanes.Divide(One, x);
        var square = TLanes.Multiply(inverse, inverse);
        var farLow = TLanes.Subtract(logLow, MultiplyAdd(square, Polynomial(square, DigammaRest), Multiply(inverse, 0.5)));

        var (high, low) = Sum(TLanes.Select(large, log, quotient), TLanes.Select(large, TLanes.Create(0), near));
        var y = TLanes.Add(high, TLanes.Add(low, TLanes.Select(large, farLow, nearLow)));
        return TLanes.Except(y, IsNoOrdinary(x), x, Ad.Digamma);
    }
}
