namespace ExprGrad.Tests.Diagnostics;

/// <summary>What the pages in <c>docs/errors</c> show is so: the examples are refused with that id, and what stands below works.</summary>
public sealed class ErrorExampleTests(ErrorExamples examples) : IClassFixture<ErrorExamples>
{
    // Constructs that are refused, but not yet with the id of their page, or with an exception that is not ours.
    private static readonly string[] s_open = ["EG1013", "EG1022", "EG1023", "EG1024", "EG1034", "EG1100", "EG2008", "EG4005"];

    private static readonly string[] s_openInstead = ["EG2015"];

    public static TheoryData<string> Refused => [.. ErrorPage.Ids.Except(s_open, StringComparer.Ordinal)];

    public static TheoryData<string> Working => [.. ErrorPage.Ids.Except(s_openInstead, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Refused))]
    public void The_example_is_refused_with_the_id_of_its_page(string id)
    {
        var exception = Assert.Throws<DifferentiationException>(() => examples.Run($"{id}.Example"));
        Assert.Contains(id, exception.Errors.Select(e => e.Id), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Working))]
    public void What_the_page_says_to_write_instead_works(string id) => examples.Run($"{id}.Instead");

    /// <summary>What works by now is to be taken off the lists.</summary>
    [Fact]
    public void The_open_ones_are_still_open()
    {
        foreach (var id in s_open)
        {
            var exception = Record.Exception(() => examples.Run($"{id}.Example"));
            Assert.False(exception is DifferentiationException refusal && refusal.Errors.Any(e => e.Id == id), id);
        }

        foreach (var id in s_openInstead) Assert.NotNull(Record.Exception(() => examples.Run($"{id}.Instead")));
    }
}
