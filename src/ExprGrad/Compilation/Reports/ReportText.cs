using System.Globalization;
using System.Text;
using ExprGrad.Diagnostics;

namespace ExprGrad.Compilation.Reports;

/// <summary>A report as one text.</summary>
internal static class ReportText
{
    private const int MaxLines = 200;

    public static string Of(CompilationReport report)
    {
        var text = new StringBuilder(report.Signature).Append('\n');
        var place = ErrorText.Place(new CallerSource(report.SourceText, report.SourceFile, report.SourceLine));
        if (place.Length > 0) text.Append('\n').Append(place).Append('\n');
        Section(text, "Options", Options(report));
        Section(text, "Warnings", report.Warnings.Count == 0 ? "none" : string.Join("\n", report.Warnings.Select(ErrorText.Finding)));
        Section(text, "Compile time", Times(report));
        Section(text, "Operations of the value", Counts(report.Forward));
        Section(text, "Operations of the gradients beyond those", report.OnTape ? "on the tape" : Counts(report.Reverse));
        Section(text, "Graph", Start(report.Graph, nameof(report.Graph)));
        Section(text, "Schedule", Start(report.Schedule, nameof(report.Schedule)));
        if (report.Options.Checkpoints is not null) Section(text, "Checkpoints", report.Checkpoints.Length == 0 ? "the states of all loops are kept: of Ad.Scan as an array, unless they are added up, or those behind the seed, .Skip(1), are read in order by loops over the same items" : report.Checkpoints);
        Section(text, "Methods", Methods(report));
        Section(text, "Code", Start(report.Code, nameof(report.Code)));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, string body)
    {
        text.Append('\n').Append(title).Append('\n');
        foreach (var line in body.TrimEnd('\n').Split('\n')) text.Append("  ").Append(line).Append('\n');
    }

    private static string Options(CompilationReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"FloatMode.{report.Options.FloatMode}, GradientMode.{report.Options.GradientMode}, {report.Options.Rules.Count} rules, {(report.Options.Checkpoints is { } checkpoints ? $"{checkpoints}, " : "")}warnings are {(report.Options.WarningsAsErrors ? "errors" : "reported")}, compiled by {report.Options.Compiler}");

    private static string Times(CompilationReport report)
    {
        var stages = report.Stages.Select(stage => $"{stage.Stage} {Milliseconds(stage.Time)}");
        return $"{Milliseconds(report.CompileTime)} ms: {string.Join(", ", stages)}";
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Counts(OperationCounts counts) => string.Create(CultureInfo.InvariantCulture, $"{counts.Total:N0}\n{counts}");

    private static string Methods(CompilationReport report)
    {
        var methods = report.Methods;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{methods.Count}. {report.MethodsReason}");
        foreach (var method in methods.Take(MaxLines)) text.Append('\n').Append(method);
        if (methods.Count > MaxLines) text.Append(CultureInfo.InvariantCulture, $"\n... and {methods.Count - MaxLines:N0} more in {nameof(report.Methods)}");
        return text.ToString();
    }

    // Cut by lines, not read whole: a text may have a million.
    private static string Start(string text, string property)
    {
        var end = -1;
        for (var lines = 0; lines < MaxLines; lines++)
        {
            end = text.IndexOf('\n', end + 1);
            if (end < 0 || end == text.Length - 1) return text;
        }

        var more = text.AsSpan(end + 1).TrimEnd('\n').Count('\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}\n... and {more:N0} more lines in {property}");
    }
}
