using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// What the hardware estimates, lane by lane: which instruction the scalar methods are depends on it, and not each of them is there for vectors of all widths.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>Nearly 1 / x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ReciprocalEstimate(TVector x) => TLanes.Except(x, All, x, TScalar.ReciprocalEstimate);

    /// <summary>Nearly 1 / sqrt(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ReciprocalSqrtEstimate(TVector x) => TLanes.Except(x, All, x, TScalar.ReciprocalSqrtEstimate);
}
