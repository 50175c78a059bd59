using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>The checks throw what C# and LINQ throw: type, text and parameter name; of indices they add the numbers.</summary>
public sealed class CheckTests
{
    private static readonly int[] Three = [7, 8, 9];

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MinValue)]
    public void An_index_out_of_range_throws_as_an_array_does(int index) =>
        AssertSameException(() => Three[index], $" The index is {index}, the length 3.", Primitives.CheckIndex, index, 3);

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 3)]
    [InlineData(0, long.MaxValue)]
    public void A_range_that_leaves_the_array_throws_as_its_first_index_outside_would(long low, long high) =>
        AssertSameException(() => Three[low < 0 ? (int)low : 3], $" The index is {(low < 0 ? low : high)}, the length 3.", Primitives.CheckRange, low, high, 3);

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_element_out_of_range_throws_as_ElementAt_does(int index) =>
        AssertSameException(() => Three.Select(value => value).ElementAt(index), Primitives.CheckElementAt, index, 3);

    [Fact]
    public void A_negative_count_throws_as_Range_and_Repeat_do()
    {
        AssertSameException(() => Enumerable.Range(0, -1), Primitives.CheckCount, -1);
        AssertSameException(() => Enumerable.Repeat(1.0, -1), Primitives.CheckCount, -1);
    }

    [Fact]
    public void An_empty_sequence_throws_as_First_Average_and_Max_do()
    {
        AssertSameException(() => Array.Empty<double>().First(), Primitives.CheckNotEmpty, 0);
        AssertSameException(() => Array.Empty<double>().Average(), Primitives.CheckNotEmpty, 0);
        AssertSameException(() => Array.Empty<double>().Max(), Primitives.CheckNotEmpty, 0);
    }

    [Fact]
    public void No_match_throws_as_First_does() => AssertSameException(() => Three.First(value => value > 9), Primitives.CheckMatch, -1);

    [Fact]
    public void What_is_in_range_is_passed_on()
    {
        Assert.Equal(2, Evaluation.Run(Primitives.CheckIndex, 2, 3));
        Assert.Equal(true, Evaluation.Run(Primitives.CheckRange, 0L, 2L, 3));
        Assert.Equal(0, Evaluation.Run(Primitives.CheckElementAt, 0, 1));
        Assert.Equal(0, Evaluation.Run(Primitives.CheckCount, 0));
        Assert.Equal(5, Evaluation.Run(Primitives.CheckNotEmpty, 5));
        Assert.Equal(0, Evaluation.Run(Primitives.CheckMatch, 0));
    }

    private static void AssertSameException(Func<object> expected, Primitive check, params object[] operands) => AssertSameException(expected, "", check, operands);

    private static void AssertSameException(Func<object> expected, string more, Primitive check, params object[] operands)
    {
        var wanted = Record.Exception(expected)!;
        var thrown = Record.Exception(() => Evaluation.Run(check, operands))!;
        Assert.Equal((wanted.GetType(), wanted.Message + more), (thrown.GetType(), thrown.Message));
    }
}
