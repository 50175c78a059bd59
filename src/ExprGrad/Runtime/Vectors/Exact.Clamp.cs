using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>x between bounds that are in order; a bound that is NaN is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Clamp(TVector x, TVector low, TVector high) =>
        TLanes.Select(TLanes.LessThan(x, low), low, TLanes.Select(TLanes.GreaterThan(x, high), high, x));

    /// <summary>x between bounds that are in order, as the hardware takes the larger and the smaller of two numbers of which one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ClampNative(TVector x, TVector low, TVector high) => TLanes.MinNative(TLanes.MaxNative(x, low), high);
}
