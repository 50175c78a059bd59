using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// 1 - erf x = e^(-x^2) r(x) for x from 1 up: r is a rational function that equals it in the Chebyshev nodes of 3 / (x + 3), within 2^-58. Its rounding errors, of a few units, are
// small beside 1; for erfc itself they would be too large.
internal static partial class Elementary<TVector, TLanes>
{
    // 2 / sqrt(pi), the derivative of erf at 0
    private const double ErfSlope = 1.1283791670955126, ErfSlopeLow = 1.533545961316588e-17;

    /// <summary>The error function; of -0 it is 0, as <see cref="Ad.Erf(double)"/> is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Erf(TVector x)
    {
        var a = TLanes.Abs(x);
        var near = Plus(MultiplyAdd(x, ErfSlope, TLanes.Multiply(x, ErfRest(x))), 0);
        var far = TLanes.CopySign(TLanes.Subtract(One, Complement(a)), x);
        return TLanes.Select(TLanes.LessThan(a, One), near, far);
    }

    // erf x / x - slope for x up to 1: a polynomial of x^2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ErfRest(TVector x)
    {
        var z = TLanes.Multiply(x, x);
        var w = TLanes.Multiply(z, z);
        var even = MultiplyAdd(w, -1.1502350016570198e-09, -1.6355182237964223e-07);
        var odd = MultiplyAdd(w, 6.177718041554908e-11, 1.4692958532116127e-08);
        odd = MultiplyAdd(odd, w, 1.6461451964334675e-06);
        even = MultiplyAdd(even, w, -1.4925622788902855e-05);
        odd = MultiplyAdd(odd, w, 0.00012055332224505105);
        even = MultiplyAdd(even, w, -0.0008548327010243387);
        odd = MultiplyAdd(odd, w, 0.005223977625306148);
        even = MultiplyAdd(even, w, -0.026866170645124008);
        odd = MultiplyAdd(odd, w, 0.11283791670955111);
        even = MultiplyAdd(even, w, -0.37612638903183754);
        return MultiplyAdd(z, MultiplyAdd(odd, z, even), ErfSlopeLow);
    }

    // 1 - erf x for x from 1 up, to the precision of 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Complement(TVector x)
    {
        x = TLanes.MinNative(TLanes.Create(7), x);
        var square = TLanes.Multiply(x, x);
        var steps = Steps(square, -Log2E);
        var n = Number(steps);
        var r = MultiplyAdd(n, -Ln2Low, MultiplyAdd(n, -Ln2, TLanes.Negate(square)));
        return TLanes.Multiply(PowerOf(steps, r), ScaledComplement(x));
    }

    // r(x) = p / q
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ScaledComplement(TVector x)
    {
        var z = TLanes.Multiply(x, x);
        var p0 = MultiplyAdd(z, 1.4759943556253303e-05, 0.0034826810735195364);
        var p1 = MultiplyAdd(z, 0.00032349956791045807, 0.023951153751494203);
        p0 = MultiplyAdd(p0, z, 0.11569639112382131);
        p1 = MultiplyAdd(p1, z, 0.40857889339893894);
        p0 = MultiplyAdd(p0, z, 1.0668973235107613);
        p1 = MultiplyAdd(p1, z, 2.036683471236088);
        p0 = MultiplyAdd(p0, z, 2.7324426609880548);
        p1 = MultiplyAdd(p1, z, 2.3480920579990747);
        p0 = MultiplyAdd(p0, z, 1);
        var q0 = MultiplyAdd(z, 0.0005733880549098815, 0.042739008730540325);
        var q1 = MultiplyAdd(z, 2.6161318795424984e-05, 0.006185972139577478);
        q0 = MultiplyAdd(q0, z, 0.7451266983077873);
        q1 = MultiplyAdd(q1, z, 0.20813987897971525);
        q0 = MultiplyAdd(q0, z, 3.9515121553972516);
        q1 = MultiplyAdd(q1, z, 1.990505746978287);
        q0 = MultiplyAdd(q0, z, 5.655220366391789);
        q1 = MultiplyAdd(q1, z, 5.693697870976201);
        q0 = MultiplyAdd(q0, z, 1);
        q1 = MultiplyAdd(q1, z, 3.4764712250945875);
        return TLanes.Divide(MultiplyAdd(p1, x, p0), MultiplyAdd(q1, x, q0));
    }
}
