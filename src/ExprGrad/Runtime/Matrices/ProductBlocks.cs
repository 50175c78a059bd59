using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// A matrix product in blocks that stay in the caches, copied into the order in which the tiles read them (K. Goto, R. van de Geijn, Anatomy of high-performance matrix
/// multiplication, 2008). An operand that is small, or in a good order, is read where it is.
/// </summary>
internal static class ProductBlocks<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private const int BlockRows = 192;
    private const int BlockColumns = 1536;
    private const int BlockInner = MatrixProduct.BlockInner;

    // Up to so many elements of an operand, copying costs more than it saves.
    private const int SmallElements = 200 * 200;

    /// <summary>The elements of a tile.</summary>
    public static int TileElements => TileRows * 3 * TLanes.Count;

    private static int TileRows => ProductStrips<TVector, TScalar, TLanes>.TileRows;

    /// <inheritdoc cref="MatrixProduct.WorkspaceLength"/>
    public static int WorkspaceLength(int rows, int columns, int inner)
    {
        // Rows and columns may change places.
        var (depth, across) = (Math.Min(inner, BlockInner), Math.Max(rows, columns));
        var left = Packing<TVector, TScalar, TLanes>.RoundUp(Math.Min(across, BlockRows), TileRows);
        var right = Packing<TVector, TScalar, TLanes>.RoundUp(Math.Min(across, BlockColumns), TLanes.Count);
        return TileElements + (depth * (left + right));
    }

    /// <inheritdoc cref="MatrixProduct.Run{TScalar}(MatrixView{TScalar}, MatrixView{TScalar}, MatrixView{TScalar}, ProductMode, Span{TScalar})"/>
    public static void Run(MatrixView<TScalar> a, MatrixView<TScalar> b, MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace)
    {
        if (!MatrixProduct.Prepare(ref a, ref b, ref c, mode)) return;
        if (workspace.Length < WorkspaceLength(c.Rows, c.Columns, a.Columns)) VectorChecks.Refuse();

        // Where B is read in place, the last vector of a row reaches into the next row.
        var copyA = a.ColumnStride != 1 && (long)a.Rows * a.Columns > SmallElements;
        var copyB = b.ColumnStride != 1 || (long)b.Rows * b.Columns > SmallElements || (b.Rows > 1 && b.RowStride < TLanes.Count);
        var tile = workspace[..TileElements];
        for (var column = 0; column < c.Columns; column += BlockColumns)
        {
            var columns = Math.Min(c.Columns - column, BlockColumns);
            for (var k = 0; k < a.Columns; k += BlockInner)
            {
                var depth = Math.Min(a.Columns - k, BlockInner);
                var blockMode = mode == ProductMode.Set && k > 0 ? ProductMode.Add : mode;
                var rest = workspace[TileElements..];
                var part = b.Part(k, depth, column, columns);
                var right = copyB ? Packing<TVector, TScalar, TLanes>.Copy(part, rest) : Packing<TVector, TScalar, TLanes>.InPlace(part, k + depth == b.Rows, rest);
                rest = rest[(depth * Packing<TVector, TScalar, TLanes>.RoundUp(columns, TLanes.Count))..];
                for (var row = 0; row < c.Rows; row += BlockRows)
                {
                    var rows = Math.Min(c.Rows - row, BlockRows);
                    var other = a.Part(row, rows, k, depth);
                    var left = copyA ? Packing<TVector, TScalar, TLanes>.Copy(other, TileRows, rest) : new LeftBlock<TScalar>(other, TileRows);
                    ProductStrips<TVector, TScalar, TLanes>.Multiply(left, right, depth, c.Part(row, rows, column, columns), blockMode, tile);
                }
            }
        }
    }
}
