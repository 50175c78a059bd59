using System.Text.RegularExpressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>A page of <c>docs/errors</c>: code that is refused, why, and code that works.</summary>
internal sealed partial record ErrorPage(string Id, string Title, string Example, string Instead)
{
    internal const string Folder = "docs/errors";

    internal static string[] Ids { get; } =
        [.. Directory.GetFiles(Repository.PathOf(Folder), "EG*.md").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Reads a page; the test fails if it doesn't have the sections.</summary>
    internal static ErrorPage Read(string id)
    {
        var page = Shape().Match(Repository.Read($"{Folder}/{id}.md"));
        Assert.True(page.Success, $"{Folder}/{id}.md needs a title, then the sections Example with code, Why, and Instead with code.");
        return new ErrorPage(page.Groups["id"].Value, page.Groups["title"].Value, page.Groups["example"].Value, page.Groups["instead"].Value);
    }

    [GeneratedRegex(
        @"\A# (?<id>EG\d{4}): (?<title>[^\n]+)\n\n## Example\n\n```csharp\n(?<example>[^`]+)```\n\n"
        + @"## Why\n\n.+?\n\n## Instead\n\n```csharp\n(?<instead>[^`]+)```\n\z",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Shape();
}
