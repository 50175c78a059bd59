using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// Lane by lane: the scalar function is another quotient in each interval.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>1 - erf x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Erfc(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.Erfc(Number(x))));
}
