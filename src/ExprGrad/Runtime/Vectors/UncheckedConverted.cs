using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>What <see cref="ConvertedElements{TVector, TScalar, TLanes, TElement}"/> does with whole vectors, for places in a loop that <see cref="Ranges"/> has checked all before the loop.</summary>
internal static class UncheckedConverted<TVector, TScalar, TLanes, TElement>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
    where TElement : unmanaged
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TElement> span, int index)
    {
        Ranges.Verify(span.Length, index, TLanes.Count);
        return TLanes.LoadConverted(in MemoryMarshal.GetReference(span), (uint)index);
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{TElement}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TElement> span, int index) => Load((ReadOnlySpan<TElement>)span, index);

    /// <summary>The elements from an index and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TElement> span, uint index, int offset)
    {
        Ranges.Verify(span.Length, (long)index + offset, TLanes.Count);
        return TLanes.LoadConverted(in Unsafe.Add(ref MemoryMarshal.GetReference(span), offset), index);
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{TElement}, uint, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TElement> span, uint index, int offset) => Load((ReadOnlySpan<TElement>)span, index, offset);

    /// <summary>The elements from a place in bytes and an offset on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadAt(ReadOnlySpan<TElement> span, long place, int offset)
    {
        Ranges.Verify(span.Length, (place / Unsafe.SizeOf<TElement>()) + offset, TLanes.Count);
        return TLanes.LoadConverted(in Unsafe.Add(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(span), (nint)place), offset), 0);
    }

    /// <inheritdoc cref="LoadAt(ReadOnlySpan{TElement}, long, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadAt(Span<TElement> span, long place, int offset) => LoadAt((ReadOnlySpan<TElement>)span, place, offset);

    /// <summary>Every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(ReadOnlySpan<TElement> span, int index, int stride)
    {
        Ranges.Verify(span.Length, index, 1);
        Ranges.Verify(span.Length, index + (stride * (TLanes.Count - 1)), 1);
        return TLanes.GatherConverted(in Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index), stride);
    }

    /// <inheritdoc cref="Gather(ReadOnlySpan{TElement}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(Span<TElement> span, int index, int stride) => Gather((ReadOnlySpan<TElement>)span, index, stride);
}
