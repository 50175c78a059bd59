using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>What the pages in <c>docs/errors</c> show is so: the examples are refused with that id, and what stands below works.</summary>
public sealed class ErrorExampleTests(ErrorExamples examples) : IClassFixture<ErrorExamples>
{
    public static TheoryData<string> Ids => [.. ErrorPage.Ids];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_example_is_refused_with_the_id_of_its_page_and_nothing_else(string id)
    {
        var exception = Assert.Throws<DifferentiationException>(() => examples.Run($"{id}.Example"));
        Assert.All(exception.Errors, error => Assert.Equal(id, error.Id));
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Errors/{id}.txt", exception.Message);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_the_page_says_to_write_instead_works(string id) => examples.Run($"{id}.Instead");
}
