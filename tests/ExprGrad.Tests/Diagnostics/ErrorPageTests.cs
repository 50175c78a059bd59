using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>The catalogue of refusals and its documentation say the same.</summary>
public sealed class ErrorPageTests
{
    private static readonly List<DiagnosticKind> Rows = [.. RowsOf(typeof(Refusals)), .. RowsOf(typeof(Warnings))];

    public static TheoryData<string> Ids => [.. Rows.Select(r => r.Id)];

    private static IEnumerable<DiagnosticKind> RowsOf(Type catalogue) =>
        catalogue.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(f => (DiagnosticKind)f.GetValue(null)!);

    [Fact]
    public void Every_id_has_a_page_and_every_page_an_id() =>
        Assert.Equal(string.Join('\n', Rows.Select(r => r.Id).Order(StringComparer.Ordinal)), string.Join('\n', ErrorPage.Ids));

    [Fact]
    public void No_id_stands_for_two_things() => Assert.Equal(Rows.Count, Rows.Select(r => r.Id).ToHashSet(StringComparer.Ordinal).Count);

    [Fact]
    public void Warnings_have_ids_of_their_own() =>
        Assert.All(Rows, r => Assert.Equal(r is Warning, r.Id.StartsWith("EG90", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_texts_of_a_row_use_each_of_its_arguments(string id)
    {
        var row = Rows.Single(r => r.Id == id);
        Assert.Matches("^EG[1-49][0-9]{3}$", id);
        Assert.EndsWith(".", row.Fix, StringComparison.Ordinal);
        var arguments = Enumerable.Range(0, row.ArgumentCount).Select(i => $"<argument {i}>").ToArray();
        var error = row.At("", CallerSource.Unknown, arguments);
        Assert.All(arguments, a => Assert.Contains(a, error.Reason + error.Fix, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_is_in_the_index_under_its_title(string id)
    {
        var page = ErrorPage.Read(id);
        Assert.Equal(id, page.Id);
        Assert.Contains($"| [{id}]({id}.md) | {page.Title} |", Repository.Read($"{ErrorPage.Folder}/README.md"), StringComparison.Ordinal);
    }
}
