using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The bits of numbers, as integers, are in the order of their magnitudes.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>The number above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector BitIncrement(TVector x)
    {
        // -0 + 0 is 0, whose bits are no sign's.
        var step = TLanes.Select(TLanes.LessThan(x, TLanes.Convert(0)), All, TLanes.FromBits(1));
        var above = TLanes.AddBits(TLanes.Add(x, TLanes.Convert(0)), step);
        return TLanes.Select(TLanes.LessThan(x, TLanes.Convert(double.PositiveInfinity)), above, x);
    }

    /// <summary>The number below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector BitDecrement(TVector x) => TLanes.Negate(BitIncrement(TLanes.Negate(x)));
}
