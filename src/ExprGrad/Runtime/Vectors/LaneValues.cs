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

    /// <summary>Whether a lane of a mask is set: all bits set are a NaN, which is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSet<TScalar>(TScalar lane)
        where TScalar : unmanaged => !EqualityComparer<TScalar>.Default.Equals(lane, default);

    /// <summary>The integer that a lane holds; any number for what is no integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Integer<TScalar>(TScalar value)
        where TScalar : unmanaged =>
        typeof(TScalar) == typeof(double) ? double.ConvertToIntegerNative<int>((double)(object)value) : float.ConvertToIntegerNative<int>((float)(object)value);

    /// <summary>An element as a lane holds it: itself, or the number that an integer or a float is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TScalar Number<TElement, TScalar>(TElement element) =>
        typeof(TElement) == typeof(TScalar) ? (TScalar)(object)element!
        : typeof(TElement) == typeof(float) ? (TScalar)(object)(double)(float)(object)element!
        : typeof(TScalar) == typeof(double) ? (TScalar)(object)(double)(int)(object)element!
        : (TScalar)(object)(float)(int)(object)element!;
}
