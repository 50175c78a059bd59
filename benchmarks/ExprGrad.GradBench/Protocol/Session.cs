using System.Text.Json;
using ExprGrad.GradBench.Evals;

namespace ExprGrad.GradBench.Protocol;

/// <summary>
/// Speaks the protocol of <see href="https://github.com/gradbench/gradbench">GradBench</see>: a JSON object a line comes in, its answer goes out, with the same id,
/// until the input ends.
/// </summary>
internal sealed class Session(TextReader messages, TextWriter answers, TextWriter log, TimeProvider clock)
{
    private readonly Dictionary<string, Eval> _defined = new(StringComparer.Ordinal);

    public void Run()
    {
        while (messages.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line) || Parse(line) is not { } message) continue;
            answers.WriteLine(Answered(message));
            answers.Flush();
        }
    }

    // What is no JSON object has no id that an answer could carry.
    private JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var message = document.RootElement;
            if (message.ValueKind == JsonValueKind.Object)
            {
                // Whoever looks for a member reads the names of others: that half of a surrogate pair is no text is found here.
                foreach (var member in message.EnumerateObject()) _ = member.Name;
                return message.Clone();
            }

            log.WriteLine($"gradbench: expected a JSON object, found {message.ValueKind}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            log.WriteLine($"gradbench: a line is no JSON: {e.Message}");
        }

        return null;
    }

    private string Answered(JsonElement message)
    {
        JsonElement? id = message.TryGetProperty("id", out var given) ? given : null;
        return Json.Text(Text(message, "kind") switch
        {
            "start" => new Answer(id) { Tool = "exprgrad" },
            "define" => Define(id, message),
            "evaluate" => Evaluate(id, message),
            _ => new Answer(id),
        });
    }

    private Answer Define(JsonElement? id, JsonElement message)
    {
        if (Text(message, "module") is not { } module) return Failed(id, "The message has no module.");
        if (!EvalList.All.TryGetValue(module, out var create)) return Failed(id, $"There is no module '{module}'.");

        var start = clock.GetTimestamp();
        _defined[module] = create();
        return new Answer(id) { Success = true, Timings = [new Timing("compile", Nanoseconds(start))] };
    }

    private Answer Evaluate(JsonElement? id, JsonElement message)
    {
        if (Text(message, "module") is not { } module) return Failed(id, "The message has no module.");
        if (Text(message, "function") is not { } function) return Failed(id, "The message has no function.");
        if (!message.TryGetProperty("input", out var input)) return Failed(id, "The message has no input.");
        if (!_defined.TryGetValue(module, out var eval)) return Failed(id, $"The module '{module}' is not defined.");
        if (!eval.Functions.TryGetValue(function, out var prepare)) return Failed(id, $"The module '{module}' has no function '{function}'.");

        // Whatever an input is the reason of is an answer, not the end of the session.
        try
        {
            var start = clock.GetTimestamp();
            var evaluation = prepare(input);
            List<Timing> timings = [new("prepare", Nanoseconds(start))];
            timings.AddRange(Repeat.Of(evaluation.Run, input, clock).Select(nanoseconds => new Timing("evaluate", nanoseconds)));
            return new Answer(id) { Success = true, Output = Json.Node(evaluation.Output()), Timings = timings };
        }
        catch (Exception e)
        {
            return Failed(id, e.Message);
        }
    }

    private static Answer Failed(JsonElement? id, string error) => new(id) { Success = false, Error = error };

    // Half of a surrogate pair is a string of JSON, and no text.
    private static string? Text(JsonElement message, string name)
    {
        try
        {
            return message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private long Nanoseconds(long start) => clock.GetElapsedTime(start).Ticks * TimeSpan.NanosecondsPerTick;
}
