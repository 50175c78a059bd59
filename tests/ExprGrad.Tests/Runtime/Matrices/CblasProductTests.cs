using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Matrices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Matrices;

/// <summary>Products by a native library: every order of elements, and what it can't express, is what the kernel gives.</summary>
public sealed class CblasProductTests
{
    [Fact]
    public void Every_order_and_every_small_size_is_what_the_kernel_gives()
    {
        var library = Cblas.OrSkip();
        foreach (var a in Enum.GetValues<Order>())
        {
            foreach (var b in Enum.GetValues<Order>())
            {
                foreach (var c in Enum.GetValues<Order>().Where(order => order != Order.Repeated))
                {
                    foreach (var (rows, columns, inner) in new[] { (13, 21, 10), (1, 19, 5), (19, 1, 5), (4, 6, 1), (1, 1, 1), (0, 3, 4), (3, 0, 4), (3, 4, 0) })
                    {
                        new Product<Vector512<double>, double, Lanes512<double>>(rows, columns, inner, a, b, c).Check(library);
                        new Product<Vector512<float>, float, Lanes512<float>>(rows, columns, inner, a, b, c).Check(library);
                    }
                }
            }
        }
    }

    // What is passed on must be what the interface allows: else a library may end the process.
    [Theory]
    [InlineData(3, 4, 4, 1, 111, 4)]
    [InlineData(3, 4, 9, 1, 111, 9)]
    [InlineData(3, 4, 1, 3, 112, 3)]
    [InlineData(3, 4, 1, 7, 112, 7)]
    [InlineData(1, 4, -5, 1, 111, 4)]
    [InlineData(1, 4, 1, 6, 112, 6)]
    [InlineData(4, 1, 6, 1, 111, 6)]
    [InlineData(4, 1, 1, 0, 111, 1)]
    [InlineData(1, 1, 0, 0, 111, 1)]
    [InlineData(3, 4, 3, 1, 0, 0)]
    [InlineData(3, 4, 0, 1, 0, 0)]
    [InlineData(3, 4, -4, 1, 0, 0)]
    [InlineData(3, 4, 8, 2, 0, 0)]
    [InlineData(3, 4, 1, -3, 0, 0)]
    public void Matrices_are_passed_on_in_rows_or_columns_or_not_at_all(int rows, int columns, int rowStride, int columnStride, int order, int stride)
    {
        var matrix = new MatrixView<double>(new double[100], 40, rows, columns, rowStride, columnStride);
        Assert.Equal(order == 0 ? null : (order, stride), CblasProduct.OrderOf(matrix));
    }
}
