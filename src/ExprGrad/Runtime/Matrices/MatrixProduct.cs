using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// C = A B, C += A B or C -= A B for matrices of any strides, so of any transposition. C must share no element with A or B, nor stand on one element twice.
/// </summary>
/// <remarks>
/// With <see cref="MatrixView{TScalar}"/>s of double or float. A call allocates nothing. Each element is added up in the order of its terms, in parts of <see cref="BlockInner"/>, however rows
/// and columns are cut, except for the <see cref="NarrowProduct{TScalar}"/>, the <see cref="ProductDots{TScalar}"/> and the <see cref="ProductColumn{TVector, TScalar, TLanes}"/> at the edge of a product of few columns: the same product has the same bits on any number of threads.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>So many terms of a sum are added up in registers.</summary>
    public const int BlockInner = 384;

    /// <summary>The number of elements of the workspace that a product of rows x inner and inner x columns elements needs.</summary>
    public static int WorkspaceLength<TScalar>(int rows, int columns, int inner)
        where TScalar : unmanaged =>
        Vector512.IsHardwareAccelerated ? ProductBlocks<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.WorkspaceLength(rows, columns, inner)
        : Vector256.IsHardwareAccelerated ? ProductBlocks<Vector256<TScalar>, TScalar, Lanes256<TScalar>>.WorkspaceLength(rows, columns, inner)
        : ProductBlocks<Vector128<TScalar>, TScalar, Lanes128<TScalar>>.WorkspaceLength(rows, columns, inner);

    /// <summary>Computes the product, with a buffer of a call's workspace.</summary>
    /// <exception cref="IndexOutOfRangeException">The sizes don't fit.</exception>
    public static void Run<TScalar>(in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode, Workspace workspace, int slot)
        where TScalar : unmanaged => Run(a, b, c, mode, workspace.Span<TScalar>(slot, WorkspaceLength<TScalar>(c.Rows, c.Columns, a.Columns)));

    /// <summary>Computes the product.</summary>
    /// <exception cref="IndexOutOfRangeException">The sizes don't fit, or the workspace is too small.</exception>
    public static void Run<TScalar>(in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> workspace)
        where TScalar : unmanaged
    {
        if (Vector512.IsHardwareAccelerated) ProductBlocks<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.Run(a, b, c, mode, workspace);
        else if (Vector256.IsHardwareAccelerated) ProductBlocks<Vector256<TScalar>, TScalar, Lanes256<TScalar>>.Run(a, b, c, mode, workspace);
        else ProductBlocks<Vector128<TScalar>, TScalar, Lanes128<TScalar>>.Run(a, b, c, mode, workspace);
    }

    /// <summary>Computes the product in blocks on several threads, if it is large enough for two.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="c">C.</param>
    /// <param name="mode">What becomes of C.</param>
    /// <param name="workspace">The buffers of a call.</param>
    /// <param name="slot">The number of the buffer for copies; the next one keeps the work.</param>
    /// <param name="threads">How many threads may work on it.</param>
    /// <param name="smallest">What a block takes at least, in additions of the scheduler's cost model; 0 for blocks of any size.</param>
    /// <exception cref="IndexOutOfRangeException">The sizes don't fit.</exception>
    public static void RunInBlocks<TScalar>(
        in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode, Workspace workspace, int slot, int threads, double smallest)
        where TScalar : unmanaged
    {
        if (ProductPlan.IsWhole(c.Rows, c.Columns, a.Columns, smallest)) Run(a, b, c, mode, workspace, slot);
        else if (Vector512.IsHardwareAccelerated) ProductWork<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.Run(a, b, c, mode, workspace, slot, threads, smallest);
        else if (Vector256.IsHardwareAccelerated) ProductWork<Vector256<TScalar>, TScalar, Lanes256<TScalar>>.Run(a, b, c, mode, workspace, slot, threads, smallest);
        else ProductWork<Vector128<TScalar>, TScalar, Lanes128<TScalar>>.Run(a, b, c, mode, workspace, slot, threads, smallest);
    }

    /// <summary>Checks the sizes, and clears what is set to a sum of no terms.</summary>
    /// <returns>Whether anything is left to be computed.</returns>
    public static bool HasTerms<TScalar>(in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode)
        where TScalar : unmanaged
    {
        if (a.Rows != c.Rows || a.Columns != b.Rows || b.Columns != c.Columns) VectorChecks.Refuse();
        if (c.Rows == 0 || c.Columns == 0) return false;
        if (a.Columns > 0) return true;
        if (mode == ProductMode.Set) c.Clear();
        return false;
    }
}
