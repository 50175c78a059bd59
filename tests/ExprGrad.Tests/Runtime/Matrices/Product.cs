using System.Numerics;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Matrices;
using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Matrices;

/// <summary>How a matrix stands in memory.</summary>
internal enum Order
{
    Rows,
    Columns,

    /// <summary>With room between elements and between rows.</summary>
    Strided,

    /// <summary>The last element first.</summary>
    Reversed,

    /// <summary>All rows are one.</summary>
    Repeated,
}

/// <summary>A product of small integers, so that every sum is exact, in arrays with a margin that must not change. Next to the operands stand NaNs.</summary>
internal sealed class Product<TVector, TScalar, TLanes>(int rows, int columns, int inner, Order orderA, Order orderB, Order orderC)
    where TVector : struct
    where TScalar : unmanaged, INumber<TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private const int Margin = 3;

    public void Check()
    {
        var a = Fill(rows, inner, orderA, 1);
        var b = Fill(inner, columns, orderB, 2);
        var sums = Sums(View(a, rows, inner, orderA), View(b, inner, columns, orderB));
        foreach (var mode in Enum.GetValues<ProductMode>()) Check(a, b, sums, mode);
    }

    private void Check(TScalar[] a, TScalar[] b, double[] sums, ProductMode mode)
    {
        var c = Fill(rows, columns, orderC, 3);
        var expected = (TScalar[])c.Clone();
        var viewA = View(a, rows, inner, orderA);
        var viewB = View(b, inner, columns, orderB);
        var viewE = View(expected, rows, columns, orderC);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = TScalar.CreateChecked(sums[(i * columns) + j]);
                viewE.At(i, j) = mode == ProductMode.Set ? sum : mode == ProductMode.Add ? viewE.At(i, j) + sum : viewE.At(i, j) - sum;
            }
        }

        // A workspace may hold anything.
        var workspace = new TScalar[ProductBlocks<TVector, TScalar, TLanes>.WorkspaceLength(rows, columns, inner)];
        Array.Fill(workspace, TScalar.CreateChecked(double.NaN));
        var inBlocks = (TScalar[])c.Clone();
        ProductBlocks<TVector, TScalar, TLanes>.Run(viewA, viewB, View(c, rows, columns, orderC), mode, workspace);
        Same(expected, c, $"{mode}");

        var buffers = new Workspace(new WorkspaceStack(), 0);
        buffers.Span<TScalar>(0, workspace.Length).Fill(TScalar.CreateChecked(double.NaN));
        ProductWork<TVector, TScalar, TLanes>.Run(viewA, viewB, View(inBlocks, rows, columns, orderC), mode, buffers, slot: 0, threads: 2, smallest: 0);
        Same(expected, inBlocks, $"{mode} in blocks");
    }

    // Row by row, in plain arrays: unoptimised code reads a view ten times slower.
    private double[] Sums(MatrixView<TScalar> a, MatrixView<TScalar> b)
    {
        var (rowsOfA, columnsOfB, sums) = (new double[rows * inner], new double[columns * inner], new double[rows * columns]);
        for (var k = 0; k < inner; k++)
        {
            for (var i = 0; i < rows; i++) rowsOfA[(i * inner) + k] = double.CreateChecked(a.At(i, k));
            for (var j = 0; j < columns; j++) columnsOfB[(j * inner) + k] = double.CreateChecked(b.At(k, j));
        }

        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int left = i * inner, right = j * inner, k = 0; k < inner; k++) sum += rowsOfA[left + k] * columnsOfB[right + k];
                sums[(i * columns) + j] = sum;
            }
        }

        return sums;
    }

    /// <summary>The same by a library.</summary>
    public void Check(MatrixKernel library)
    {
        var (a, b) = (Fill(rows, inner, orderA, 1), Fill(inner, columns, orderB, 2));
        foreach (var mode in Enum.GetValues<ProductMode>())
        {
            var (expected, actual) = (Fill(rows, columns, orderC, 3), Fill(rows, columns, orderC, 3));
            var workspace = new Workspace(new WorkspaceStack(), 0);
            MatrixProduct.Run(View(a, rows, inner, orderA), View(b, inner, columns, orderB), View(expected, rows, columns, orderC), mode, workspace, slot: 0);
            CblasProduct.Run(View(a, rows, inner, orderA), View(b, inner, columns, orderB), View(actual, rows, columns, orderC), mode, workspace, slot: 0, library);
            Same(expected, actual, $"{mode} by {library}");
        }
    }

    private void Same(TScalar[] expected, TScalar[] actual, string how)
    {
        var wrong = Enumerable.Range(0, expected.Length).FirstOrDefault(i => !actual[i].Equals(expected[i]), -1);
        Assert.True(wrong < 0, $"{typeof(TVector)} {rows} x {inner} x {columns}, {orderA} {orderB} {orderC}, {how}: element {wrong}");
    }

    private static TScalar[] Fill(int rows, int columns, Order order, int seed)
    {
        var random = new Random(seed);
        var elements = new TScalar[(2 * Margin) + Math.Max(1, 3 * ((rows * columns) + rows + columns))];
        Array.Fill(elements, TScalar.CreateChecked(double.NaN));
        var view = View(elements, rows, columns, order);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) view.At(i, j) = TScalar.CreateChecked(random.Next(-8, 9));
        }

        return elements;
    }

    // In Rows and Columns the matrix ends where the span does.
    private static MatrixView<TScalar> View(TScalar[] elements, int rows, int columns, Order order) => order switch
    {
        Order.Rows => new(elements.AsSpan(Margin, rows * columns), 0, rows, columns, columns, 1),
        Order.Columns => new(elements.AsSpan(Margin, rows * columns), 0, rows, columns, 1, rows),
        Order.Strided => new(elements, Margin, rows, columns, (2 * columns) + 1, 2),
        Order.Reversed => new(elements, Margin + Math.Max(0, (rows * columns) - 1), rows, columns, -columns, -1),
        _ => new(elements, Margin, rows, columns, 0, 1),
    };
}
