using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Tests.Scheduling;

/// <summary>How much loops have to run.</summary>
public sealed class VectorCountTests
{
    [Theory]
    [InlineData(-3, 0)]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void One_at_a_time(int extent, double expected) => Assert.Equal(expected, VectorCount.Scalar.For(extent));

    // Rounds of four vectors of eight; each vector behind them counts three times.
    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(8, 3)]
    [InlineData(9, 6)]
    [InlineData(31, 12)]
    [InlineData(32, 4)]
    [InlineData(33, 7)]
    [InlineData(64, 8)]
    [InlineData(int.MaxValue, 268_435_452 + 12)]
    public void Vectors(int extent, double expected) => Assert.Equal(expected, VectorCount.Of(extent, lanes: 8, replicas: 4, rest: 3));
}
