using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Rows at equal distances, one for each of the first lanes, as vectors of what stands in one column, and back: transposed, two columns at a time.</summary>
internal static class RowTiles<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>Makes vectors of the columns of rows.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What takes the columns.</param>
    /// <param name="start">The place of the first column there.</param>
    /// <param name="step">The distance of the columns there.</param>
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

        if (columns == 1) target = TLanes.Gather(in first, stride);
        for (var pair = 0; pair < columns / 2; pair++) Load(in first, stride, 2 * pair, ref target, step);

        // The last of an odd number together with the one before it, once more.
        if (columns > 1 && columns % 2 == 1) Load(in first, stride, columns - 2, ref target, step);
    }

    /// <inheritdoc cref="Transpose(ReadOnlySpan{TScalar}, int, int, int, int, Span{TVector}, int, int)"/>
    public static void Transpose(Span<TScalar> source, int index, int stride, int count, int columns, Span<TVector> tile, int start, int step) =>
        Transpose((ReadOnlySpan<TScalar>)source, index, stride, count, columns, tile, start, step);

    /// <summary>Sets the columns of rows from vectors of them.</summary>
    /// <param name="target">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="tile">What holds the columns.</param>
    /// <param name="start">The place of the first column there.</param>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(ref readonly TScalar first, nint stride, int column, ref TVector target, nint step) => TLanes.LoadPairs(
        in Unsafe.Add(ref Unsafe.AsRef(in first), column), stride, out Unsafe.Add(ref target, column * step), out Unsafe.Add(ref target, (column + 1) * step));

    private static ref TScalar Element(ref readonly TScalar first, int lane, nint stride, int column) => ref Unsafe.Add(ref Unsafe.AsRef(in first), (lane * stride) + column);

    private static ref TScalar Lane(ref TVector first, nint place, int lane) => ref Unsafe.Add(ref Unsafe.As<TVector, TScalar>(ref Unsafe.Add(ref first, place)), lane);
}
