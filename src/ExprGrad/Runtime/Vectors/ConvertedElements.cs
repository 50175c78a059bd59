using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elements of arrays of integers, or of floats among doubles, as the numbers that the lanes hold: what <see cref="VectorElements{TVector, TScalar, TLanes}"/> and
/// <see cref="MaskedElements{TVector, TScalar, TLanes}"/> read of arrays of these numbers. Lanes that are not in use hold such an element or 0.
/// </summary>
internal static class ConvertedElements<TVector, TScalar, TLanes, TElement>
    where TVector : struct
    where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
    where TElement : unmanaged
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TElement> source, int index)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)source.Length) VectorChecks.Refuse();
        return TLanes.LoadConverted(in MemoryMarshal.GetReference(source), (uint)index);
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{TElement}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<TElement> source, int index) => Load((ReadOnlySpan<TElement>)source, index);

    /// <summary>The first <paramref name="count"/> elements from an index on.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector LoadFirst(ReadOnlySpan<TElement> source, int index, int count) => GatherFirst(source, index, 1, count);

    /// <inheritdoc cref="LoadFirst(ReadOnlySpan{TElement}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadFirst(Span<TElement> source, int index, int count) => LoadFirst((ReadOnlySpan<TElement>)source, index, count);

    /// <summary>The elements from an index on, for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(ReadOnlySpan<TElement> source, int index, TVector mask) => (ulong)(uint)index + (uint)TLanes.Count <= (uint)source.Length
        ? TLanes.LoadConverted(in MemoryMarshal.GetReference(source), (uint)index)
        : GatherWhere(source, index, 1, mask);

    /// <inheritdoc cref="LoadWhere(ReadOnlySpan{TElement}, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(Span<TElement> source, int index, TVector mask) => LoadWhere((ReadOnlySpan<TElement>)source, index, mask);

    /// <summary>Every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(ReadOnlySpan<TElement> source, int index, int stride)
    {
        VectorChecks.CheckStrided(index, stride, TLanes.Count, source.Length);
        return TLanes.GatherConverted(in Unsafe.Add(ref MemoryMarshal.GetReference(source), index), stride);
    }

    /// <inheritdoc cref="Gather(ReadOnlySpan{TElement}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(Span<TElement> source, int index, int stride) => Gather((ReadOnlySpan<TElement>)source, index, stride);

    /// <summary>The first <paramref name="count"/> of these elements.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherFirst(ReadOnlySpan<TElement> source, int index, int stride, int count)
    {
        var result = default(TVector);
        var lanes = LaneValues.Of<TVector, TScalar>(ref result);
        for (var lane = 0; lane < count; lane++) lanes[lane] = LaneValues.Number<TElement, TScalar>(source[index + (stride * lane)]);
        return result;
    }

    /// <inheritdoc cref="GatherFirst(ReadOnlySpan{TElement}, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherFirst(Span<TElement> source, int index, int stride, int count) => GatherFirst((ReadOnlySpan<TElement>)source, index, stride, count);

    /// <summary>These elements, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherWhere(ReadOnlySpan<TElement> source, int index, int stride, TVector mask) =>
        MaskedElements<TVector, TScalar, TLanes>.Gather(source, index, stride, mask);

    /// <inheritdoc cref="GatherWhere(ReadOnlySpan{TElement}, int, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherWhere(Span<TElement> source, int index, int stride, TVector mask) => GatherWhere((ReadOnlySpan<TElement>)source, index, stride, mask);

    // As calls: inlined, each would bring 120 locals (see InlinedMethods) and take longer.

    /// <summary>Elements at positions of their own.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(ReadOnlySpan<TElement> source, TVector positions) => TLanes.GatherAt(source, positions);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{TElement}, TVector)"/>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(Span<TElement> source, TVector positions) => TLanes.GatherAt((ReadOnlySpan<TElement>)source, positions);

    /// <summary>The same for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(ReadOnlySpan<TElement> source, TVector positions, TVector mask) => MaskedElements<TVector, TScalar, TLanes>.Gather(source, positions, mask);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{TElement}, TVector, TVector)"/>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(Span<TElement> source, TVector positions, TVector mask) => MaskedElements<TVector, TScalar, TLanes>.Gather((ReadOnlySpan<TElement>)source, positions, mask);
}
