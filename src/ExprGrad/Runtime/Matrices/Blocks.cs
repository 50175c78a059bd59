using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Matrices;

/// <summary>Rows of A as tiles read them. A copy has tiles, each column by column; in place they share the columns.</summary>
internal readonly ref struct LeftBlock<TScalar>
    where TScalar : unmanaged
{
    private readonly ref TScalar _first;
    private readonly nint _tileStride;
    private readonly nint _step;

    /// <summary>A matrix in place.</summary>
    public LeftBlock(scoped in MatrixView<TScalar> a)
    {
        _first = ref a.At(0, 0);
        (_tileStride, RowStride, _step) = (a.RowStride, a.RowStride, a.ColumnStride);
    }

    /// <summary>A copy of that depth.</summary>
    public LeftBlock(ref TScalar first, int depth)
    {
        _first = ref first;
        (_tileStride, RowStride, IsCopy) = (depth, 1, true);
    }

    /// <summary>Whether it has tiles, all of the usual height.</summary>
    public bool IsCopy { get; }

    /// <summary>The way from one row to the next in a tile.</summary>
    public nint RowStride { get; }

    /// <summary>The first element of the tile that begins with a row.</summary>
    public ref TScalar At(int row) => ref Unsafe.Add(ref _first, row * _tileStride);

    /// <summary>The way from one column to the next in a tile of so many rows.</summary>
    public nint Step(int rows) => IsCopy ? rows : _step;
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
