namespace ExprGrad.Tests.Support;

/// <summary>Texts that are kept in the tree and reviewed like code; <c>EXPRGRAD_UPDATE_GOLDENS=1 dotnet test</c> rewrites them.</summary>
internal static class GoldenFile
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("EXPRGRAD_UPDATE_GOLDENS") == "1";

    /// <summary>Fails at the first line where <paramref name="actual"/> differs from the file.</summary>
    /// <param name="path">The file, relative to the root of the repository.</param>
    /// <param name="actual">What the file should hold.</param>
    public static void Verify(string path, string actual)
    {
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Update) Write(path, text);
        var golden = File.Exists(Repository.PathOf(path)) ? Repository.Read(path) : "";
        if (Difference(golden, text) is { } difference)
        {
            Assert.Fail($"{path}{difference}\nIf the new text is right: EXPRGRAD_UPDATE_GOLDENS=1 dotnet test, and review the change.");
        }
    }

    /// <summary>The first differing line, as "(line): ..."; null if the texts are equal.</summary>
    public static string? Difference(string golden, string actual)
    {
        if (golden == actual) return null;
        var (was, now) = (golden.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < was.Length && line < now.Length && was[line] == now[line]) line++;
        return $"({line + 1}):\n  golden: {LineOrEnd(was, line)}\n  actual: {LineOrEnd(now, line)}";
    }

    private static string LineOrEnd(string[] lines, int line) => line < lines.Length ? lines[line] : "(end of text)";

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(path))!);
        File.WriteAllText(Repository.PathOf(path), text);
    }
}
