namespace ExprGrad.Runtime.Matrices;

/// <summary>Matrix products by a library with the C interface of BLAS, where it can express them; the others by the kernel.</summary>
internal static unsafe class CblasProduct
{
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    /// <summary>Computes the product.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C.</param>
    /// <param name="mode">What becomes of C.</param>
    /// <param name="workspace">The buffers of a call, for the kernel.</param>
    /// <param name="slot">The number of its buffer.</param>
    /// <param name="library">The library.</param>
    public static void Run<TScalar>(
        in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode, Workspace workspace, int slot, MatrixKernel library)
        where TScalar : unmanaged
    {
        if (!MatrixProduct.HasTerms(a, b, c, mode)) return;
        if (c.IsByColumns)
        {
            Run(b.Transposed, a.Transposed, c.Transposed, mode, workspace, slot, library);
            return;
        }

        if (OrderOf(a) is not var (orderA, strideA) || OrderOf(b) is not var (orderB, strideB) || OrderOf(c) is not (Plain, var strideC))
        {
            MatrixProduct.Run(a, b, c, mode, workspace, slot);
            return;
        }

        var (rows, columns, inner) = (c.Rows, c.Columns, a.Columns);
        var (alpha, beta) = (mode == ProductMode.Subtract ? -1 : 1, mode == ProductMode.Set ? 0 : 1);
        fixed (TScalar* firstA = &a.At(0, 0), firstB = &b.At(0, 0), firstC = &c.At(0, 0))
        {
            if (typeof(TScalar) == typeof(double))
            {
                ((delegate* unmanaged[Cdecl]<int, int, int, int, int, int, double, void*, int, void*, int, double, void*, int, void>)library.MultiplyDouble)(
                    RowMajor, orderA, orderB, rows, columns, inner, alpha, firstA, strideA, firstB, strideB, beta, firstC, strideC);
            }
            else
            {
                ((delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, void*, int, void*, int, float, void*, int, void>)library.MultiplySingle)(
                    RowMajor, orderA, orderB, rows, columns, inner, alpha, firstA, strideA, firstB, strideB, beta, firstC, strideC);
            }
        }
    }

    /// <summary>A matrix as row after row, at distances not less than a row's length, or else its transpose; null if it is neither.</summary>
    internal static (int Order, int Stride)? OrderOf<TScalar>(in MatrixView<TScalar> matrix)
        where TScalar : unmanaged =>
        Stride(matrix.Rows, matrix.Columns, matrix.RowStride, matrix.ColumnStride) is { } rows ? (Plain, rows)
        : Stride(matrix.Columns, matrix.Rows, matrix.ColumnStride, matrix.RowStride) is { } columns ? (Transposed, columns)
        : null;

    // The stride of what has one row or one element a row doesn't matter.
    private static int? Stride(int rows, int columns, int rowStride, int columnStride) =>
        columns > 1 && columnStride != 1 ? null
        : rows <= 1 ? Math.Max(columns, 1)
        : rowStride >= columns ? rowStride
        : null;
}
