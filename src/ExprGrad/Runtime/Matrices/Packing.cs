using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>Brings blocks of the operands into the order in which tiles read them.</summary>
internal static class Packing<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The most rows of a tile of three vectors. Its sums fill most of the registers, of which there are 32 of 512 bits, else 16.</summary>
    public static int TileRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.SizeOf<TVector>() == 64 ? 8 : 4;
    }

    /// <summary>The most rows of a tile that is so many vectors wide, where the rows of A aren't copied in tiles of <see cref="TileRows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MostRows(int vectors) => Math.Min(3 * TileRows / vectors, 16);

    public static int RoundUp(int count, int unit) => Parts.Of(count, unit) * unit;

    /// <summary>The number of rows of the tile that begins where so many rows are left, in tiles of so many at most. The last two are as high as each other: one of few rows waits for its sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowsOfTile(int rows, int most) => rows >= 2 * most ? most : rows > most ? (rows + 1) / 2 : rows;

    /// <summary>The number of vectors of the strip that begins where so many columns are left: up to three. Four are two and two, since one by itself is slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int VectorsOfStrip(int columns)
    {
        var vectors = Parts.Of(columns, TLanes.Count);
        return vectors == 4 ? 2 : Math.Min(vectors, 3);
    }

    /// <summary>Copies a block of A, the rows of a tile together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyLeft(scoped in MatrixView<TScalar> a, Span<TScalar> copy)
    {
        for (var row = 0; row < a.Rows;)
        {
            var rows = RowsOfTile(a.Rows - row, TileRows);
            ref var source = ref a.At(row, 0);
            ref var target = ref copy.Slice(row * a.Columns, rows * a.Columns)[0];
            for (var k = 0; k < a.Columns; k++)
            {
                CopyRow(ref source, a.RowStride, ref target, rows);
                source = ref Unsafe.Add(ref source, a.ColumnStride);
                target = ref Unsafe.Add(ref target, rows);
            }

            row += rows;
        }
    }

    /// <summary>Copies a block of B, one strip after the other; what is missing in the last one is computed with, but not stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRight(scoped in MatrixView<TScalar> b, Span<TScalar> copy)
    {
        for (var column = 0; column < b.Columns;)
        {
            var width = VectorsOfStrip(b.Columns - column) * TLanes.Count;
            var columns = Math.Min(width, b.Columns - column);
            var strip = copy.Slice(column * b.Rows, width * b.Rows);
            ref var source = ref b.At(0, column);
            ref var target = ref strip[0];
            if (b.ColumnStride == 1)
            {
                for (var k = 0; k < b.Rows; k++)
                    CopyRow(ref Unsafe.Add(ref source, (nint)k * b.RowStride), 1, ref Unsafe.Add(ref target, (nint)k * width), columns);
            }
            else
            {
                var j = 0;
                if (b.RowStride == 1 && FourColumns.AreSupported<TScalar>())
                {
                    for (; j <= columns - 4; j += 4)
                        FourColumns.Copy(ref Unsafe.Add(ref source, (nint)j * b.ColumnStride), b.ColumnStride, ref Unsafe.Add(ref target, j), width, b.Rows);
                }

                for (; j < columns; j++)
                    CopyColumn(ref Unsafe.Add(ref source, (nint)j * b.ColumnStride), b.RowStride, ref Unsafe.Add(ref target, j), width, b.Rows);
            }

            column += width;
        }
    }

    /// <summary>A block of B of that depth that was copied before.</summary>
    public static RightBlock<TScalar> CopiedRight(ref TScalar first, int depth) => new(ref first, depth, 0, ref Unsafe.NullRef<TScalar>());

    /// <summary>A block of B where it is. Vectors would reach behind the last row if nothing follows it, so that it is copied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static RightBlock<TScalar> InPlace(scoped in MatrixView<TScalar> b, bool hasLastRow, Span<TScalar> copy)
    {
        ref var end = ref Unsafe.NullRef<TScalar>();
        var width = RoundUp(b.Columns, TLanes.Count);
        if (hasLastRow && width - b.Columns > b.Spare)
        {
            end = ref copy[..width][0];
            CopyRow(ref b.At(b.Rows - 1, 0), 1, ref end, b.Columns);
        }

        return new(ref b.At(0, 0), 1, b.RowStride, ref end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(ref TScalar source, nint stride, ref TScalar target, int count)
    {
        nint i = 0;
        if (stride == 1)
        {
            for (; i <= count - TLanes.Count; i += TLanes.Count)
                TLanes.StoreUnsafe(TLanes.LoadUnsafe(in Unsafe.Add(ref source, i), 0), ref Unsafe.Add(ref target, i), 0);

            // The rows of a tile may be less than a vector.
            for (; i <= count - Vector128<TScalar>.Count; i += Vector128<TScalar>.Count)
                Vector128.LoadUnsafe(in Unsafe.Add(ref source, i)).StoreUnsafe(ref Unsafe.Add(ref target, i));
        }
        else
        {
            for (; i <= count - TLanes.Count; i += TLanes.Count)
                TLanes.StoreUnsafe(TLanes.Gather(in Unsafe.Add(ref source, i * stride), stride), ref Unsafe.Add(ref target, i), 0);
        }

        for (; i < count; i++) Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyColumn(ref TScalar source, nint sourceStride, ref TScalar target, nint targetStride, int count)
    {
        for (; count >= 4; count -= 4)
        {
            target = source;
            Unsafe.Add(ref target, targetStride) = Unsafe.Add(ref source, sourceStride);
            Unsafe.Add(ref target, 2 * targetStride) = Unsafe.Add(ref source, 2 * sourceStride);
            Unsafe.Add(ref target, 3 * targetStride) = Unsafe.Add(ref source, 3 * sourceStride);
            source = ref Unsafe.Add(ref source, 4 * sourceStride);
            target = ref Unsafe.Add(ref target, 4 * targetStride);
        }

        for (; count > 0; count--)
        {
            target = source;
            source = ref Unsafe.Add(ref source, sourceStride);
            target = ref Unsafe.Add(ref target, targetStride);
        }
    }
}
