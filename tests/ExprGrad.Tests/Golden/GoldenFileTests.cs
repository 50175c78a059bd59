namespace ExprGrad.Tests.Golden;

public sealed class GoldenFileTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Null(GoldenFile.Difference("a\nb\n", "a\nb\n"));

    [Fact]
    public void A_changed_line_is_shown_between_its_neighbours() =>
        Assert.Equal(
            "@@ line 5 @@\n  2\n  3\n  4\n- 5\n+ five\n  6\n  7\n  8",
            GoldenFile.Difference("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9"));

    [Fact]
    public void Added_and_removed_lines_are_shown_alone()
    {
        Assert.Equal("@@ line 2 @@\n  a\n+ b\n  c", GoldenFile.Difference("a\nc", "a\nb\nc"));
        Assert.Equal("@@ line 2 @@\n  a\n- b\n  c", GoldenFile.Difference("a\nb\nc", "a\nc"));
    }

    [Fact]
    public void A_text_without_a_golden_fails_and_says_how_to_accept_it()
    {
        var failure = Assert.ThrowsAny<Exception>(() => GoldenFile.Check("There is no such golden", "text"));
        Assert.Contains("EXPRGRAD_UPDATE_GOLDENS=1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("+ text", failure.Message, StringComparison.Ordinal);
    }
}
