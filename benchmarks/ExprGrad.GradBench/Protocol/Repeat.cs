using System.Text.Json;

namespace ExprGrad.GradBench.Protocol;

/// <summary>Runs again and again, as often and as long as the input asks for: a time for each run.</summary>
internal static class Repeat
{
    private sealed record Least(int MinRuns = 1, double MinSeconds = 0);

    public static IReadOnlyList<long> Of(Action run, JsonElement input, TimeProvider clock)
    {
        var least = input.ValueKind == JsonValueKind.Object ? Json.Read<Least>(input) : new Least();
        List<long> nanoseconds = [];
        var total = 0.0;
        do
        {
            // A TimeSpan would be too coarse: it counts in 100 ns.
            var start = clock.GetTimestamp();
            run();
            var elapsed = (clock.GetTimestamp() - start) * (1e9 / clock.TimestampFrequency);
            total += elapsed;
            nanoseconds.Add((long)elapsed);
        }
        while (nanoseconds.Count < least.MinRuns || total < least.MinSeconds * 1e9);

        return nanoseconds;
    }
}
