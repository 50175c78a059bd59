using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>What <see cref="Elements"/> does, for places in a loop that <see cref="Ranges"/> has checked all before the loop.</summary>
/// <remarks>
/// An index that was checked is not negative: as an unsigned number it needs no sign extension. With an offset, which is a constant, their sum was checked, and the index may be
/// negative: it comes extended to 64 bits, in the way that is right for it. Accesses that differ in their offsets alone share one address. Nothing else is called, since what the JIT inlines brings locals with it, and beyond 512 of them it inlines nothing more.
/// </remarks>
internal static class Unchecked
{
    /// <summary>The element of a span at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<T> span, int index)
    {
        Ranges.Verify(span.Length, index, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index);
    }

    /// <summary>The element of a span at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(Span<T> span, int index)
    {
        Ranges.Verify(span.Length, index, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index);
    }

    /// <summary>Sets the element at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<T> span, int index, T value)
    {
        Ranges.Verify(span.Length, index, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index) = value;
    }

    /// <summary>The element of a span at an index and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<T> span, long index, int offset)
    {
        Ranges.Verify(span.Length, index + offset, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset);
    }

    /// <summary>The element of a span at an index and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(Span<T> span, long index, int offset)
    {
        Ranges.Verify(span.Length, index + offset, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset);
    }

    /// <summary>Sets the element at an index and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<T> span, long index, int offset, T value)
    {
        Ranges.Verify(span.Length, index + offset, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset) = value;
    }

    /// <summary>Adds to the element at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<double> span, int index, double value)
    {
        Ranges.Verify(span.Length, index, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index) += value;
    }

    /// <summary>Adds to the element at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<float> span, int index, float value)
    {
        Ranges.Verify(span.Length, index, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index) += value;
    }

    /// <summary>Subtracts from the element at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Span<double> span, int index, double value)
    {
        Ranges.Verify(span.Length, index, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index) -= value;
    }

    /// <summary>Subtracts from the element at an index that was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Span<float> span, int index, float value)
    {
        Ranges.Verify(span.Length, index, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index) -= value;
    }
}
