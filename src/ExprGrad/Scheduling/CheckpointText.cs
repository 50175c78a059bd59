using System.Globalization;
using System.Text;
using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>What is kept and what is computed again of the states of loops that are walked back in segments, a line for each.</summary>
internal static class CheckpointText
{
    public static string Of(Schedule schedule, GraphNames names)
    {
        var text = new StringBuilder();
        var formulas = new ScheduleFormulas(schedule, names);
        foreach (var axis in Loops(schedule.Root).Select(loop => loop.Axis).Distinct())
        {
            if (axis.Segments is not { } segments) continue;
            var steps = formulas.Use(segments.Loop.Bound);
            var bytes = segments.StateBytes is Constant { Value: long size } ? size.ToString(CultureInfo.InvariantCulture) : formulas.Use(segments.StateBytes);
            var (count, interval, when) = segments.Budget is { } budget
                ? ($"√{steps}", $"√{steps}", When(segments.StateBytes, budget, steps))
                : ($"{steps} / {formulas.Use(segments.Interval)}", formulas.Use(segments.Interval), "");
            var more = segments.IsWhole ? steps : $"{steps} - {count}";
            text.Append(
                CultureInfo.InvariantCulture,
                $"{names.Of(segments.Loop)} < {steps}: {when}{count} states of {bytes} bytes are kept, not {steps}, and {interval} at a time are computed again: {more} more steps\n");
        }

        return text.ToString();
    }

    // With all states in memory there is one more, for the segment.
    private static string When(Node stateBytes, long budget, string steps) => stateBytes is Constant { Value: long size }
        ? string.Create(CultureInfo.InvariantCulture, $"from {Math.Max(budget / size, 1)} steps on ")
        : string.Create(CultureInfo.InvariantCulture, $"where {steps} + 1 states take more than {budget} bytes, ");

    // In the order of the text of the schedule.
    private static IEnumerable<LoopItem> Loops(Block root)
    {
        var pending = new Stack<Item>(root.Items.Reverse());
        while (pending.TryPop(out var item))
        {
            if (item is LoopItem found) yield return found;
            Block[] blocks = item switch
            {
                LoopItem loop => [loop.Body],
                BranchItem branch => [branch.Else, branch.Then],
                _ => [],
            };
            foreach (var inner in blocks.SelectMany(block => block.Items.Reverse())) pending.Push(inner);
        }
    }
}
