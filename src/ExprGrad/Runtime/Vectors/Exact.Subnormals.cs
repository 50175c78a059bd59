using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Numbers smaller than any normal one.</summary>
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>As <see cref="Subnormals.ToZero(double)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SubnormalsToZero(TVector x) =>
        TLanes.Select(TLanes.LessThan(TLanes.Abs(x), TLanes.Convert(IsDouble ? Subnormals.SmallestNormal : Subnormals.SmallestNormalSingle)), TLanes.Convert(0), x);
}
