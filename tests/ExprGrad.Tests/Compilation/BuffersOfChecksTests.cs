namespace ExprGrad.Tests.Compilation;

public sealed class BuffersOfChecksTests
{
    // The rows are read once, before all loops, and kept: a buffer that the checks before the first write make.
    [Fact]
    public void Rows_that_are_read_in_an_inner_loop_are_kept_by_the_checks()
    {
        var step = Grad.ValueAndGradient((double[][] rows, double[] xs) => (from x in xs from row in rows select row.Select(a => a * a * x).Sum()).Sum());

        var (value, gradient) = step([[1, 2], [], [3]], [10, 0.5]);

        Assert.Equal(14 * 10.5, value, 1e-12);
        Assert.Equal([[21, 42], [], [63]], gradient);
    }
}
