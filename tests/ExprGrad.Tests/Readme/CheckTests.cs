namespace ExprGrad.Tests.Readme;

public sealed class CheckTests
{
    [Theory]
    [InlineData("3", "3.0000000001", true)]
    [InlineData("3", "3.001", false)]
    [InlineData("3", "-3", false)]
    [InlineData("0.73", "0.7310585786300049", true)]
    [InlineData("0.73", "0.7355", false)]
    [InlineData("-1.5e-3", "-0.00151", true)]
    [InlineData("-1.5e-3", "-0.0016", false)]
    [InlineData("1E+20", "1E+20", true)]
    [InlineData("(1, 2.0)", "(1, 2.04)", true)]
    [InlineData("(1, 2)", "(1, 2, 3)", false)]
    [InlineData("[1, 2]", "(1, 2)", false)]
    [InlineData("NaN", "NaN", true)]
    [InlineData("Infinity", "-Infinity", false)]
    [InlineData("x1 = 2", "x2 = 2", false)]
    public void Numbers_agree_to_the_digits_written_and_the_rest_exactly(string expected, string actual, bool agree) =>
        Assert.Equal(agree, Check.Agrees(expected, actual));

    [Fact]
    public void Sequences_and_tuples_are_written_out() =>
        Assert.Equal("(1.5, [1, [2]], null, a)", Check.Text((1.5, new object[] { 1, new List<int> { 2 } }, (string?)null, "a")));
}
