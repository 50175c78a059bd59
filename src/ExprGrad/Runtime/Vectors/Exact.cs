using System.Numerics;
using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Functions of vectors, for both types and all widths, that give the bits of the scalar functions in each lane: by exact arithmetic, or one lane after the other where a vector would win
/// nothing. Integers among the operands are numbers, too.
/// </summary>
internal static partial class Exact<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, IBinaryFloatingPointIeee754<TScalar>
    where TLanes : struct, IVectorOperations<TVector, TScalar>
{
    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TScalar) == typeof(double);
    }

    private static TVector All
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.FromBits(-1);
    }

    // From here on every number is an integer: 2^52, or 2^23.
    private static TVector AllIntegers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.Convert(IsDouble ? 4503599627370496 : 8388608);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SignOf(TVector x) => TLanes.And(x, TLanes.Convert(-0.0));
}
