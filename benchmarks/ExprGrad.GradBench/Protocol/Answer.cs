using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExprGrad.GradBench.Protocol;

/// <summary>An answer, with the id of its message; what is null is left out.</summary>
internal sealed record Answer(JsonElement? Id)
{
    public string? Tool { get; init; }

    public bool? Success { get; init; }

    public JsonNode? Output { get; init; }

    public IReadOnlyList<Timing>? Timings { get; init; }

    public string? Error { get; init; }
}

/// <summary>How long something took.</summary>
internal sealed record Timing(string Name, long Nanoseconds);
