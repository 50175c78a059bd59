using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Matrices;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Tests.Support;
using Xunit;

namespace ExprGrad.Tests.Runtime.Matrices;

/// <summary>Matrix products beside the sum of products that they are.</summary>
public sealed class MatrixProductTests
{
    private static readonly int[] Sizes = [0, 1, 3, 8, 9, 13, 17, 33, 50];

    [Fact]
    public void ProductsOfAllSmallSizesAreTheirSums()
    {
        foreach (var rows in Sizes)
        {
            foreach (var columns in Sizes)
            {
                foreach (var inner in new[] { 0, 1, 9 }) InEveryWidth(rows, columns, inner, Order.Rows, Order.Rows, Order.Rows);
            }
        }
    }

    [Fact]
    public void EveryMatrixMayBeTransposedStridedReversedOrRepeated()
    {
        Order[] orders = [Order.Rows, Order.Columns, Order.Strided, Order.Reversed];
        foreach (var a in orders.Append(Order.Repeated))
        {
            foreach (var b in orders.Append(Order.Repeated))
            {
                foreach (var c in orders)
                {
                    InEveryWidth(13, 21, 10, a, b, c);
                    InEveryWidth(1, 19, 5, a, b, c);
                    InEveryWidth(19, 1, 5, a, b, c);
                }
            }
        }
    }

    // Beyond the sizes of blocks, and of what is read in place.
    [Theory]
    [InlineData(203, 97, 130)]
    [InlineData(403, 97, 130)]
    [InlineData(97, 203, 300)]
    [InlineData(5, 1600, 7)]
    [InlineData(1, 1, 1000)]
    [InlineData(130, 140, 513)]
    public void LargeProductsAreMadeOfBlocks(int rows, int columns, int inner)
    {
        InEveryWidth(rows, columns, inner, Order.Rows, Order.Rows, Order.Rows);
        InEveryWidth(rows, columns, inner, Order.Columns, Order.Columns, Order.Rows);
        InEveryWidth(rows, columns, inner, Order.Rows, Order.Columns, Order.Columns);
    }

    // Up to sixteen vectors, of which the last has few columns: along the rows of A, or several terms in a vector, where that takes less.
    [Theory]
    [InlineData(65, 65, 65)]
    [InlineData(70, 34, 31)]
    [InlineData(29, 42, 64)]
    [InlineData(98, 18, 101)]
    [InlineData(100, 100, 100)]
    [InlineData(67, 1, 203)]
    [InlineData(130, 4, 99)]
    [InlineData(77, 5, 130)]
    [InlineData(1, 17, 251)]
    [InlineData(61, 39, 254)]
    public void TheLastColumnsMayFillLittleOfAVector(int rows, int columns, int inner)
    {
        foreach (var a in new[] { Order.Rows, Order.Columns })
        {
            foreach (var b in new[] { Order.Rows, Order.Columns, Order.Reversed })
            {
                foreach (var c in new[] { Order.Rows, Order.Columns, Order.Strided }) InEveryWidth(rows, columns, inner, a, b, c);
            }
        }
    }

    // What fills up a vector must not be multiplied with what there is: infinity times 0 is no number.
    [Fact]
    public void WhatIsInfiniteStaysInfinite()
    {
        foreach (var (rows, columns, inner) in new[] { (65, 66, 67), (100, 33, 101), (66, 1, 101) })
        {
            var (a, b, c) = (new double[rows * inner], new double[inner * columns], new double[rows * columns]);
            Array.Fill(a, double.PositiveInfinity);
            Array.Fill(b, 1);
            foreach (var byColumns in new[] { false, true })
            {
                MatrixView<double> left = byColumns ? new(a, 0, rows, inner, 1, rows) : new(a, 0, rows, inner, inner, 1);
                MatrixProduct.Run(left, new(b, 0, inner, columns, columns, 1), new(c, 0, rows, columns, columns, 1), ProductMode.Set, new double[MatrixProduct.WorkspaceLength<double>(rows, columns, inner)]);
                Assert.All(c, x => Assert.Equal(double.PositiveInfinity, x));
            }
        }
    }

    [Fact]
    public void ElementsOutsideTheSpanAreRefused()
    {
        foreach (var (offset, rows, columns, rowStride, columnStride) in new[]
        {
            (0, 3, 4, 4, 2), (-1, 3, 4, 4, 1), (1, 3, 4, 4, 1), (0, 3, 4, -4, 1), (0, 3, 4, 4, -1), (0, 13, 1, 1, 1), (11, 2, 1, int.MaxValue, 1),
            (0, 2, 2, int.MaxValue, int.MaxValue), (0, 2, 2, int.MinValue, 0), (12, 1, 1, 0, 0), (0, -1, 2, 1, 1), (0, 2, -1, 1, 1), (int.MaxValue, 1, 1, 1, 1),
        })
        {
            Assert.Throws<IndexOutOfRangeException>(() => new MatrixView<double>(new double[12], offset, rows, columns, rowStride, columnStride).Rows);
        }

        Assert.Equal(0, new MatrixView<double>([], 5, 0, 7, 1, 1).Rows);
        Assert.Equal(3, new MatrixView<double>(new double[12], 0, 3, 4, 4, 1).Rows);
    }

    [Fact]
    public void SizesThatDoNotFitAndSmallWorkspacesAreRefused()
    {
        Assert.Throws<IndexOutOfRangeException>(() => Multiply((2, 3), (4, 2), (2, 2), 10000));
        Assert.Throws<IndexOutOfRangeException>(() => Multiply((2, 3), (3, 2), (3, 2), 10000));
        Assert.Throws<IndexOutOfRangeException>(() => Multiply((2, 3), (3, 2), (2, 3), 10000));
        Assert.Throws<IndexOutOfRangeException>(() => Multiply((2, 3), (3, 2), (2, 2), MatrixProduct.WorkspaceLength<double>(2, 2, 3) - 1));
        Multiply((2, 3), (3, 2), (2, 2), MatrixProduct.WorkspaceLength<double>(2, 2, 3));

        static void Multiply((int Rows, int Columns) a, (int Rows, int Columns) b, (int Rows, int Columns) c, int workspace) =>
            MatrixProduct.Run(View(a), View(b), View(c), ProductMode.Set, new double[workspace]);

        static MatrixView<double> View((int Rows, int Columns) size) => new(new double[20], 0, size.Rows, size.Columns, size.Columns, 1);
    }

    [Fact]
    public void AProductAllocatesNothing()
    {
        const int N = 120;
        var (a, b, c, workspace) = (new double[N * N], new double[N * N], new double[N * N], new double[MatrixProduct.WorkspaceLength<double>(N, N, N)]);
        Multiply();
        Allocations.AssertNone(() => Multiply());

        void Multiply()
        {
            MatrixProduct.Run(new(a, 0, N, N, N, 1), new(b, 0, N, N, 1, N), new(c, 0, N, N, N, 1), ProductMode.Add, workspace);
        }
    }

    private static void InEveryWidth(int rows, int columns, int inner, Order a, Order b, Order c)
    {
        new Product<Vector512<double>, double, Lanes512<double>>(rows, columns, inner, a, b, c).Check();
        new Product<Vector256<double>, double, Lanes256<double>>(rows, columns, inner, a, b, c).Check();
        new Product<Vector128<double>, double, Lanes128<double>>(rows, columns, inner, a, b, c).Check();
        new Product<Vector512<float>, float, Lanes512<float>>(rows, columns, inner, a, b, c).Check();
        new Product<Vector256<float>, float, Lanes256<float>>(rows, columns, inner, a, b, c).Check();
        new Product<Vector128<float>, float, Lanes128<float>>(rows, columns, inner, a, b, c).Check();
    }
}
