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
            var (count, interval, when) = segments.Budget is { } budget
                ? ($"√{steps}", $"√{steps}", string.Create(CultureInfo.InvariantCulture, $"where {steps} states take {budget} bytes or more, "))
                : ($"{steps} / {formulas.Use(segments.Interval)}", formulas.Use(segments.Interval), "");
            var bytes = segments.StateBytes is Constant { Value: long size } ? size.ToString(CultureInfo.InvariantCulture) : formulas.Use(segments.StateBytes);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{names.Of(segments.Loop)} < {steps}: {when}{count} states of {bytes} bytes are kept, not {steps}, and {interval} at a time are computed again: {steps} more steps at most\n");
        }

        return text.ToString();
    }

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
