using System.Text.Json;
using System.Text.Json.Nodes;

namespace ExprGrad.GradBench.Tests;

/// <summary>Each function of each eval answers as the reference implementation does, to 1e-10 of the largest element.</summary>
public sealed class CaseTests
{
    private const double Tolerance = 1e-10;

    [Theory]
    [InlineData("hello", "square", 2)]
    [InlineData("hello", "double", 2)]
    [InlineData("gmm", "objective", 5)]
    [InlineData("gmm", "jacobian", 5)]
    [InlineData("ba", "objective", 1)]
    [InlineData("ba", "jacobian", 1)]
    [InlineData("ht", "objective", 3)]
    [InlineData("ht", "jacobian", 3)]
    [InlineData("lstm", "objective", 3)]
    [InlineData("lstm", "jacobian", 3)]
    [InlineData("kmeans", "cost", 3)]
    [InlineData("kmeans", "dir", 3)]
    [InlineData("llsq", "primal", 2)]
    [InlineData("llsq", "gradient", 2)]
    [InlineData("lse", "primal", 3)]
    [InlineData("lse", "gradient", 3)]
    public void The_cases_have_the_results_of_the_reference(string module, string function, int count)
    {
        var fixtures = Fixture.Of(module, function);
        Assert.Equal(count, fixtures.Count);

        var conversation = Conversation.Of(
            [Define(module), .. fixtures.Select(fixture => Evaluate(module, function, fixture.Input))]);

        Assert.Equal("", conversation.Log);
        Assert.Equal(count + 1, conversation.Answers.Count);
        foreach (var (answer, fixture) in conversation.Answers.Skip(1).Zip(fixtures))
        {
            Assert.True(answer.GetProperty("success").GetBoolean(), $"{fixture.Description}: {answer}");
            var largest = Numbers(fixture.Expected).Max(Math.Abs);
            Compare(fixture.Expected, answer.GetProperty("output"), Tolerance * largest, fixture.Description);
        }
    }

    private static string Define(string module) => new JsonObject { ["id"] = 0, ["kind"] = "define", ["module"] = module }.ToJsonString();

    private static string Evaluate(string module, string function, JsonNode input) =>
        new JsonObject { ["id"] = 1, ["kind"] = "evaluate", ["module"] = module, ["function"] = function, ["input"] = input }.ToJsonString();

    private static IEnumerable<double> Numbers(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Numbers(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Numbers),
        _ => [element.GetDouble()],
    };

    private static void Compare(JsonElement expected, JsonElement actual, double tolerance, string place)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{place} is of kind {actual.ValueKind}.");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.GetPropertyCount(), actual.GetPropertyCount());
                foreach (var property in expected.EnumerateObject()) Compare(property.Value, actual.GetProperty(property.Name), tolerance, $"{place}, {property.Name}");
                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (index, (one, other)) in expected.EnumerateArray().Zip(actual.EnumerateArray()).Index()) Compare(one, other, tolerance, $"{place}[{index}]");
                break;
            default:
                var (wanted, given) = (expected.GetDouble(), actual.GetDouble());
                Assert.True(Math.Abs(given - wanted) <= tolerance, $"{place} is {given:R}, expected {wanted:R}.");
                break;
        }
    }
}
