namespace ExprGrad.Tests.Support;

public sealed class GoldenFileTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Null(GoldenFile.Difference("a\nb\n", "a\nb\n"));

    [Theory]
    [InlineData("a\nb\n", "a\nc\n", "(2):\n  golden: b\n  actual: c")]
    [InlineData("a", "a\nb", "(2):\n  golden: (end of text)\n  actual: b")]
    [InlineData("", "a\n", "(1):\n  golden: \n  actual: a")]
    public void The_first_line_that_differs_is_named(string golden, string actual, string expected) =>
        Assert.Equal(expected, GoldenFile.Difference(golden, actual));
}
