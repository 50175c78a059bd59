using System.Runtime.CompilerServices;
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
    private const int BlockRows = 128;
    private const int BlockColumns = 1536;
    private const int BlockInner = MatrixProduct.BlockInner;

    // Up to so many elements of an operand, copying costs more than it saves.
    private const int SmallElements = 200 * 200;

    /// <summary>The elements of a tile.</summary>
    public static int TileElements
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Packing<TVector, TScalar, TLanes>.TileRows * 3 * TLanes.Count;
    }

    /// <inheritdoc cref="MatrixProduct.WorkspaceLength"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WorkspaceLength(int rows, int columns, int inner)
    {
        // Rows and columns may change places.
        var (depth, across) = (Math.Min(inner, BlockInner), Math.Max(rows, columns));
        var (left, right) = (Math.Min(across, BlockRows), Packing<TVector, TScalar, TLanes>.RoundUp(Math.Min(across, BlockColumns), TLanes.Count));
        return TileElements + (depth * (left + right));
    }

    /// <inheritdoc cref="MatrixProduct.Run{TScalar}(in MatrixView{TScalar}, in MatrixView{TScalar}, in MatrixView{TScalar}, ProductMode, Span{TScalar})"/>
    public static void Run(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace)
    {
        if (!MatrixProduct.HasTerms(a, b, c, mode)) return;
        if (workspace.Length < WorkspaceLength(c.Rows, c.Columns, a.Columns)) VectorChecks.Refuse();
        if (c.IsByColumns) MultiplyTransposed(a, b, c, mode, workspace);
        else Multiply(a, b, c, mode, workspace);
    }

    private static void MultiplyTransposed(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace) =>
        Multiply(b.Transposed, a.Transposed, c.Transposed, mode, workspace);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace)
    {
        // Where B is read in place, the last vector of a row reaches into the next row.
        var copyA = a.ColumnStride != 1 && (long)a.Rows * a.Columns > SmallElements;
        var copyB = b.ColumnStride != 1 || (long)b.Rows * b.Columns > SmallElements || (b.Rows > 1 && b.RowStride < TLanes.Count);
        if (c.Rows > BlockRows || c.Columns > BlockColumns || a.Columns > BlockInner)
        {
            MultiplyInBlocks(a, b, c, mode, copyA, copyB, workspace);
            return;
        }

        var edge = ProductEdge<TVector, TScalar, TLanes>.Columns(a, c);
        if (edge > 0)
        {
            MultiplyWithEdge(a, b, c, mode, edge, workspace);
            return;
        }

        var right = Right(b, copyB, hasLastRow: true, workspace);
        var left = Left(a, copyA, c.Columns, workspace);
        ProductStrips<TVector, TScalar, TLanes>.Multiply(left, right, a.Columns, c, mode, workspace);
    }

    private static void MultiplyWithEdge(
        scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, int edge, Span<TScalar> workspace)
    {
        var columns = c.Columns - edge;
        if (columns > 0) Multiply(a, b.Part(0, b.Rows, 0, columns), c.Part(0, c.Rows, 0, columns), mode, workspace);
        ProductEdge<TVector, TScalar, TLanes>.Run(a, b.Part(0, b.Rows, columns, edge), c.Part(0, c.Rows, columns, edge), mode, workspace, workspace[TileElements..]);
    }

    private static void MultiplyInBlocks(
        scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, bool copyA, bool copyB, Span<TScalar> workspace)
    {
        for (var column = 0; column < c.Columns; column += BlockColumns)
        {
            var columns = Math.Min(c.Columns - column, BlockColumns);
            for (var k = 0; k < a.Columns; k += BlockInner)
            {
                var depth = Math.Min(a.Columns - k, BlockInner);
                var blockMode = mode == ProductMode.Set && k > 0 ? ProductMode.Add : mode;
                var right = Right(b.Part(k, depth, column, columns), copyB, hasLastRow: k + depth == b.Rows, workspace);
                for (var row = 0; row < c.Rows; row += BlockRows)
                {
                    var rows = Math.Min(c.Rows - row, BlockRows);
                    var left = Left(a.Part(row, rows, k, depth), copyA, columns, workspace);
                    ProductStrips<TVector, TScalar, TLanes>.Multiply(left, right, depth, c.Part(row, rows, column, columns), blockMode, workspace);
                }
            }
        }
    }

    // The workspace has room for a tile, then for the block of B, and then for that of A.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RightBlock<TScalar> Right(scoped in MatrixView<TScalar> b, bool copies, bool hasLastRow, Span<TScalar> workspace)
    {
        var copy = workspace[TileElements..];
        if (!copies) return Packing<TVector, TScalar, TLanes>.InPlace(b, hasLastRow, copy);
        Packing<TVector, TScalar, TLanes>.CopyRight(b, copy);
        return Packing<TVector, TScalar, TLanes>.CopiedRight(ref copy[0], b.Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LeftBlock<TScalar> Left(scoped in MatrixView<TScalar> a, bool copies, int columns, Span<TScalar> workspace)
    {
        if (!copies) return new(a);
        var copy = workspace[(TileElements + (a.Columns * Packing<TVector, TScalar, TLanes>.RoundUp(columns, TLanes.Count)))..];
        Packing<TVector, TScalar, TLanes>.CopyLeft(a, copy);
        return new(ref copy[0], a.Columns);
    }
}
