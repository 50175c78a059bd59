using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Access to elements by vectors for emitted code, as <see cref="Elements"/> by single ones: each is checked against the length of its span and ends in an
/// exception, never in foreign memory. What ends in First concerns the first lanes only, from none to all: other elements are neither read as values nor
/// written.
/// </summary>
/// <remarks>
/// Closed by <see cref="VectorFunctions.ElementsOf"/>: Load, LoadFirst, Gather, GatherFirst (of Span and ReadOnlySpan); Store, StoreFirst, AddTo, AddToFirst, Scatter, ScatterAdd; FirstLanes.
/// </remarks>
internal static class VectorElements<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TScalar> span, int index)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)span.Length) VectorChecks.Refuse();
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)));
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{TScalar}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TScalar> span, int index)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)span.Length) VectorChecks.Refuse();
        return Unsafe.ReadUnaligned<TVector>(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)));
    }

    /// <summary>The first <paramref name="count"/> elements from an index on; other lanes are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadFirst(ReadOnlySpan<TScalar> span, int index, int count)
    {
        if ((ulong)(uint)index + (uint)count > (uint)span.Length) VectorChecks.Refuse();
        return TLanes.LoadFirst(in Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index), count);
    }

    /// <inheritdoc cref="LoadFirst(ReadOnlySpan{TScalar}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadFirst(Span<TScalar> span, int index, int count)
    {
        if ((ulong)(uint)index + (uint)count > (uint)span.Length) VectorChecks.Refuse();
        return TLanes.LoadFirst(in Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index), count);
    }

    /// <summary>Every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(ReadOnlySpan<TScalar> span, int index, int stride)
    {
        VectorChecks.CheckStrided(index, stride, TLanes.Count, span.Length);
        return TLanes.Gather(in Unsafe.Add(ref MemoryMarshal.GetReference(span), index), stride);
    }

    /// <inheritdoc cref="Gather(ReadOnlySpan{TScalar}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(Span<TScalar> span, int index, int stride) => Gather((ReadOnlySpan<TScalar>)span, index, stride);

    /// <summary>The first <paramref name="count"/> of the elements that <see cref="Gather(ReadOnlySpan{TScalar}, int, int)"/> takes; the other lanes are 0.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherFirst(ReadOnlySpan<TScalar> span, int index, int stride, int count)
    {
        VectorChecks.CheckStrided(index, stride, count, span.Length);
        var vector = default(TVector);
        for (var lane = 0; lane < count && lane < TLanes.Count; lane++) Lane(ref vector, lane) = span[index + (lane * stride)];
        return vector;
    }

    /// <inheritdoc cref="GatherFirst(ReadOnlySpan{TScalar}, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherFirst(Span<TScalar> span, int index, int stride, int count) => GatherFirst((ReadOnlySpan<TScalar>)span, index, stride, count);

    /// <summary>Sets the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<TScalar> span, int index, TVector value)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)span.Length) VectorChecks.Refuse();
        Unsafe.WriteUnaligned(ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index)), value);
    }

    /// <summary>Sets the first <paramref name="count"/> elements from an index on; writes no other element, since it may be another thread's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Span<TScalar> span, int index, int count, TVector value)
    {
        if ((ulong)(uint)index + (uint)count > (uint)span.Length) VectorChecks.Refuse();
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index);
        TLanes.StoreFirst(value, ref first, count);
    }

    /// <summary>Adds to the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Span<TScalar> span, int index, TVector value)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)span.Length) VectorChecks.Refuse();
        ref var place = ref Unsafe.As<TScalar, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index));
        Unsafe.WriteUnaligned(ref place, TLanes.Add(Unsafe.ReadUnaligned<TVector>(ref place), value));
    }

    /// <summary>Adds to the first <paramref name="count"/> elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToFirst(Span<TScalar> span, int index, int count, TVector value)
    {
        if ((ulong)(uint)index + (uint)count > (uint)span.Length) VectorChecks.Refuse();
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(span), (nint)(uint)index);
        TLanes.StoreFirst(TLanes.Add(TLanes.LoadFirst(in first, count), value), ref first, count);
    }

    // As calls, whose loops over the lanes would be many locals.

    /// <summary>Sets every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void Scatter(Span<TScalar> span, int index, int stride, TVector value)
    {
        VectorChecks.CheckStrided(index, stride, TLanes.Count, span.Length);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index);
        for (var lane = 0; lane < TLanes.Count; lane++) Unsafe.Add(ref first, (nint)lane * stride) = Lane(ref value, lane);
    }

    /// <summary>Adds to every <paramref name="stride"/>th element from an index on; the stride may be negative, or 0.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAdd(Span<TScalar> span, int index, int stride, TVector value)
    {
        VectorChecks.CheckStrided(index, stride, TLanes.Count, span.Length);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index);
        for (var lane = 0; lane < TLanes.Count; lane++) Unsafe.Add(ref first, (nint)lane * stride) += Lane(ref value, lane);
    }

    /// <summary>The mask of the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector FirstLanes(int count) => TLanes.LessThan(TLanes.Indices, TLanes.Convert(count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref TScalar Lane(ref TVector vector, int lane) => ref Unsafe.Add(ref Unsafe.As<TVector, TScalar>(ref vector), lane);
}

internal static class VectorChecks
{
    public static void Refuse() => throw new IndexOutOfRangeException();

    /// <summary>Checks that so many elements at equal distances are in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckStrided(int index, int stride, int count, int length)
    {
        var last = index + (stride * (long)(count - 1));
        if ((count > 0 && ((uint)index >= (uint)length || (ulong)last >= (uint)length)) || count < 0) Refuse();
    }
}
