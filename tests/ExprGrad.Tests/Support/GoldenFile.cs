namespace ExprGrad.Tests.Support;

/// <summary>Texts that are kept in the tree and reviewed like code; <c>EXPRGRAD_UPDATE_GOLDENS=1 dotnet test</c> rewrites them.</summary>
internal static class GoldenFile
{
    private const int Context = 3;
    private const int MaxLines = 80;
    private static readonly bool Update = Environment.GetEnvironmentVariable("EXPRGRAD_UPDATE_GOLDENS") == "1";

    /// <summary>Fails where <paramref name="actual"/> differs from the file, and shows the lines.</summary>
    /// <param name="path">The file, relative to the root of the repository.</param>
    /// <param name="actual">What the file should hold.</param>
    public static void Verify(string path, string actual)
    {
        var golden = File.Exists(Repository.PathOf(path)) ? Repository.Read(path) : "";
        var text = Lines(actual);
        if (Update) Write(path, golden = text);
        AssertSame(path, golden, text);
    }

    /// <summary>Fails where <paramref name="actual"/> differs from the page's block of code that begins with the same line.</summary>
    /// <param name="path">The page, relative to the root of the repository.</param>
    /// <param name="actual">What the block should hold.</param>
    public static void VerifyBlock(string path, string actual)
    {
        var (page, text) = (Repository.Read(path), Lines(actual));
        var start = page.IndexOf($"\n{text.AsSpan(0, text.IndexOf('\n'))}\n", StringComparison.Ordinal) + 1;
        Assert.True(start > 0, $"{path} has no block that begins with the first line of:\n{text}");
        var end = page.IndexOf("```", start, StringComparison.Ordinal);
        var golden = page[start..end];
        if (Update) Write(path, $"{page.AsSpan(0, start)}{golden = text}{page.AsSpan(end)}");
        AssertSame(path, golden, text);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static void AssertSame(string path, string golden, string text)
    {
        if (Difference(golden, text) is { } difference)
        {
            Assert.Fail($"{path}{difference}\nIf the new text is right: EXPRGRAD_UPDATE_GOLDENS=1 dotnet test, and review the change.");
        }
    }

    /// <summary>What changed from one text to the other, old lines (-) before new ones (+), between a few that did not; null if they are equal.</summary>
    public static string? Difference(string golden, string actual)
    {
        if (golden == actual) return null;
        var lines = Changes(golden.Split('\n'), actual.Split('\n')).ToList();
        var shown = new List<string>();
        for (var i = 0; i < lines.Count && shown.Count < MaxLines; i++)
        {
            var isNear = lines.Skip(i - Context).Take(Context + 1 + Math.Min(i, Context)).Any(line => line.Mark != ' ');
            if (isNear) shown.Add($"{lines[i].Mark} {lines[i].Text}");
            else if (shown is [.., not "..."]) shown.Add("...");
        }

        var first = lines.TakeWhile(line => line.Mark == ' ').Count() + 1;
        return $"({first}):\n{string.Join('\n', shown)}";
    }

    // By a longest common subsequence of lines: common[i, j] is its length from line i of the one and line j of the other on.
    private static IEnumerable<(char Mark, string Text)> Changes(string[] was, string[] now)
    {
        var common = new int[was.Length + 1, now.Length + 1];
        for (var i = was.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = was[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        for (int i = 0, j = 0; i < was.Length || j < now.Length;)
        {
            if (i < was.Length && j < now.Length && was[i] == now[j]) yield return (' ', was[(i++, j++).Item1]);
            else if (j == now.Length || (i < was.Length && common[i + 1, j] >= common[i, j + 1])) yield return ('-', was[i++]);
            else yield return ('+', now[j++]);
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(path))!);
        File.WriteAllText(Repository.PathOf(path), text);
    }
}
