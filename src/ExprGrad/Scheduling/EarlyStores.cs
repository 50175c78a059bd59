using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Elements of arrays that are written out one by one, in blocks too long for one method: each is stored as soon as it is known, instead of all of them once the last one is. A value that
/// waits for its store goes from one method to another in between.
/// </summary>
internal static class EarlyStores
{
    // Shorter blocks become one method, in which stores may wait.
    private const int Long = 500;

    /// <summary>Moves the stores of a schedule, given what each of them needs.</summary>
    public static void Run(Schedule schedule, Func<Scatter, Contribution, IEnumerable<(Node Node, AxisSet Complete)>> needs)
    {
        foreach (var block in schedule.Placements.Values.Where(IsWrittenOut).GroupBy(placement => placement.Home))
        {
            if (block.Key.Items.Count <= Long) continue;
            Dictionary<Item, int> earliest = [];
            foreach (var placement in block)
            {
                foreach (var part in placement.Parts.Cast<ScatterAdd>()) earliest.Add(part, Earliest(part, schedule, needs(part.Target!, part.Contribution)));
            }

            block.Key.Reorder(item => earliest.GetValueOrDefault(item, item.Index));

            // The arrays are made ready together: what does so belongs to the outermost method, and would cut the others short.
            var first = block.SelectMany(placement => placement.Parts).MinBy(part => part.Index)!;
            foreach (var placement in block) (placement.First, placement.Last) = (first, placement.Parts.MaxBy(part => part.Index)!);
        }
    }

    // All of its elements are stored in one block, in whatever order.
    private static bool IsWrittenOut(Placement placement) => placement.Node is Scatter { Stores: true, Recurrence: null } array
        && Array.TrueForAll(array.ResultAxes, axis => axis.Bound is Constant) && placement.Parts.TrueForAll(part => part is ScatterAdd && part.Parent == placement.Home);

    // The item of the block behind which all is known.
    private static int Earliest(ScatterAdd store, Schedule schedule, IEnumerable<(Node Node, AxisSet Complete)> needs)
    {
        var block = store.Parent;
        var last = -1;
        foreach (var (node, complete) in needs)
        {
            var position = Position.After(schedule.Placements[node], complete, block.Axes);
            if (position.Block == block) last = Math.Max(last, position.Index - 1);
        }

        return last;
    }
}
