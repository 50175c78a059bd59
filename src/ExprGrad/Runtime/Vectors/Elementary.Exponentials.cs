using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elementary functions of vectors in double precision, for all widths: within two units in the last place, special values as in <see cref="Math"/>. No function branches on its
/// operands, but where it says so.
/// </summary>
/// <remarks>Coefficients are minimax (Remez), computed with 260 bits.</remarks>
internal static partial class Elementary<TVector, TLanes>
    where TVector : struct
    where TLanes : struct, ILanes<TVector, double>
{
    private const double Ln2 = 0.693147180559945286;
    private const double Ln2Low = 2.319046813846299558e-17;
    private const double Log2E = 1.442695040888963387;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        // x = n ln 2 + r with |r| <= ln 2 / 2;    e^x = 2^n e^r
        x = Limit(x, -746, 710);
        var n = TLanes.Round(Multiply(x, Log2E));
        var r = MultiplyAdd(n, -Ln2Low, MultiplyAdd(n, -Ln2, x));
        return TLanes.Scale(TLanes.Add(One, ExpM1Reduced(r)), n);
    }

    /// <summary>2^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp2(TVector x)
    {
        x = Limit(x, -1077, 1025);
        var n = TLanes.Round(x);
        var r = TLanes.Subtract(x, n);
        return TLanes.Scale(TLanes.Add(One, ExpM1Reduced(Multiply(r, Ln2))), n);
    }

    /// <summary>10^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp10(TVector x)
    {
        const double Log2Of10 = 3.32192809488736235, Log10Of2 = 0.301029995663981198, Log10Of2Low = -2.8037281277851704e-18, Ln10 = 2.30258509299404568;
        x = Limit(x, -324.5, 309);
        var n = TLanes.Round(Multiply(x, Log2Of10));
        var r = MultiplyAdd(n, -Log10Of2Low, MultiplyAdd(n, -Log10Of2, x));
        return TLanes.Scale(TLanes.Add(One, ExpM1Reduced(Multiply(r, Ln10))), n);
    }

    // e^r - 1 for |r| <= ln 2 / 2: r + r^2 q(r), the even and the odd terms of q on their own, since each waits for the term before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ExpM1Reduced(TVector r)
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
        return MultiplyAdd(MultiplyAdd(odd, r, even), z, r);
    }
}
