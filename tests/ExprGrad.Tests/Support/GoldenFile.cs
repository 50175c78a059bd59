namespace ExprGrad.Tests.Support;

/// <summary>Texts that are kept in the tree and reviewed like code; <c>EXPRGRAD_UPDATE_GOLDENS=1 dotnet test</c> rewrites them.</summary>
internal static class GoldenFile
{
    private const int Context = 3;
    private const int MaxLines = 30;
    private static readonly bool Update = Environment.GetEnvironmentVariable("EXPRGRAD_UPDATE_GOLDENS") == "1";

    /// <summary>Fails where <paramref name="actual"/> differs from the file, and shows the lines.</summary>
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

    /// <summary>The stretch in which two texts differ, old lines before new ones; null if they are the same.</summary>
    public static string? Difference(string golden, string actual)
    {
        if (golden == actual) return null;
        var (was, now) = (golden.Split('\n'), actual.Split('\n'));
        var start = was.Zip(now).TakeWhile(pair => pair.First == pair.Second).Count();
        var end = was.Skip(start).Reverse().Zip(now.Skip(start).Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('\n',
        [
            $"({start + 1}):",
            .. was.Take(start).TakeLast(Context).Select(line => $"  {line}"),
            .. Shortened(was[start..^end]).Select(line => $"- {line}"),
            .. Shortened(now[start..^end]).Select(line => $"+ {line}"),
            .. was.TakeLast(end).Take(Context).Select(line => $"  {line}"),
        ]);
    }

    private static IEnumerable<string> Shortened(string[] lines) =>
        lines.Length <= MaxLines ? lines : [.. lines.Take(MaxLines), $"... {lines.Length - MaxLines} more lines"];

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(path))!);
        File.WriteAllText(Repository.PathOf(path), text);
    }
}
