using System.Text.Json;

namespace ExprGrad.GradBench.Evals;

/// <summary>A module of the protocol: its functions by their names, compiled. Each prepares the evaluation of an input.</summary>
internal sealed class Eval(params IReadOnlyList<(string Name, Func<JsonElement, Evaluation> Prepare)> functions)
{
    public IReadOnlyDictionary<string, Func<JsonElement, Evaluation>> Functions { get; } =
        functions.ToDictionary(function => function.Name, function => function.Prepare, StringComparer.Ordinal);
}

/// <summary>A function with its input: <paramref name="Run"/> is what is timed, <paramref name="Output"/> is what the last run computed.</summary>
internal sealed record Evaluation(Action Run, Func<object> Output)
{
    public static Evaluation Of(Func<double> compute)
    {
        var result = double.NaN;
        return new(() => result = compute(), () => result);
    }
}
