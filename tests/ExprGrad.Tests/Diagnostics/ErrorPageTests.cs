using System.Reflection;
using System.Text.RegularExpressions;
using ExprGrad.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>The catalogue of refusals and its documentation say the same.</summary>
public sealed partial class ErrorPageTests
{
    private static readonly string s_folder = Path.Combine(SourceTree.Root, "docs", "errors");

    private static readonly List<(string Name, DiagnosticKind Kind)> s_rows = [.. RowsOf(typeof(Refusals)), .. RowsOf(typeof(Warnings))];

    public static TheoryData<string> Ids => [.. s_rows.Select(r => r.Kind.Id)];

    private static IEnumerable<(string, DiagnosticKind)> RowsOf(Type catalogue) =>
        catalogue.GetFields(BindingFlags.Static | BindingFlags.NonPublic).Select(f => (f.Name, (DiagnosticKind)f.GetValue(null)!));

    private static IEnumerable<string?> Pages() => Directory.GetFiles(s_folder, "EG*.md").Select(Path.GetFileNameWithoutExtension);

    private static string Page(string id) => File.ReadAllText(Path.Combine(s_folder, $"{id}.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Every_id_has_a_page_and_every_page_an_id() =>
        Assert.Equal(Sorted(s_rows.Select(r => r.Kind.Id)), Sorted(Pages()));

    private static string Sorted(IEnumerable<string?> ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));

    [Fact]
    public void No_id_stands_for_two_things() =>
        Assert.Equal(s_rows.Count, s_rows.Select(r => r.Kind.Id).ToHashSet(StringComparer.Ordinal).Count);

    [Fact]
    public void Warnings_have_ids_of_their_own() =>
        Assert.All(s_rows, r => Assert.Equal(r.Kind is Warning, r.Kind.Id.StartsWith("EG9", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_texts_of_a_row_use_each_of_its_arguments(string id)
    {
        var kind = s_rows.Single(r => r.Kind.Id == id).Kind;
        Assert.Matches("^EG[1-49][0-9]{3}$", id);
        Assert.EndsWith(".", kind.Fix, StringComparison.Ordinal);
        var arguments = Enumerable.Range(0, kind.ArgumentCount).Select(i => $"<argument {i}>").ToArray();
        var error = kind.At("", CallerSource.Unknown, arguments);
        Assert.All(arguments, a => Assert.Contains(a, error.Reason + error.Fix, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_shows_what_fails_then_why_then_what_works(string id)
    {
        var page = PageShape().Match(Page(id));
        Assert.True(page.Success, $"docs/errors/{id}.md needs a title, then the sections Example with code, Why, and Instead with code.");
        Assert.Equal(id, page.Groups["id"].Value);
        Assert.Empty(SyntaxErrors(page.Groups["example"].Value));
        Assert.Empty(SyntaxErrors(page.Groups["instead"].Value));
    }

    private static IEnumerable<Diagnostic> SyntaxErrors(string code)
    {
        var cancellation = TestContext.Current.CancellationToken;
        return CSharpSyntaxTree.ParseText(code, cancellationToken: cancellation).GetDiagnostics(cancellation);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_index_lists_each_page_under_its_title(string id)
    {
        var title = PageShape().Match(Page(id)).Groups["title"].Value;
        var index = File.ReadAllText(Path.Combine(s_folder, "README.md"));
        Assert.Contains($"| [{id}]({id}.md) | {title} |", index, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"\A# (?<id>EG\d{4}): (?<title>[^\n]+)\n\n## Example\n\n```csharp\n(?<example>[^`]+)```\n\n"
        + @"## Why\n\n.+?\n\n## Instead\n\n```csharp\n(?<instead>[^`]+)```\n\z",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PageShape();
}
