using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExprGrad.GradBench.Tests;

/// <summary>A case: an input of a function and what the reference implementation computes from it.</summary>
internal sealed record Fixture(string Description, JsonNode Input, JsonElement Expected)
{
    public static IReadOnlyList<Fixture> Of(string module, string function)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream($"{module}.jsonl.gz")!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        List<Fixture> fixtures = [];
        while (reader.ReadLine() is { } line)
        {
            var fixture = JsonSerializer.Deserialize<JsonElement>(line);
            if (fixture.GetProperty("function").GetString() != function) continue;
            fixtures.Add(new(
                fixture.GetProperty("description").GetString()!, fixture.GetProperty("input").Deserialize<JsonNode>()!, fixture.GetProperty("expected")));
        }

        return fixtures;
    }
}
