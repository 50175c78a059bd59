using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// The last columns of a product, where they fill little of a vector: vectors run along the rows of A instead, where the elements of its columns are neighbours; else they hold several terms.
/// </summary>
internal static class ProductEdge<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    // What a product of its own, an element that is put by itself, the sum of a vector's terms (Reduction: of those of eight rows, each), and sums that wait for each other take, in multiplications and additions of a vector.
    private const int Product = 460;
    private const int Element = 4;
    private const int Put = 2;
    private const int Sum = 20;
    private const int Reduction = 4;
    private const int Waiting = 3;

    // A part of it, in bytes.
    private const int NearestCache = 32 << 10;

    // Of more columns, the last ones take too little to matter.
    private const int MostVectors = 16;

    /// <summary>How many columns are better computed by themselves, 0 if none.</summary>
    public static int Columns(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> c)
    {
        var columns = c.Columns % TLanes.Count;
        if (columns == 0 || c.Columns > MostVectors * TLanes.Count) return 0;
        var usual = (long)a.Rows * a.Columns;
        if (usual < Product) return 0;
        var own = IsInColumns(a, columns) ? columns * (((long)Parts.Of(a.Rows, TLanes.Count) * a.Columns) + ((long)Put * a.Rows))
            : IsAlongRows(a) ? ((long)Math.Max(columns, Waiting) * Parts.Of(a.Rows, TLanes.Count) * a.Columns) + ((long)Element * columns * a.Rows)
            : IsInRows(a, columns) ? (long)a.Rows * (Parts.Of(a.Columns, TLanes.Count) + Reduction)
            : IsNarrow(a, c) ? (long)Parts.Of(columns, NarrowProduct<TScalar>.Columns) * a.Rows * (Parts.Of(a.Columns, NarrowProduct<TScalar>.Terms) + Sum)
            : usual;
        return own + Product < usual ? columns : 0;
    }

    /// <summary>Computes those columns, with a buffer for a tile and one for a copy of them.</summary>
    public static void Run(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> tile, Span<TScalar> copy)
    {
        if (IsInColumns(a, c.Columns))
        {
            for (var column = 0; column < c.Columns; column++)
                ProductColumn<TVector, TScalar, TLanes>.Run(a, b.Part(0, b.Rows, column, 1), c.Part(0, c.Rows, column, 1), mode, copy);
            return;
        }

        if (IsInRows(a, c.Columns))
        {
            ProductDots<TScalar>.Run(a, b, c, mode, copy);
            return;
        }

        if (IsAlongRows(a))
        {
            var left = new LeftBlock<TScalar>(b.Transposed);
            var right = Packing<TVector, TScalar, TLanes>.InPlace(a.Transposed, hasLastRow: true, copy);
            ProductStrips<TVector, TScalar, TLanes>.Multiply(left, right, a.Columns, c.Transposed, mode, tile);
            return;
        }

        for (var column = 0; column < c.Columns; column += NarrowProduct<TScalar>.Columns)
        {
            var columns = Math.Min(c.Columns - column, NarrowProduct<TScalar>.Columns);
            NarrowProduct<TScalar>.Run(a, b.Part(0, b.Rows, column, columns), c.Part(0, c.Rows, column, columns), mode, copy);
        }
    }

    // One or two, each of which reads A from the nearest cache.
    private static bool IsInColumns(scoped in MatrixView<TScalar> a, int columns) =>
        columns <= 2 && IsAlongRows(a) && FirstLanes<TVector, TScalar>.AreSupported && (long)a.Rows * a.Columns * Unsafe.SizeOf<TScalar>() <= NearestCache;

    private static bool IsInRows(scoped in MatrixView<TScalar> a, int columns) =>
        columns == 1 && a.ColumnStride == 1 && typeof(TVector) == typeof(Vector512<TScalar>) && ProductDots<TScalar>.IsSupported;

    private static bool IsAlongRows(scoped in MatrixView<TScalar> a) => a.RowStride == 1 && a.ColumnStride >= TLanes.Count;

    private static bool IsNarrow(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> c) =>
        typeof(TVector) == typeof(Vector512<TScalar>) && NarrowProduct<TScalar>.IsSupported && a.ColumnStride == 1 && c.ColumnStride == 1;
}
