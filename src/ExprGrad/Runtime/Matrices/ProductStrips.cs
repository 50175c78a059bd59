using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>The product of two blocks: strips of columns, up to three vectors wide, each cut into tiles of eight rows, or of twelve or sixteen where they are narrower.</summary>
internal static class ProductStrips<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>Computes the block, with room for a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        scoped in LeftBlock<TScalar> a, scoped in RightBlock<TScalar> b, int depth, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> tile)
    {
        for (var column = 0; column < c.Columns;)
        {
            var vectors = Packing<TVector, TScalar, TLanes>.VectorsOfStrip(c.Columns - column);
            if (vectors == 1) Strip<One>(a, b, depth, c, column, mode, tile);
            else if (vectors == 2) Strip<Two>(a, b, depth, c, column, mode, tile);
            else Strip<Three>(a, b, depth, c, column, mode, tile);
            column += vectors * TLanes.Count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TVectors>(
        scoped in LeftBlock<TScalar> a, scoped in RightBlock<TScalar> b, int depth, scoped in MatrixView<TScalar> c, int column, ProductMode mode, Span<TScalar> tile)
        where TVectors : struct, ICount
    {
        // Into C; where the elements of its rows aren't neighbours, or there are fewer columns and the machine has no masks for these, into a tile first.
        var width = TVectors.Value * TLanes.Count;
        var columns = Math.Min(c.Columns - column, width);
        var inPlace = c.ColumnStride == 1 && (columns == width || FirstLanes<TVector, TScalar>.AreSupported);
        var lastLanes = inPlace ? columns - width + TLanes.Count : TLanes.Count;
        var (aRow, bStep, cRow) = (a.RowStride, b.Step(width), inPlace ? c.RowStride : width);
        var tileMode = inPlace ? mode : ProductMode.Set;
        ref var first = ref b.At(column);
        ref var last = ref b.End(column, width, depth);
        var most = a.IsCopy ? Packing<TVector, TScalar, TLanes>.TileRows : Packing<TVector, TScalar, TLanes>.MostRows(TVectors.Value);
        for (var row = 0; row < c.Rows;)
        {
            var rows = Packing<TVector, TScalar, TLanes>.RowsOfTile(c.Rows - row, most);
            var step = a.Step(rows);
            ref var left = ref a.At(row);
            ref var target = ref inPlace ? ref c.At(row, column) : ref tile[0];
            switch (rows)
            {
                case 1: ProductTile<TVector, TScalar, TLanes>.Run<One, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 2: ProductTile<TVector, TScalar, TLanes>.Run<Two, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 3: ProductTile<TVector, TScalar, TLanes>.Run<Three, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 4: ProductTile<TVector, TScalar, TLanes>.Run<Four, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 5: ProductTile<TVector, TScalar, TLanes>.Run<Five, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 6: ProductTile<TVector, TScalar, TLanes>.Run<Six, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 7: ProductTile<TVector, TScalar, TLanes>.Run<Seven, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 8: ProductTile<TVector, TScalar, TLanes>.Run<Eight, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 9: ProductTile<TVector, TScalar, TLanes>.Run<Nine, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 10: ProductTile<TVector, TScalar, TLanes>.Run<Ten, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 11: ProductTile<TVector, TScalar, TLanes>.Run<Eleven, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 12: ProductTile<TVector, TScalar, TLanes>.Run<Twelve, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 13: ProductTile<TVector, TScalar, TLanes>.Run<Thirteen, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 14: ProductTile<TVector, TScalar, TLanes>.Run<Fourteen, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 15: ProductTile<TVector, TScalar, TLanes>.Run<Fifteen, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
                case 16: ProductTile<TVector, TScalar, TLanes>.Run<Sixteen, TVectors>(ref left, aRow, step, ref first, bStep, ref last, depth, ref target, cRow, lastLanes, tileMode); break;
            }

            if (!inPlace) Take(tile, width, c.Part(row, rows, column, columns), mode);
            row += rows;
        }
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
                ref var target = ref c.At(i, 0);
                for (var j = 0; j < c.Columns; j++)
                {
                    TakeOne(ref target, Unsafe.Add(ref sums, j), mode);
                    target = ref Unsafe.Add(ref target, c.ColumnStride);
                }
            }
        }
    }

    /// <summary>Puts the sum of a single element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TakeOne(ref TScalar c, TScalar sum, ProductMode mode)
    {
        if (mode == ProductMode.Set) c = sum;
        else TakeFirst(ref c, 1, TLanes.Create(sum), mode);
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
