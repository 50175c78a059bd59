using System.Globalization;
using System.Text;

namespace ExprGrad.Diagnostics;

/// <summary>Lays errors out for people: the caller's own text once, then each error with quote, reason, advice and page.</summary>
internal static class ErrorText
{
    // Enough to act on; the exception's list holds the others.
    private const int MaxErrors = 20;
    private const int MaxSourceLines = 10;
    private const int MaxSourceLineLength = 160;

    /// <summary>The message for all errors of a lambda.</summary>
    internal static string Message(IReadOnlyList<DifferentiationError> errors)
    {
        var text = new StringBuilder(errors.All(e => e.IsWarning)
            ? "This lambda can be differentiated, but its warnings count as errors here"
            : errors.Any(e => e.Id == Refusals.Internal.Id) ? "ExprGrad itself has failed on this lambda" : "This lambda can't be differentiated");
        if (errors.Count > 1) text.Append(CultureInfo.InvariantCulture, $" ({errors.Count} reasons)");
        text.Append('.');

        DifferentiationError? previous = null;
        foreach (var error in errors.Take(MaxErrors))
        {
            if ((previous is null || !SameSource(previous, error)) && Place(error) is { Length: > 0 } place) text.Append("\n\n").Append(place);
            text.Append("\n\n").Append(Finding(error));
            previous = error;
        }

        if (errors.Count > MaxErrors) text.Append(CultureInfo.InvariantCulture, $"\n\n... and {errors.Count - MaxErrors} more.");
        return text.ToString();
    }

    /// <summary>One error with the caller's text.</summary>
    internal static string Describe(DifferentiationError error) => Place(error) is { Length: > 0 } place ? $"{place}\n\n{Finding(error)}" : Finding(error);

    /// <summary>Where a lambda was handed over, with the caller's text; empty where nothing is known.</summary>
    internal static string Place(CallerSource source)
    {
        var hasText = !string.IsNullOrWhiteSpace(source.Text);
        if (string.IsNullOrEmpty(source.File)) return hasText ? $"In:\n    {string.Join("\n    ", SourceLines(source.Text!))}" : "";
        var place = $"At {FileName(source.File)}:{source.Line}";
        return !hasText ? place : $"{place}:\n    {string.Join("\n    ", SourceLines(source.Text!))}";
    }

    /// <summary>One error without the caller's text.</summary>
    internal static string Finding(DifferentiationError error)
    {
        var text = new StringBuilder(error.Id);
        if (error.Expression.Length > 0) text.Append(CultureInfo.InvariantCulture, $": `{error.Expression}`");
        text.Append(CultureInfo.InvariantCulture, $"\n  Why:     {Indented(error.Reason)}");
        text.Append(CultureInfo.InvariantCulture, $"\n  Instead: {Indented(error.Fix)}");
        text.Append(CultureInfo.InvariantCulture, $"\n  More:    {error.Page}");
        return text.ToString();
    }

    private static string Place(DifferentiationError error) => Place(new CallerSource(error.SourceText, error.SourceFile, error.SourceLine));

    private static bool SameSource(DifferentiationError a, DifferentiationError b) =>
        a.SourceLine == b.SourceLine && a.SourceFile == b.SourceFile && a.SourceText == b.SourceText;

    private static string Indented(string text) => text.Replace("\n", "\n           ", StringComparison.Ordinal);

    // Not Path.GetFileName: the path was written by the compiler, perhaps on another system.
    private static string FileName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    // The compiler's text starts at the lambda but keeps the file's indentation on the lines below the first.
    private static IEnumerable<string> SourceLines(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n', MaxSourceLines + 1);
        var indented = lines.Skip(1).Where(l => !string.IsNullOrWhiteSpace(l));
        var indent = indented.Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty().Min();
        for (var i = 0; i < lines.Length; i++)
        {
            if (i == MaxSourceLines)
            {
                yield return "…";
                yield break;
            }

            var line = i == 0 ? lines[i].TrimStart() : $"    {lines[i][Math.Min(indent, lines[i].Length)..]}";
            yield return line.Length <= MaxSourceLineLength ? line.TrimEnd() : $"{line.AsSpan(0, MaxSourceLineLength - 1)}…";
        }
    }
}
