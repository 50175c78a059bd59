using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Rows, one for each of the first lanes, as vectors of what stands in one column, and back: transposed, two columns at a time.</summary>
internal static class RowTiles<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>Makes vectors of the columns of rows at equal distances.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What takes the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    /// <param name="step">The distance of the columns there.</param>
    [MethodImpl(Callee.Optimised)]
    public static void Transpose(ReadOnlySpan<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        Ranges.Check(source.Length, index, columns, stride, count);
        Ranges.Check(tile.Length, start, 1, step, columns);
        ref readonly var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        if (count < TLanes.Count)
        {
            for (var lane = 0; lane < count; lane++)
            {
                for (var column = 0; column < columns; column++) Lane(ref target, column * (nint)step, lane) = Element(in first, lane, stride, column);
            }

            return;
        }

        if (typeof(TVector) == typeof(Vector512<TScalar>) && PackedRows<TScalar>.Are(columns, stride))
        {
            PackedRows<TScalar>.Load(ref Unsafe.AsRef(in first), columns, ref Unsafe.As<TVector, Vector512<TScalar>>(ref target), step);
            return;
        }

        if (columns == 1) target = TLanes.Gather(in first, stride);
        for (var pair = 0; pair < columns / 2; pair++) Load(in first, stride, 2 * pair, ref target, step);

        // The last of an odd number together with the one before it, once more.
        if (columns > 1 && columns % 2 == 1) Load(in first, stride, columns - 2, ref target, step);
    }

    /// <inheritdoc cref="Transpose(ReadOnlySpan{TScalar}, int, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void Transpose(Span<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step) =>
        Transpose((ReadOnlySpan<TScalar>)source, index, stride, count, columns, tile, start, step);

    /// <summary>Makes vectors of the columns of rows at equal distances, as far as they are there: what is not is 0.</summary>
    /// <inheritdoc cref="Transpose(ReadOnlySpan{TScalar}, int, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void TransposeWithin(ReadOnlySpan<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        long last = index + ((long)stride * (count - 1)), end = source.Length - (long)columns;
        if (Math.Min(index, last) >= 0 && Math.Max(index, last) <= end)
        {
            Transpose(source, index, stride, count, columns, tile, start, step);
            return;
        }

        Ranges.Check(tile.Length, start, 1, step, columns);
        ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        for (var lane = 0; lane < count; lane++)
        {
            // Of a lane that reads it the place is right even if the products before it were not.
            var place = unchecked(index + (stride * lane));
            for (var column = 0; column < columns; column++)
                Lane(ref target, column * (nint)step, lane) = (uint)unchecked(place + column) < (uint)source.Length ? source[unchecked(place + column)] : default;
        }
    }

    /// <inheritdoc cref="TransposeWithin(ReadOnlySpan{TScalar}, int, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void TransposeWithin(Span<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step) =>
        TransposeWithin((ReadOnlySpan<TScalar>)source, index, stride, count, columns, tile, start, step);

    /// <summary>Makes vectors of the columns of rows anywhere.</summary>
    /// <param name="source">The rows, one behind the other.</param>
    /// <param name="rows">The number of each lane's row, an integer.</param>
    /// <param name="length">The length of a row.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What takes the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    /// <param name="step">The distance of the columns there.</param>
    [MethodImpl(Callee.Optimised)]
    public static void TransposeAt(ReadOnlySpan<TScalar> source, TVector rows, int length, int count, int columns, Span<TVector> tile, int start, int step)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        Ranges.Check(tile.Length, start, 1, step, columns);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        if (typeof(TVector) == typeof(Vector512<double>) && Avx512F.IsSupported && count == Vector512<double>.Count && columns > 1)
        {
            TransposePairs(
                ref DoublesAt(source, rows, 0, length, columns), ref DoublesAt(source, rows, 1, length, columns), ref DoublesAt(source, rows, 2, length, columns), ref DoublesAt(source, rows, 3, length, columns),
                ref DoublesAt(source, rows, 4, length, columns), ref DoublesAt(source, rows, 5, length, columns), ref DoublesAt(source, rows, 6, length, columns), ref DoublesAt(source, rows, 7, length, columns),
                columns, ref Unsafe.As<TVector, Vector512<double>>(ref first), step);
            return;
        }

        for (var lane = 0; lane < count; lane++)
        {
            ref var row = ref RowAt(source, rows, lane, length, columns);
            for (var column = 0; column < columns; column++) Lane(ref first, column * (nint)step, lane) = Unsafe.Add(ref row, column);
        }
    }

    /// <inheritdoc cref="TransposeAt(ReadOnlySpan{TScalar}, TVector, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void TransposeAt(Span<TScalar> source, TVector rows, int length, int count, int columns, Span<TVector> tile, int start, int step) =>
        TransposeAt((ReadOnlySpan<TScalar>)source, rows, length, count, columns, tile, start, step);

    /// <summary>Makes vectors of the columns of rows that are arrays of their own; columns that a row does not have are left as they are.</summary>
    /// <inheritdoc cref="Transpose(ReadOnlySpan{TScalar}, int, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void Transpose(TScalar[][] source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0) return;
        Ranges.Check(tile.Length, start, 1, step, columns);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        if (typeof(TVector) == typeof(Vector512<double>) && Avx512F.IsSupported && count == Vector512<double>.Count && columns > 1)
        {
            var a = (double[][])(object)source;
            if (TryTransposePairs(
                a[index], a[index + stride], a[index + (2 * stride)], a[index + (3 * stride)], a[index + (4 * stride)], a[index + (5 * stride)], a[index + (6 * stride)], a[index + (7 * stride)],
                columns, ref Unsafe.As<TVector, Vector512<double>>(ref first), step))
            {
                return;
            }
        }

        if (typeof(TVector) == typeof(Vector512<float>) && Avx512F.IsSupported && count == Vector512<float>.Count && columns >= RowsOfFloats.Columns
            && RowsOfFloats.TryTranspose((float[][])(object)source, index, stride, columns, ref Unsafe.As<TVector, Vector512<float>>(ref first), step))
        {
            return;
        }

        for (var lane = 0; lane < count; lane++) CopyRow(source[index + (stride * lane)], columns, ref Lane(ref first, 0, lane), step);
    }

    /// <summary>Makes vectors of the columns of rows anywhere that are arrays of their own; columns that a row does not have are left as they are.</summary>
    /// <inheritdoc cref="TransposeAt(ReadOnlySpan{TScalar}, TVector, int, int, int, Span{TVector}, int, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void TransposeAt(TScalar[][] source, TVector rows, int count, int columns, Span<TVector> tile, int start, int step)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0) return;
        Ranges.Check(tile.Length, start, 1, step, columns);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        if (typeof(TVector) == typeof(Vector512<double>) && Avx512F.IsSupported && count == Vector512<double>.Count && columns > 1)
        {
            var a = (double[][])(object)source;
            if (TryTransposePairs(
                a[Number(rows, 0)], a[Number(rows, 1)], a[Number(rows, 2)], a[Number(rows, 3)], a[Number(rows, 4)], a[Number(rows, 5)], a[Number(rows, 6)], a[Number(rows, 7)],
                columns, ref Unsafe.As<TVector, Vector512<double>>(ref first), step))
            {
                return;
            }
        }

        for (var lane = 0; lane < count; lane++) CopyRow(source[Number(rows, lane)], columns, ref Lane(ref first, 0, lane), step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Number(TVector rows, int lane) => LaneValues.Integer(TLanes.GetLane(rows, lane));

    // Where a lane's row begins, of which so many columns are in range.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref TScalar RowAt(ReadOnlySpan<TScalar> source, TVector rows, int lane, int length, int columns)
    {
        var place = (long)Number(rows, lane) * length;
        if (place < 0 || place > source.Length - (long)columns) VectorChecks.Refuse();
        return ref Unsafe.Add(ref MemoryMarshal.GetReference(source), (nint)place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double DoublesAt(ReadOnlySpan<TScalar> source, TVector rows, int lane, int length, int columns) => ref Unsafe.As<TScalar, double>(ref RowAt(source, rows, lane, length, columns));

    [MethodImpl(Callee.Optimised)]
    private static void CopyRow(TScalar[] row, int columns, ref TScalar target, nint step)
    {
        for (var column = 0; column < row.Length && column < columns; column++)
        {
            target = row[column];
            target = ref Unsafe.Add(ref target, TLanes.Count * step);
        }
    }

    // As ILanes.LoadPairs, of rows that each have a place of their own; false, and nothing done, if one is too short.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTransposePairs(
        double[] a0, double[] a1, double[] a2, double[] a3, double[] a4, double[] a5, double[] a6, double[] a7, int columns, ref Vector512<double> target, nint step)
    {
        if (a0.Length < columns || a1.Length < columns || a2.Length < columns || a3.Length < columns) return false;
        if (a4.Length < columns || a5.Length < columns || a6.Length < columns || a7.Length < columns) return false;
        TransposePairs(
            ref MemoryMarshal.GetArrayDataReference(a0), ref MemoryMarshal.GetArrayDataReference(a1), ref MemoryMarshal.GetArrayDataReference(a2), ref MemoryMarshal.GetArrayDataReference(a3),
            ref MemoryMarshal.GetArrayDataReference(a4), ref MemoryMarshal.GetArrayDataReference(a5), ref MemoryMarshal.GetArrayDataReference(a6), ref MemoryMarshal.GetArrayDataReference(a7),
            columns, ref target, step);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposePairs(
        ref double r0, ref double r1, ref double r2, ref double r3, ref double r4, ref double r5, ref double r6, ref double r7, int columns, ref Vector512<double> target, nint step)
    {
        for (var pair = 0; pair < columns; pair += 2)
        {
            // The last of an odd number comes together with the one before it, once more.
            var column = (nuint)Math.Min(pair, columns - 2);
            var even = Vector512.Create(
                Vector256.Create(Vector128.LoadUnsafe(ref r0, column), Vector128.LoadUnsafe(ref r2, column)),
                Vector256.Create(Vector128.LoadUnsafe(ref r4, column), Vector128.LoadUnsafe(ref r6, column)));
            var odd = Vector512.Create(
                Vector256.Create(Vector128.LoadUnsafe(ref r1, column), Vector128.LoadUnsafe(ref r3, column)),
                Vector256.Create(Vector128.LoadUnsafe(ref r5, column), Vector128.LoadUnsafe(ref r7, column)));
            ref var place = ref Unsafe.Add(ref target, (nint)column * step);
            place = Avx512F.UnpackLow(even, odd);
            Unsafe.Add(ref place, step) = Avx512F.UnpackHigh(even, odd);
        }
    }

    /// <summary>Sets the columns of rows from vectors of them.</summary>
    /// <param name="target">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What holds the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    [MethodImpl(Callee.Optimised)]
    public static void StoreRows(Span<TScalar> target, int index, int stride, int count, int columns, Span<TVector> tile, int start)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        Ranges.Check(target.Length, index, columns, stride, count);
        Ranges.Check(tile.Length, start, 1, 1, columns);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), index);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        var pairs = count < TLanes.Count ? 0 : columns / 2;
        for (var pair = 0; pair < pairs; pair++)
            TLanes.StorePairs(Unsafe.Add(ref source, 2 * pair), Unsafe.Add(ref source, (2 * pair) + 1), ref Unsafe.Add(ref first, 2 * pair), stride);
        for (var column = 2 * pairs; column < columns; column++)
        {
            for (var lane = 0; lane < count; lane++) Element(in first, lane, stride, column) = Lane(ref source, column, lane);
        }
    }

    /// <summary>Adds vectors of columns to the columns of rows.</summary>
    /// <inheritdoc cref="StoreRows(Span{TScalar}, int, int, int, int, Span{TVector}, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void AddRows(Span<TScalar> target, int index, int stride, int count, int columns, Span<TVector> tile, int start)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        Ranges.Check(target.Length, index, columns, stride, count);
        Ranges.Check(tile.Length, start, 1, 1, columns);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), index);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        if (typeof(TVector) == typeof(Vector512<TScalar>) && count == TLanes.Count && PackedRows<TScalar>.Are(columns, stride))
        {
            PackedRows<TScalar>.Add(ref first, columns, ref Unsafe.As<TVector, Vector512<TScalar>>(ref source));
            return;
        }

        for (var lane = 0; lane < count; lane++)
        {
            for (var column = 0; column < columns; column++) Element(in first, lane, stride, column) += Lane(ref source, column, lane);
        }
    }

    /// <summary>Adds vectors of columns to the columns of rows, for the lanes of a mask: other rows need not be there.</summary>
    /// <param name="target">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What holds the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    /// <param name="mask">The lanes.</param>
    [MethodImpl(Callee.Optimised)]
    public static void AddRowsWhere(Span<TScalar> target, int index, int stride, int count, int columns, Span<TVector> tile, int start, TVector mask)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        var isSet = LaneValues.Of<TVector, TScalar>(ref mask)[..count];
        var missed = 0;
        foreach (var lane in isSet) missed += LaneValues.IsSet(lane) ? 0 : 1;
        if (missed == 0)
        {
            AddRows(target, index, stride, count, columns, tile, start);
            return;
        }

        if (columns <= 0 || missed == count) return;
        Ranges.Check(tile.Length, start, 1, 1, columns);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        for (var lane = 0; lane < count; lane++)
        {
            if (!LaneValues.IsSet(isSet[lane])) continue;
            var place = unchecked(index + (stride * lane));
            if (place < 0 || place > target.Length - (long)columns) VectorChecks.Refuse();
            ref var row = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), place);
            for (var column = 0; column < columns; column++) Unsafe.Add(ref row, column) += Lane(ref source, column, lane);
        }
    }

    /// <summary>Adds vectors of columns to the columns of rows anywhere, one row after the other: several may be the same.</summary>
    /// <param name="target">The rows, one behind the other.</param>
    /// <param name="rows">The number of each lane's row, an integer.</param>
    /// <param name="length">The length of a row.</param>
    /// <param name="first">The first column.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What holds the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    [MethodImpl(Callee.Optimised)]
    public static void AddRowsAt(Span<TScalar> target, TVector rows, int length, int first, int count, int columns, Span<TVector> tile, int start)
    {
        if ((uint)count > (uint)TLanes.Count) VectorChecks.Refuse();
        if (columns == 0 || count == 0) return;
        Ranges.Check(tile.Length, start, 1, 1, columns);
        ref var source = ref Unsafe.Add(ref MemoryMarshal.GetReference(tile), start);
        for (var lane = 0; lane < count; lane++)
        {
            var place = ((long)Number(rows, lane) * length) + first;
            if (place < 0 || place > target.Length - (long)columns) VectorChecks.Refuse();
            ref var row = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), (nint)place);
            for (var column = 0; column < columns; column++) Unsafe.Add(ref row, column) += Lane(ref source, column, lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(ref readonly TScalar first, nint stride, int column, ref TVector target, nint step) => TLanes.LoadPairs(
        in Unsafe.Add(ref Unsafe.AsRef(in first), column), stride, out Unsafe.Add(ref target, column * step), out Unsafe.Add(ref target, (column + 1) * step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref TScalar Element(ref readonly TScalar first, int lane, nint stride, int column) => ref Unsafe.Add(ref Unsafe.AsRef(in first), (lane * stride) + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref TScalar Lane(ref TVector first, nint place, int lane) => ref Unsafe.Add(ref Unsafe.As<TVector, TScalar>(ref Unsafe.Add(ref first, place)), lane);
}
