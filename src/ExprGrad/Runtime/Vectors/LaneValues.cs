using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>The numbers in the lanes of a vector, one by one.</summary>
internal static class LaneValues
{
    /// <summary>The lanes, in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<TScalar> Of<TVector, TScalar>(ref TVector vector)
        where TVector : struct
        where TScalar : unmanaged => MemoryMarshal.CreateSpan(ref Unsafe.As<TVector, TScalar>(ref vector), Unsafe.SizeOf<TVector>() / Unsafe.SizeOf<TScalar>());

    /// <summary>The integer that a lane holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Integer<TScalar>(TScalar value)
        where TScalar : unmanaged => typeof(TScalar) == typeof(double) ? (int)(double)(object)value : (int)(float)(object)value;
}
