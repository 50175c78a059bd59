using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>A matrix in a span: (i, j) stands at offset + i rowStride + j columnStride. Strides may be negative, and 0 for what repeats.</summary>
internal readonly ref struct MatrixView<TScalar>
    where TScalar : unmanaged
{
    private readonly ref TScalar _first;

    /// <summary>The matrix, its elements checked to be within the span.</summary>
    /// <exception cref="IndexOutOfRangeException">An element is outside, or the size is negative.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MatrixView(ReadOnlySpan<TScalar> elements, int offset, int rows, int columns, int rowStride, int columnStride)
    {
        (Rows, Columns, RowStride, ColumnStride) = (rows, columns, rowStride, columnStride);
        if (rows < 0 || columns < 0) VectorChecks.Refuse();
        if (rows == 0 || columns == 0) return;
        var (down, right) = ((long)rowStride * (rows - 1), (long)columnStride * (columns - 1));
        var first = offset + Math.Min(down, 0) + Math.Min(right, 0);
        var last = offset + Math.Max(down, 0) + Math.Max(right, 0);
        if (first < 0 || last >= elements.Length) VectorChecks.Refuse();
        _first = ref Unsafe.Add(ref MemoryMarshal.GetReference(elements), offset);
        Spare = (int)(elements.Length - 1 - last);
    }

    /// <summary>The same matrix again; its elements were checked before.</summary>
    internal MatrixView(ref TScalar first, int rows, int columns, int rowStride, int columnStride, int spare)
    {
        _first = ref first;
        (Rows, Columns, RowStride, ColumnStride, Spare) = (rows, columns, rowStride, columnStride, spare);
    }

    public int Rows { get; }

    public int Columns { get; }

    public int RowStride { get; }

    public int ColumnStride { get; }

    /// <summary>The number of elements of the span behind the last of the matrix.</summary>
    public int Spare { get; }

    /// <summary>Whether the elements of its columns are neighbours. Vectors run along the rows of C, so that such a product is transposed, (A B)' = B' A'.</summary>
    public bool IsByColumns => RowStride == 1 && ColumnStride != 1;

    public MatrixView<TScalar> Transposed => new(ref _first, Columns, Rows, ColumnStride, RowStride, Spare);

    /// <summary>An element; the place isn't checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TScalar At(int row, int column) => ref Unsafe.Add(ref _first, ((nint)row * RowStride) + ((nint)column * ColumnStride));

    /// <summary>A part; it isn't checked to be one.</summary>
    public MatrixView<TScalar> Part(int row, int rows, int column, int columns) => new(ref At(row, column), rows, columns, RowStride, ColumnStride, Spare);

    /// <summary>Sets all elements to 0.</summary>
    public void Clear()
    {
        for (var i = 0; i < Rows; i++)
        {
            for (var j = 0; j < Columns; j++) At(i, j) = default;
        }
    }
}
