using ExprGrad.Runtime.Threading;

namespace ExprGrad.Tests.Runtime.Threading;

public sealed class BlockPlanTests
{
    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(-3, 1, 0)]
    [InlineData(1, 1e9, 1)]
    [InlineData(1_000, 1, 1)]
    [InlineData(1_000, 199, 1)]
    [InlineData(1_000, 201, 2)]
    [InlineData(1_000, 700, 4)]
    [InlineData(1_000_000, 1, 8)]
    [InlineData(int.MaxValue, 1e9, 64)]
    public void There_are_as_many_blocks_as_are_worth_a_thread(int extent, double work, int blocks) =>
        Assert.Equal(blocks, BlockPlan.Count(extent, BlockPlan.Size(extent, work, elements: 0, smallest: 100_000, round: 8, lanes: 8)));

    [Fact]
    public void Blocks_are_whole_rounds_but_for_the_last_one()
    {
        var size = BlockPlan.Size(2_000, 10_000, elements: 0, smallest: 100_000, round: 32, lanes: 8);
        Assert.Equal(32, size);
        Assert.Equal(63, BlockPlan.Count(2_000, size));

        // Of fewer iterations than a round has, in whole vectors.
        Assert.Equal(16, BlockPlan.Size(1_000, 1e6, elements: 0, smallest: 100_000, round: 32, lanes: 8));
        Assert.Equal(8, BlockPlan.Size(14, 1e6, elements: 0, smallest: 100_000, round: 16, lanes: 8));
        Assert.Equal(2, BlockPlan.Size(14, 1e6, elements: 0, smallest: 100_000, round: 1, lanes: 1));
    }

    [Fact]
    public void Large_arrays_of_their_own_make_for_fewer_blocks()
    {
        Assert.Equal(64, BlockPlan.Count(1_000_000, BlockPlan.Size(1_000_000, 100, elements: 1_000, smallest: 100_000, round: 8, lanes: 8)));
        Assert.Equal(4, BlockPlan.Count(1_000_000, BlockPlan.Size(1_000_000, 100, elements: 100_000, smallest: 100_000, round: 8, lanes: 8)));
        Assert.Equal(1, BlockPlan.Count(1_000_000, BlockPlan.Size(1_000_000, 100, elements: 1_000_000, smallest: 100_000, round: 8, lanes: 8)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000)]
    public void Any_number_of_iterations_can_be_cut(int extent)
    {
        var size = BlockPlan.Size(extent, 0, elements: 1e9, smallest: 0, round: 8, lanes: 8);
        var blocks = BlockPlan.Count(extent, size);
        Assert.InRange(blocks, Math.Min(extent, 32), BlockPlan.MostBlocks);
        Assert.InRange(extent, ((blocks - 1) * size) + 1, blocks * size);
    }
}
