using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elements of arrays of integers as numbers, one for each lane: what <see cref="VectorElements{TVector, TScalar, TLanes}"/> and <see cref="MaskedElements{TVector, TScalar, TLanes}"/>
/// read of arrays of numbers. Lanes that are not in use hold integers too.
/// </summary>
internal static class IntegerElements<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<int> source, int index)
    {
        if ((ulong)(uint)index + (uint)TLanes.Count > (uint)source.Length) VectorChecks.Refuse();
        return TLanes.LoadIntegers(in MemoryMarshal.GetReference(source), (uint)index);
    }

    /// <inheritdoc cref="Load(ReadOnlySpan{int}, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(Span<int> source, int index) => Load((ReadOnlySpan<int>)source, index);

    /// <summary>The first <paramref name="count"/> elements from an index on.</summary>
    public static TVector LoadFirst(ReadOnlySpan<int> source, int index, int count) => GatherFirst(source, index, 1, count);

    /// <inheritdoc cref="LoadFirst(ReadOnlySpan{int}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadFirst(Span<int> source, int index, int count) => LoadFirst((ReadOnlySpan<int>)source, index, count);

    /// <summary>The elements from an index on, for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(ReadOnlySpan<int> source, int index, TVector mask) => (ulong)(uint)index + (uint)TLanes.Count <= (uint)source.Length
        ? TLanes.LoadIntegers(in MemoryMarshal.GetReference(source), (uint)index)
        : GatherWhere(source, index, 1, mask);

    /// <inheritdoc cref="LoadWhere(ReadOnlySpan{int}, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(Span<int> source, int index, TVector mask) => LoadWhere((ReadOnlySpan<int>)source, index, mask);

    /// <summary>Every <paramref name="stride"/>th element from an index on; the stride may be negative.</summary>
    public static TVector Gather(ReadOnlySpan<int> source, int index, int stride) => GatherFirst(source, index, stride, TLanes.Count);

    /// <inheritdoc cref="Gather(ReadOnlySpan{int}, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gather(Span<int> source, int index, int stride) => Gather((ReadOnlySpan<int>)source, index, stride);

    /// <summary>The first <paramref name="count"/> of these elements.</summary>
    public static TVector GatherFirst(ReadOnlySpan<int> source, int index, int stride, int count)
    {
        var result = default(TVector);
        var lanes = LaneValues.Of<TVector, TScalar>(ref result);
        for (var lane = 0; lane < count; lane++) lanes[lane] = LaneValues.Number<int, TScalar>(source[index + (stride * lane)]);
        return result;
    }

    /// <inheritdoc cref="GatherFirst(ReadOnlySpan{int}, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherFirst(Span<int> source, int index, int stride, int count) => GatherFirst((ReadOnlySpan<int>)source, index, stride, count);

    /// <summary>These elements, for the lanes of a mask.</summary>
    public static TVector GatherWhere(ReadOnlySpan<int> source, int index, int stride, TVector mask) =>
        MaskedElements<TVector, TScalar, TLanes>.Gather(source, index, stride, mask);

    /// <inheritdoc cref="GatherWhere(ReadOnlySpan{int}, int, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherWhere(Span<int> source, int index, int stride, TVector mask) => GatherWhere((ReadOnlySpan<int>)source, index, stride, mask);

    // As calls: inlined, each would bring 120 locals (see InlinedMethods) and take longer.

    /// <summary>Elements at positions of their own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector GatherAt(ReadOnlySpan<int> source, TVector positions) => TLanes.GatherAt(source, positions);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{int}, TVector)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector GatherAt(Span<int> source, TVector positions) => TLanes.GatherAt((ReadOnlySpan<int>)source, positions);

    /// <summary>The same for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector GatherAt(ReadOnlySpan<int> source, TVector positions, TVector mask) => MaskedElements<TVector, TScalar, TLanes>.Gather(source, positions, mask);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{int}, TVector, TVector)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector GatherAt(Span<int> source, TVector positions, TVector mask) => MaskedElements<TVector, TScalar, TLanes>.Gather((ReadOnlySpan<int>)source, positions, mask);
}
