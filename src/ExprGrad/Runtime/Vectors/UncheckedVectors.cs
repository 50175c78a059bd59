using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>What <see cref="VectorElements{TVector, TScalar, TLanes}"/> does with whole vectors, and <see cref="LaneTotals{TVector, TScalar, TLanes}"/> with one, for places in a loop that <see cref="Ranges"/> has checked all before the loop.</summary>
/// <remarks>Hardly anything is called, as in <see cref="Unchecked"/>: what the JIT inlines brings locals with it. A vector is loaded with two of them, and added to memory with three.</remarks>
internal static class UncheckedVectors<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TScalar> span, int index)
    {
        Ranges.Verify(span.Length, index, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)));
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{TScalar}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TScalar> span, int index)
    {
        Ranges.Verify(span.Length, index, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)));
    }

    /// <summary>The elements from an index and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TScalar> span, uint index, int offset)
    {
        Ranges.Verify(span.Length, (long)index + offset, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset)));
    }

    /// <summary>The elements from a place in bytes and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadAt(ReadOnlySpan<TScalar> span, long place, int offset)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<TScalar>()) + offset, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset)));
    }

    /// <summary>The elements from an index and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TScalar> span, uint index, int offset)
    {
        Ranges.Verify(span.Length, (long)index + offset, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset)));
    }

    /// <summary>The elements from a place in bytes and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadAt(Span<TScalar> span, long place, int offset)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<TScalar>()) + offset, TLanes.Count);
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset)));
    }

    /// <summary>Every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(ReadOnlySpan<TScalar> span, int index, int stride)
    {
        Ranges.Verify(span.Length, index, 1);
        Ranges.Verify(span.Length, index + (stride * (TLanes.Count - 1)), 1);
        return TLanes.Gather(in Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index), stride);
    }

    /// <inheritdoc cref="Gather(ReadOnlySpan{TScalar}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(Span<TScalar> span, int index, int stride) => Gather((ReadOnlySpan<TScalar>)span, index, stride);

    /// <summary>Sets the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<TScalar> span, int index, TVector value)
    {
        Ranges.Verify(span.Length, index, TLanes.Count);
        Unsafe.WriteUnaligned(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)), value);
    }

    /// <summary>Sets the elements from an index and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<TScalar> span, uint index, int offset, TVector value)
    {
        Ranges.Verify(span.Length, (long)index + offset, TLanes.Count);
        Unsafe.WriteUnaligned(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset)), value);
    }

    /// <summary>Sets the elements from a place in bytes and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreAt(Span<TScalar> span, long place, int offset, TVector value)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<TScalar>()) + offset, TLanes.Count);
        Unsafe.WriteUnaligned(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset)), value);
    }

    /// <summary>Adds to the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Span<TScalar> span, int index, TVector value)
    {
        Ranges.Verify(span.Length, index, TLanes.Count);
        ref var target = ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index));
        Unsafe.WriteUnaligned(ref target, TLanes.Add(Unsafe.ReadUnaligned<TVector>(ref target), value));
    }

    /// <summary>Adds to the elements from an index and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Span<TScalar> span, uint index, int offset, TVector value)
    {
        Ranges.Verify(span.Length, (long)index + offset, TLanes.Count);
        ref var target = ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)index + offset));
        Unsafe.WriteUnaligned(ref target, TLanes.Add(Unsafe.ReadUnaligned<TVector>(ref target), value));
    }

    /// <summary>Adds to the elements from a place in bytes and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToAt(Span<TScalar> span, long place, int offset, TVector value)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<TScalar>()) + offset, TLanes.Count);
        ref var target = ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset));
        Unsafe.WriteUnaligned(ref target, TLanes.Add(Unsafe.ReadUnaligned<TVector>(ref target), value));
    }

    /// <summary>Adds to a vector of an array of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVector(Span<TVector> sums, int index, TVector value)
    {
        Ranges.Verify(sums.Length, index, 1);
        ref var sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), (nint)(uint)index);
        sum = TLanes.Add(sum, value);
    }

    /// <summary>Adds to a vector of an array of them, at an index and an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVector(Span<TVector> sums, uint index, int offset, TVector value)
    {
        Ranges.Verify(sums.Length, (long)index + offset, 1);
        ref var sum = ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), (nint)index + offset);
        sum = TLanes.Add(sum, value);
    }

    /// <summary>Adds to a vector of an array of them, at a place in bytes and an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVectorAt(Span<TVector> sums, long place, int offset, TVector value)
    {
        Ranges.Verify(sums.Length, (place / Unsafe.SizeOf<TVector>()) + offset, 1);
        ref var sum = ref Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(sums), (nint)place), offset);
        sum = TLanes.Add(sum, value);
    }
}
