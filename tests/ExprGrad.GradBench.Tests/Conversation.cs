using System.Text.Json;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Tests;

/// <summary>A session from its first line to its last.</summary>
internal sealed record Conversation(IReadOnlyList<JsonElement> Answers, string Log)
{
    public static Conversation Of(params IEnumerable<string> lines) => Of(TimeProvider.System, lines);

    public static Conversation Of(TimeProvider clock, params IEnumerable<string> lines)
    {
        using var answers = new StringWriter();
        using var log = new StringWriter();
        new Session(new StringReader(string.Join('\n', lines)), answers, log, clock).Run();
        return new(
            [.. answers.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))], log.ToString());
    }
}
