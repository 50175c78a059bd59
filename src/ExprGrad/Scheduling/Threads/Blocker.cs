using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Scheduling.Threads;

/// <summary>Chooses the loops that run in blocks: the outermost ones, where their iterations can do without each other.</summary>
internal static class Blocker
{
    /// <summary>Notes in the schedule which loops run in blocks, and of the other outermost ones why not.</summary>
    public static void Run(Schedule schedule, BlockTarget target)
    {
        schedule.SmallestBlock = target.SmallestWork;
        var costs = new LoopCost(schedule);
        var pending = new Stack<Block>([schedule.Root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is LoopItem loop) Cut(schedule, loop, target, costs);
                else foreach (var arm in LoopCost.BlocksOf(item)) pending.Push(arm);
            }
        }
    }

    private static void Cut(Schedule schedule, LoopItem loop, BlockTarget target, LoopCost costs)
    {
        var check = new BlockCheck(schedule, loop, target.Reassociates);
        var work = costs.Iteration(loop);
        if ((target.Obstacle ?? (IsSmall(loop, work, target) ? "it does too little" : null) ?? check.Reason()) is { } reason) schedule.WholeLoops.Add(loop, reason);
        else schedule.BlockLoops.Add(loop, check.Loop(work, target.SmallestWork));
    }

    // Known to be less than two blocks.
    private static bool IsSmall(LoopItem loop, IReadOnlyList<(AxisSet Inner, double Cost)> work, BlockTarget target)
    {
        if (loop.Axis.Bound is Constant { Value: int and < 2 }) return true;
        var axes = work.Aggregate(AxisSet.Empty, (axes, part) => axes.Union(part.Inner)).Union([loop.Axis]);
        if (axes.Any(axis => axis.Bound is not Constant)) return false;
        return work.Sum(part => part.Cost * part.Inner.Aggregate(1.0, (trips, axis) => trips * LoopCost.Trips(axis))) * LoopCost.Trips(loop.Axis) < 2 * target.SmallestWork;
    }
}
