using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Elements that don't lie side by side: one access for each lane in use, in the order of the lanes.</summary>
internal static partial class LaneMemory<TVector, TScalar, TLanes>
{
    /// <summary>Elements at equal distances, for the first lanes.</summary>
    public static TVector Gather(ReadOnlySpan<TScalar> source, int index, int stride, int count)
    {
        var result = default(TVector);
        var lanes = Lanes(ref result);
        if (count == 0) return result;

        // With the first and the last in range all are.
        var last = index + ((long)stride * (count - 1));
        if ((uint)index >= (uint)source.Length || (ulong)last >= (ulong)source.Length) ThrowIndexOutOfRange();
        for (var lane = 0; lane < count; lane++) lanes[lane] = source[index + (stride * lane)];
        return result;
    }

    /// <summary>Elements at equal distances, for the lanes of a mask.</summary>
    public static TVector GatherWhere(ReadOnlySpan<TScalar> source, int index, int stride, TVector mask)
    {
        var result = default(TVector);
        var lanes = Lanes(ref result);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) lanes[lane] = source[index + (stride * lane)];
        }

        return result;
    }

    /// <summary>Elements at positions of their own, for the lanes of a mask.</summary>
    public static TVector GatherAt(ReadOnlySpan<TScalar> source, TVector positions, TVector mask)
    {
        var result = default(TVector);
        var lanes = Lanes(ref result);
        var at = Lanes(ref positions);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) lanes[lane] = source[Integer(at[lane])];
        }

        return result;
    }

    /// <summary>Checks that the indices of the lanes of a mask are in range.</summary>
    public static void CheckIndices(int index, int stride, int length, TVector mask)
    {
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < isSet.Length; lane++)
        {
            if (IsSet(isSet[lane]) && (uint)(index + (stride * lane)) >= (uint)length) ThrowIndexOutOfRange();
        }
    }

    /// <summary>Sets elements at equal distances, for the lanes of a mask.</summary>
    public static void Scatter(Span<TScalar> target, int index, int stride, TVector value, TVector mask)
    {
        var lanes = Lanes(ref value);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) target[index + (stride * lane)] = lanes[lane];
        }
    }

    /// <summary>Sets elements at positions of their own, for the lanes of a mask.</summary>
    public static void ScatterAt(Span<TScalar> target, TVector positions, TVector value, TVector mask)
    {
        var lanes = Lanes(ref value);
        var at = Lanes(ref positions);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) target[Integer(at[lane])] = lanes[lane];
        }
    }

    /// <summary>Adds to elements at equal distances, for the lanes of a mask.</summary>
    public static void ScatterAdd(Span<TScalar> target, int index, int stride, TVector value, TVector mask)
    {
        var lanes = Lanes(ref value);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) Plus(ref target[index + (stride * lane)], lanes[lane]);
        }
    }

    /// <summary>Adds to elements at positions of their own, which several lanes may share, for the lanes of a mask.</summary>
    public static void ScatterAddAt(Span<TScalar> target, TVector positions, TVector value, TVector mask)
    {
        var lanes = Lanes(ref value);
        var at = Lanes(ref positions);
        var isSet = Lanes(ref mask);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (IsSet(isSet[lane])) Plus(ref target[Integer(at[lane])], lanes[lane]);
        }
    }

    /// <summary>Rows at equal distances, one for each of the first lanes, as vectors of what stands in one column.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What takes the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    public static void Transpose(ReadOnlySpan<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start)
    {
        if (columns == 0) return;
        var target = MemoryMarshal.Cast<TVector, TScalar>(tile.Slice(start, columns));
        for (var lane = 0; lane < count; lane++)
        {
            var row = source.Slice(index + (stride * lane), columns);
            for (int column = 0, at = lane; column < row.Length; column++, at += TLanes.Count) target[at] = row[column];
        }
    }

    private static void Plus(ref TScalar element, TScalar value) => element = TLanes.GetLane(TLanes.Add(TLanes.Create(element), TLanes.Create(value)), 0);

    // All bits set are a NaN, which is not 0.
    private static bool IsSet(TScalar lane) => !lane.Equals(default);
}
