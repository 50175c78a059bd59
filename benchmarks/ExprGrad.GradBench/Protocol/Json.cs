using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ExprGrad.GradBench.Protocol;

/// <summary>Records as JSON objects with names like <c>min_runs</c>. A number that is not finite has no JSON and throws.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new MatrixConverter() },
    };

    public static string Text(Answer answer) => JsonSerializer.Serialize(answer, s_options);

    public static JsonNode? Node(object output) => JsonSerializer.SerializeToNode(output, s_options);

    public static T Read<T>(JsonElement input)
        where T : notnull =>
        input.Deserialize<T>(s_options) ?? throw new JsonException("The input is null.");
}
