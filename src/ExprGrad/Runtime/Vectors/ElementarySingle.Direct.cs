using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The functions that are used most, in single precision throughout: twice as fast, and still within one unit in the last place. As in double, with fewer terms.
internal static partial class ElementarySingle<TVector, TLanes, TWide, TWidening, TWideLanes>
{
    // Both parts positive, so that the logarithm of 0 or infinity has no difference of infinities.
    private const float Ln2 = 0.6931471228599548f;
    private const float Ln2Low = 5.769998878690785e-08f;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        // x = n ln 2 + r;    e^x = 2^n (1 + r + r^2 q(r))
        x = TLanes.MaxNative(TLanes.Create(-105), TLanes.MinNative(TLanes.Create(89), x));
        var n = TLanes.Round(TLanes.Multiply(x, TLanes.Create(1.4426950216293335f)));
        var r = MultiplyAdd(n, TLanes.Create(-Ln2Low), MultiplyAdd(n, TLanes.Create(-Ln2), x));
        var q = MultiplyAdd(r, TLanes.Create(0.0013941215601065715f), TLanes.Create(0.008363237885573721f));
        q = MultiplyAdd(q, r, TLanes.Create(0.04166637412164208f));
        q = MultiplyAdd(q, r, TLanes.Create(0.16666576620974374f));
        q = MultiplyAdd(q, r, TLanes.Create(0.5000000027086513f));
        return TLanes.Scale(TLanes.Add(TLanes.Create(1), MultiplyAdd(q, TLanes.Multiply(r, r), r)), n);
    }

    /// <summary>ln x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log(TVector x)
    {
        // x = 2^exponent (1 + f);    ln(1 + f) = f - h + s (h + z p(z)) with s = f / (2 + f), z = s^2, h = f^2 / 2
        var exponent = TLanes.Exponent(x);
        var m = TLanes.Mantissa(x);
        var upper = TLanes.GreaterThan(m, TLanes.Create(1.41421356f));
        exponent = TLanes.Select(upper, TLanes.Add(exponent, TLanes.Create(1)), exponent);
        var f = TLanes.Subtract(TLanes.Select(upper, TLanes.Multiply(m, TLanes.Create(0.5f)), m), TLanes.Create(1));
        var s = TLanes.Divide(f, TLanes.Add(f, TLanes.Create(2)));
        var z = TLanes.Multiply(s, s);
        var h = TLanes.Multiply(TLanes.Multiply(f, TLanes.Create(0.5f)), f);
        var p = MultiplyAdd(MultiplyAdd(z, TLanes.Create(0.29583087689249266f), TLanes.Create(0.3998869588263696f)), z, TLanes.Create(0.666666853221117f));
        var small = MultiplyAdd(s, MultiplyAdd(z, p, h), TLanes.Multiply(exponent, TLanes.Create(Ln2Low)));
        return MultiplyAdd(exponent, TLanes.Create(Ln2), TLanes.Subtract(f, TLanes.Subtract(h, small)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, TVector y, TVector term) => TLanes.FusedMultiplyAdd(x, y, term);
}
