using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// C = A B, C += A B or C -= A B for matrices of any strides, so of any transposition. C must share no element with A or B, nor stand on one element twice.
/// </summary>
/// <remarks>
/// With <see cref="MatrixView{TScalar}"/>s of double or float and a workspace of <see cref="WorkspaceLength{TScalar}"/> elements. A call allocates nothing; the same sizes and strides give the same bits.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>The number of elements of the workspace that a product of rows x inner and inner x columns elements needs.</summary>
    public static int WorkspaceLength<TScalar>(int rows, int columns, int inner)
        where TScalar : unmanaged =>
        Vector512.IsHardwareAccelerated ? ProductBlocks<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.WorkspaceLength(rows, columns, inner)
        : Vector256.IsHardwareAccelerated ? ProductBlocks<Vector256<TScalar>, TScalar, Lanes256<TScalar>>.WorkspaceLength(rows, columns, inner)
        : ProductBlocks<Vector128<TScalar>, TScalar, Lanes128<TScalar>>.WorkspaceLength(rows, columns, inner);

    /// <summary>Computes the product, with a buffer of a call's workspace.</summary>
    public static void Run<TScalar>(MatrixView<TScalar> a, MatrixView<TScalar> b, MatrixView<TScalar> c, ProductMode mode, Workspace workspace, int slot)
        where TScalar : unmanaged => Run(a, b, c, mode, workspace.Span<TScalar>(slot, WorkspaceLength<TScalar>(c.Rows, c.Columns, a.Columns)));

    /// <summary>Computes the product.</summary>
    /// <exception cref="IndexOutOfRangeException">The sizes don't fit, or the workspace is too small.</exception>
    public static void Run<TScalar>(MatrixView<TScalar> a, MatrixView<TScalar> b, MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace)
        where TScalar : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) ProductBlocks<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.Run(a, b, c, mode, workspace);
        else if (Vector256.IsHardwareAccelerated) ProductBlocks<Vector256<TScalar>, TScalar, Lanes256<TScalar>>.Run(a, b, c, mode, workspace);
        else ProductBlocks<Vector128<TScalar>, TScalar, Lanes128<TScalar>>.Run(a, b, c, mode, workspace);
    }
}
