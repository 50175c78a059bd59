using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elements for the lanes of a mask, and elements that don't lie side by side: each lane in use has its access, in the order of the lanes, checked like any other. Of
/// lanes that are not in use nothing is read or written.
/// </summary>
internal static class MaskedElements<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The elements from an index on; what other lanes get is unspecified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(ReadOnlySpan<TScalar> source, int index, TVector mask) => (ulong)(uint)index + (uint)TLanes.Count <= (uint)source.Length
        ? TLanes.LoadUnsafe(in MemoryMarshal.GetReference(source), (uint)index)
        : LoadEdge(source, index, mask);

    /// <inheritdoc cref="LoadWhere(ReadOnlySpan{TScalar}, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(Span<TScalar> source, int index, TVector mask) => LoadWhere((ReadOnlySpan<TScalar>)source, index, mask);

    /// <summary>Sets the elements from an index on, for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreWhere(Span<TScalar> target, int index, TVector value, TVector mask)
    {
        if (TLanes.HasMaskedAccess && (ulong)(uint)index + (uint)TLanes.Count <= (uint)target.Length) TLanes.StoreWhere(value, ref Unsafe.Add(ref MemoryMarshal.GetReference(target), (nint)(uint)index), mask);
        else StoreEdge(target, index, value, mask);
    }

    /// <summary>Adds to the elements from an index on, for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToWhere(Span<TScalar> target, int index, TVector value, TVector mask)
    {
        if (TLanes.HasMaskedAccess && (ulong)(uint)index + (uint)TLanes.Count <= (uint)target.Length) AddMasked(ref Unsafe.Add(ref MemoryMarshal.GetReference(target), (nint)(uint)index), value, mask);
        else AddToEdge(target, index, value, mask);
    }

    // Where a whole vector would not lie within the span.

    [MethodImpl(Callee.Optimised)]
    private static TVector LoadEdge(ReadOnlySpan<TScalar> source, int index, TVector mask) =>
        IsInside(index, source.Length, mask) ? TLanes.LoadWhere(in source[index], mask) : Gather(source, index, 1, mask);

    [MethodImpl(Callee.Optimised)]
    private static void StoreEdge(Span<TScalar> target, int index, TVector value, TVector mask)
    {
        if (IsInside(index, target.Length, mask)) TLanes.StoreWhere(value, ref target[index], mask);
        else Scatter(target, index, 1, value, mask);
    }

    [MethodImpl(Callee.Optimised)]
    private static void AddToEdge(Span<TScalar> target, int index, TVector value, TVector mask)
    {
        if (IsInside(index, target.Length, mask)) AddMasked(ref target[index], value, mask);
        else ScatterAdd(target, index, 1, value, mask);
    }

    // The first lane's element is in the span, and those of all lanes in use.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsInside(int index, int length, TVector mask) =>
        TLanes.HasMaskedAccess && (uint)index < (uint)length && !TLanes.Any(TLanes.And(mask, TLanes.GreaterThanOrEqual(TLanes.Indices, TLanes.Convert(Math.Min(length - index, TLanes.Count)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMasked(ref TScalar place, TVector value, TVector mask) => TLanes.StoreWhere(TLanes.Add(TLanes.LoadWhere(in place, mask), value), ref place, mask);

    /// <summary>Elements at equal distances, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherWhere(ReadOnlySpan<TScalar> source, int index, int stride, TVector mask) => Gather(source, index, stride, mask);

    /// <inheritdoc cref="GatherWhere(ReadOnlySpan{TScalar}, int, int, TVector)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GatherWhere(Span<TScalar> source, int index, int stride, TVector mask) => GatherWhere((ReadOnlySpan<TScalar>)source, index, stride, mask);

    // As calls: inlined, each would bring 120 locals (see InlinedMethods) and take longer.

    /// <summary>Elements at positions of their own.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(ReadOnlySpan<TScalar> source, TVector positions) => TLanes.GatherAt(source, positions);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{TScalar}, TVector)"/>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(Span<TScalar> source, TVector positions) => TLanes.GatherAt((ReadOnlySpan<TScalar>)source, positions);

    /// <summary>Elements at positions of their own, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(ReadOnlySpan<TScalar> source, TVector positions, TVector mask) => Gather(source, positions, mask);

    /// <inheritdoc cref="GatherAt(ReadOnlySpan{TScalar}, TVector, TVector)"/>
    [MethodImpl(Callee.Optimised)]
    public static TVector GatherAt(Span<TScalar> source, TVector positions, TVector mask) => Gather((ReadOnlySpan<TScalar>)source, positions, mask);

    [MethodImpl(Callee.Optimised)]
    internal static TVector Gather<TElement>(ReadOnlySpan<TElement> source, int index, int stride, TVector mask)
        where TElement : unmanaged
    {
        var result = default(TVector);
        var lanes = LaneValues.Of<TVector, TScalar>(ref result);
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane])) lanes[lane] = LaneValues.Number<TElement, TScalar>(source[index + (stride * lane)]);
        }

        return result;
    }

    // The other lanes get the first element.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Gather<TElement>(ReadOnlySpan<TElement> source, TVector positions, TVector mask)
        where TElement : unmanaged
    {
        if (!source.IsEmpty) return TLanes.GatherAt(source, TLanes.And(positions, mask));
        if (TLanes.Any(mask)) VectorChecks.Refuse();
        return default;
    }

    /// <summary>Checks that the indices of the lanes of a mask are in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckIndices(int index, int stride, int length, TVector mask)
    {
        // All are, if the first and the last one are.
        if ((uint)index >= (uint)length || (ulong)(index + (stride * (long)(TLanes.Count - 1))) >= (uint)length) CheckEach(index, stride, length, mask);
    }

    [MethodImpl(Callee.Optimised)]
    private static void CheckEach(int index, int stride, int length, TVector mask)
    {
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < isSet.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane]) && (uint)(index + (stride * lane)) >= (uint)length) VectorChecks.Refuse();
        }
    }

    /// <summary>Sets elements at equal distances, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void Scatter(Span<TScalar> target, int index, int stride, TVector value, TVector mask)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane])) target[index + (stride * lane)] = lanes[lane];
        }
    }

    /// <summary>Sets elements at positions of their own, of which several lanes may share one: it gets what the last of them has.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAt(Span<TScalar> target, TVector positions, TVector value)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var at = LaneValues.Of<TVector, TScalar>(ref positions);
        for (var lane = 0; lane < lanes.Length; lane++) target[LaneValues.Integer(at[lane])] = lanes[lane];
    }

    /// <summary>Sets elements at positions of their own, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAt(Span<TScalar> target, TVector positions, TVector value, TVector mask)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var at = LaneValues.Of<TVector, TScalar>(ref positions);
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane])) target[LaneValues.Integer(at[lane])] = lanes[lane];
        }
    }

    /// <summary>Adds to elements at equal distances, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAdd(Span<TScalar> target, int index, int stride, TVector value, TVector mask)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane])) target[index + (stride * lane)] += lanes[lane];
        }
    }

    /// <summary>Adds to elements at positions of their own, which several lanes may share.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAddAt(Span<TScalar> target, TVector positions, TVector value)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var at = LaneValues.Of<TVector, TScalar>(ref positions);
        for (var lane = 0; lane < lanes.Length; lane++) target[LaneValues.Integer(at[lane])] += lanes[lane];
    }

    /// <summary>Adds to elements at positions of their own, which several lanes may share, for the lanes of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void ScatterAddAt(Span<TScalar> target, TVector positions, TVector value, TVector mask)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref value);
        var at = LaneValues.Of<TVector, TScalar>(ref positions);
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (LaneValues.IsSet(isSet[lane])) target[LaneValues.Integer(at[lane])] += lanes[lane];
        }
    }
}
