using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>What <see cref="Elements"/> does, for places in a loop that <see cref="Ranges"/> has checked all before the loop.</summary>
/// <remarks>
/// An index that was checked is not negative: as an unsigned number it needs no sign extension. An offset is a constant; the sum was checked, and the same address serves all accesses that
/// differ in their offsets alone. They have the loop's own index, unsigned, or a place, which may be negative: it is there once in each iteration, in bytes, since elements that are vectors are larger
/// than what an address scales by. Nothing else is called, since what the JIT inlines brings locals with it, and beyond 512 of them it inlines nothing more.
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
    public static T Read<T>(ReadOnlySpan<T> span, uint index, int offset)
    {
        Ranges.Verify(span.Length, (long)index + offset, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset);
    }

    /// <summary>The element of a span at an index and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(Span<T> span, uint index, int offset)
    {
        Ranges.Verify(span.Length, (long)index + offset, 1);
        return Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset);
    }

    /// <summary>Sets the element at an index and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<T> span, uint index, int offset, T value)
    {
        Ranges.Verify(span.Length, (long)index + offset, 1);
        Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset) = value;
    }

    /// <summary>The element of a span at a place in bytes and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ReadAt<T>(ReadOnlySpan<T> span, long place, int offset)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<T>()) + offset, 1);
        return Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset);
    }

    /// <summary>The element of a span at a place in bytes and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ReadAt<T>(Span<T> span, long place, int offset)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<T>()) + offset, 1);
        return Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset);
    }

    /// <summary>Sets the element at a place in bytes and an offset whose sum was checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteAt<T>(Span<T> span, long place, int offset, T value)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<T>()) + offset, 1);
        Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset) = value;
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
