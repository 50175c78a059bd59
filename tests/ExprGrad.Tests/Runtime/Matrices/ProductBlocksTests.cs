using ExprGrad.Runtime;
using ExprGrad.Runtime.Matrices;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Runtime.Matrices;

/// <summary>Products in blocks: the same bits as those of a whole one, on any number of threads, and nothing allocated.</summary>
public sealed class ProductBlocksTests
{
    // Beyond the numbers of rows, columns and terms of which copies are made at once.
    [Theory]
    [InlineData(40, 60, 50)]
    [InlineData(150, 610, 70)]
    [InlineData(1, 700, 520)]
    [InlineData(600, 1, 20)]
    [InlineData(97, 203, 300)]
    public void Blocks_give_the_bits_of_the_whole(int rows, int columns, int inner)
    {
        foreach (var smallest in new[] { 0.0, 500.0, 5_000.0 })
        {
            foreach (var transposed in new[] { false, true })
            {
                var whole = Run(rows, columns, inner, transposed, (a, b, c, workspace) => MatrixProduct.Run(a(), b(), c(), ProductMode.Add, workspace, 0));
                foreach (var threads in new[] { 1, 2, 3 })
                {
                    Assert.Equal(whole, Run(rows, columns, inner, transposed, (a, b, c, workspace) =>
                        MatrixProduct.RunInBlocks(a(), b(), c(), ProductMode.Add, workspace, 0, threads, smallest)));
                }
            }
        }
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        const int N = 160;
        var (a, b, c, workspace) = (Numbers(N * N, 1), Numbers(N * N, 2), new double[N * N], new Workspace(new WorkspaceStack(), 0));
        void Multiply() => MatrixProduct.RunInBlocks<double>(new(a, 0, N, N, 1, N), new(b, 0, N, N, N, 1), new(c, 0, N, N, N, 1), ProductMode.Set, workspace, 0, threads: 2, smallest: 0);
        for (var i = 0; i < 50; i++) Multiply();
        Allocations.AssertNone(() => Multiply());
    }

    [Theory]
    [InlineData(1024, 1024, 256, 128, 144)]
    [InlineData(16, 4096, 256, 16, 984)]
    [InlineData(100_000, 16, 16, 15_632, 24)]
    [InlineData(1, 1, 1, 8, 24)]
    public void Panels_follow_from_extents(int rows, int columns, int depth, int panelRows, int panelColumns) =>
        Assert.Equal(new ProductPlan(panelRows, panelColumns), ProductPlan.For(rows, columns, depth, smallest: 100_000, tileRows: 8, stripColumns: 24));

    [Fact]
    public void Small_products_stay_whole()
    {
        Assert.True(ProductPlan.IsWhole(128, 128, 256, 100_000));
        Assert.False(ProductPlan.IsWhole(256, 256, 256, 100_000));
        Assert.False(ProductPlan.IsWhole(1, 1, 1, 0));
    }

    private delegate MatrixView<double> View();

    private static double[] Run(int rows, int columns, int inner, bool transposed, Action<View, View, View, Workspace> multiply)
    {
        var (a, b, c) = (Numbers(rows * inner, 1), Numbers(inner * columns, 2), Numbers(rows * columns, 3));
        MatrixView<double> Matrix(double[] elements, int height, int width) =>
            transposed ? new(elements, 0, height, width, 1, height) : new(elements, 0, height, width, width, 1);
        multiply(() => Matrix(a, rows, inner), () => Matrix(b, inner, columns), () => Matrix(c, rows, columns), new Workspace(new WorkspaceStack(), 0));
        return c;
    }

    private static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
    }
}
