using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>The product of two blocks: strips of columns, up to three vectors wide, each cut into tiles of up to eight rows.</summary>
internal static class ProductStrips<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>The rows of a tile. Its sums fill most of the registers, of which there are 32 of 512 bits, else 16.</summary>
    public static int TileRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Unsafe.SizeOf<TVector>() == 64 ? 8 : 4;
    }

    /// <summary>Computes the block, with room for a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(LeftBlock<TScalar> a, RightBlock<TScalar> b, int depth, MatrixView<TScalar> c, ProductMode mode, Span<TScalar> tile)
    {
        for (var column = 0; column < c.Columns;)
        {
            var vectors = Packing<TVector, TScalar, TLanes>.VectorsOfStrip(c.Columns - column);
            var width = vectors * TLanes.Count;
            var part = c.Part(0, c.Rows, column, Math.Min(width, c.Columns - column));
            if (vectors == 1) Strip<One>(a, b, column, depth, part, mode, tile);
            else if (vectors == 2) Strip<Two>(a, b, column, depth, part, mode, tile);
            else Strip<Three>(a, b, column, depth, part, mode, tile);
            column += width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TVectors>(
        LeftBlock<TScalar> a, RightBlock<TScalar> b, int column, int depth, MatrixView<TScalar> c, ProductMode mode, Span<TScalar> tile)
        where TVectors : struct, ICount
    {
        var row = 0;
        if (TileRows == 8)
        {
            for (; row + 8 <= c.Rows; row += 8) Tile<Eight, TVectors>(a, b, column, depth, c, row, mode, tile);
        }

        for (; row + 4 <= c.Rows; row += 4) Tile<Four, TVectors>(a, b, column, depth, c, row, mode, tile);
        for (; row + 2 <= c.Rows; row += 2) Tile<Two, TVectors>(a, b, column, depth, c, row, mode, tile);
        for (; row < c.Rows; row++) Tile<One, TVectors>(a, b, column, depth, c, row, mode, tile);
    }

    // Into C; where the elements of its rows aren't neighbours, or there are fewer columns and the machine has no masks for these, into a tile first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TRows, TVectors>(
        LeftBlock<TScalar> a, RightBlock<TScalar> b, int column, int depth, MatrixView<TScalar> c, int row, ProductMode mode, Span<TScalar> tile)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        var width = TVectors.Value * TLanes.Count;
        var inPlace = c.ColumnStride == 1 && (c.Columns == width || FirstLanes<TVector, TScalar>.AreSupported);
        ProductTile<TVector, TScalar, TLanes>.Run<TRows, TVectors>(
            ref a.At(row / TileRows, row % TileRows),
            a.RowStride,
            a.Step,
            ref b.At(column),
            b.Step(width),
            ref b.End(column, width, depth),
            depth,
            ref inPlace ? ref c.At(row, 0) : ref tile[0],
            inPlace ? c.RowStride : width,
            inPlace ? c.Columns - width + TLanes.Count : TLanes.Count,
            inPlace ? mode : ProductMode.Set);
        if (!inPlace) Take(tile, width, c.Part(row, TRows.Value, 0, c.Columns), mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Take(Span<TScalar> tile, int width, MatrixView<TScalar> c, ProductMode mode)
    {
        for (var i = 0; i < c.Rows; i++)
        {
            ref var sums = ref tile[i * width];
            if (c.ColumnStride == 1)
            {
                var j = 0;
                for (; j <= c.Columns - TLanes.Count; j += TLanes.Count) Take(ref c.At(i, j), TLanes.LoadUnsafe(in sums, (uint)j), mode);
                if (j < c.Columns) TakeFirst(ref c.At(i, j), c.Columns - j, TLanes.LoadUnsafe(in sums, (uint)j), mode);
            }
            else
            {
                for (var j = 0; j < c.Columns; j++) TakeFirst(ref c.At(i, j), 1, TLanes.Create(Unsafe.Add(ref sums, j)), mode);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(ref TScalar c, TVector sum, ProductMode mode)
    {
        if (mode == ProductMode.Add) sum = TLanes.Add(TLanes.LoadUnsafe(in c, 0), sum);
        if (mode == ProductMode.Subtract) sum = TLanes.Subtract(TLanes.LoadUnsafe(in c, 0), sum);
        TLanes.StoreUnsafe(sum, ref c, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeFirst(ref TScalar c, int lanes, TVector sum, ProductMode mode)
    {
        if (mode == ProductMode.Add) sum = TLanes.Add(TLanes.LoadFirst(in c, lanes), sum);
        if (mode == ProductMode.Subtract) sum = TLanes.Subtract(TLanes.LoadFirst(in c, lanes), sum);
        TLanes.StoreFirst(sum, ref c, lanes);
    }
}
