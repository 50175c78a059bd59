using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Matrices;

/// <summary>A matrix whose memory stays where it is, so that other threads can be told of it.</summary>
/// <param name="first">Its first element.</param>
/// <param name="matrix">The matrix.</param>
internal readonly unsafe struct PinnedMatrix<TScalar>(TScalar* first, MatrixView<TScalar> matrix)
    where TScalar : unmanaged
{
    private readonly int _rows = matrix.Rows;
    private readonly int _columns = matrix.Columns;
    private readonly int _rowStride = matrix.RowStride;
    private readonly int _columnStride = matrix.ColumnStride;
    private readonly int _spare = matrix.Spare;

    /// <summary>The matrix, for as long as its memory is pinned.</summary>
    public MatrixView<TScalar> View => new(ref Unsafe.AsRef<TScalar>(first), _rows, _columns, _rowStride, _columnStride, _spare);
}
