namespace ExprGrad.Tests.Golden;

/// <summary>
/// Compares text with <c>tests/ExprGrad.Tests/Golden/NAME.txt</c>. Nothing is written, unless EXPRGRAD_UPDATE_GOLDENS=1 asks for
/// the texts to be replaced by what they are now, for review as a diff.
/// </summary>
internal static class GoldenFile
{
    private const int Context = 3;
    private const int MaxLines = 30;

    /// <summary>Fails with the lines that differ if <paramref name="actual"/> is not the text of the golden.</summary>
    internal static void Check(string name, string actual)
    {
        var path = Path.Combine(SourceTree.Root, "tests", "ExprGrad.Tests", "Golden", $"{name}.txt");
        actual = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("EXPRGRAD_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (Difference(expected, actual) is { } difference)
            Assert.Fail($"Golden/{name}.txt is not what it was; EXPRGRAD_UPDATE_GOLDENS=1 accepts the new text.\n\n{difference}");
    }

    /// <summary>The stretch in which two texts differ, old lines before new ones; null if they are the same.</summary>
    internal static string? Difference(string expected, string actual)
    {
        if (expected == actual) return null;
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var start = before.Zip(after).TakeWhile(p => p.First == p.Second).Count();
        var end = before.Skip(start).Reverse().Zip(after.Skip(start).Reverse()).TakeWhile(p => p.First == p.Second).Count();

        return string.Join('\n',
        [
            $"@@ line {start + 1} @@",
            .. before.Take(start).TakeLast(Context).Select(l => $"  {l}"),
            .. Shortened(before[start..^end]).Select(l => $"- {l}"),
            .. Shortened(after[start..^end]).Select(l => $"+ {l}"),
            .. before.TakeLast(end).Take(Context).Select(l => $"  {l}"),
        ]);
    }

    private static IEnumerable<string> Shortened(string[] lines) =>
        lines.Length <= MaxLines ? lines : [.. lines.Take(MaxLines), $"... {lines.Length - MaxLines} more lines"];
}
