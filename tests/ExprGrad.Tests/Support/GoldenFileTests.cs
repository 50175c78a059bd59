namespace ExprGrad.Tests.Support;

public sealed class GoldenFileTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Null(GoldenFile.Difference("a\nb\n", "a\nb\n"));

    [Theory]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9", "(5):\n  2\n  3\n  4\n- 5\n+ five\n  6\n  7\n  8\n...")]
    [InlineData("a\nc", "a\nb\nc", "(2):\n  a\n+ b\n  c")]
    [InlineData("a\nb\nc", "a\nc", "(2):\n  a\n- b\n  c")]
    [InlineData("", "a\n", "(1):\n+ a\n  ")]
    [InlineData("a\n1\n2\n3\n4\n5\n6\n7\nb", "A\n1\n2\n3\n4\n5\n6\n7\nB", "(1):\n- a\n+ A\n  1\n  2\n  3\n...\n  5\n  6\n  7\n- b\n+ B")]
    public void The_lines_that_differ_are_shown_between_their_neighbours(string golden, string actual, string expected) =>
        Assert.Equal(expected, GoldenFile.Difference(golden, actual));
}
