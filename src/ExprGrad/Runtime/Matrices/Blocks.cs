using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Matrices;

/// <summary>Rows of A as tiles read them, copied or in place: element (i, k) of a tile at first + i rowStride + k step.</summary>
internal readonly ref struct LeftBlock<TScalar>(ref TScalar first, nint tileStride, nint rowStride, nint step)
    where TScalar : unmanaged
{
    private readonly ref TScalar _first = ref first;

    /// <summary>A matrix in place.</summary>
    public LeftBlock(MatrixView<TScalar> a, int tileRows)
        : this(ref a.At(0, 0), (nint)tileRows * a.RowStride, a.RowStride, a.ColumnStride)
    {
    }

    public nint RowStride { get; } = rowStride;

    public nint Step { get; } = step;

    /// <summary>The first element of a row of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TScalar At(int tile, int row) => ref Unsafe.Add(ref _first, (tile * tileStride) + (row * RowStride));
}

/// <summary>
/// Rows of B as tiles read them. A copy has strips, each row by row; in place they share the rows, and the last row may stand elsewhere, with room for whole vectors.
/// </summary>
internal readonly ref struct RightBlock<TScalar>(ref TScalar first, nint columnStride, nint step, ref TScalar end)
    where TScalar : unmanaged
{
    private readonly ref TScalar _first = ref first;
    private readonly ref TScalar _end = ref end;

    /// <summary>The first row from a column on.</summary>
    public ref TScalar At(int column) => ref Unsafe.Add(ref _first, column * columnStride);

    /// <summary>The way from one row to the next in a strip of so many columns.</summary>
    public nint Step(int width) => step == 0 ? width : step;

    /// <summary>The last of so many rows, from a column on.</summary>
    public ref TScalar End(int column, int width, int rows) =>
        ref Unsafe.IsNullRef(ref _end) ? ref Unsafe.Add(ref At(column), (rows - 1) * Step(width)) : ref Unsafe.Add(ref _end, column);
}
