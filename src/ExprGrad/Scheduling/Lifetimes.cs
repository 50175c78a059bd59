using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Which buffers one room of the workspace serves one after the other. A buffer lives from the item that starts to make it to the last one that reads it, both in the innermost block around
/// all of that; such times are intervals in the order of execution, and a linear scan over them gives each buffer a room that is free by then (Poletto and Sarkar 1999, "Linear scan register
/// allocation"). It takes as few rooms as there are buffers alive at once.
/// </summary>
internal sealed class Lifetimes
{
    /// <summary>
    /// Up to so many buffers share rooms. The methods of a function with more of them would be handed too many spans: each is to have a room of its own then, of which methods can take it again
    /// (docs/adr/0052-spans-taken-again.md).
    /// </summary>
    public const int MostSharing = 256;

    private readonly Dictionary<Item, (int Begin, int End)> _times = [];

    private Lifetimes(Block root)
    {
        var time = 0;
        var pending = new Stack<(Item Item, bool IsLeft)>();
        Push(root);
        while (pending.TryPop(out var next))
        {
            var (item, isLeft) = next;
            _times[item] = isLeft ? (_times[item].Begin, time++) : (time, time++);
            if (isLeft || item is Statement) continue;
            pending.Push((item, true));
            if (item is LoopItem loop) Push(loop.Body);
            if (item is not BranchItem branch) continue;
            Push(branch.Else);
            Push(branch.Then);
        }

        void Push(Block block)
        {
            for (var i = block.Items.Count - 1; i >= 0; i--) pending.Push((block.Items[i], false));
        }
    }

    /// <summary>Notes in the schedule which buffers follow others, given which nodes each block reads.</summary>
    public static void Run(Schedule schedule, IEnumerable<(Block Block, Node Node)> uses)
    {
        var ends = schedule.Placements.Values.Where(placement => placement.Layout is not null).ToDictionary(placement => placement, _ => 0);
        schedule.HasManyBuffers = ends.Count > MostSharing;
        if (ends.Count < 2 || schedule.HasManyBuffers) return;
        var times = new Lifetimes(schedule.Root);
        foreach (var placement in ends.Keys) ends[placement] = times.TimeOf(placement, placement.Last).End;
        foreach (var (block, node) in uses)
        {
            if (schedule.Placements[node] is { Layout: not null } placement) ends[placement] = Math.Max(ends[placement], times.EndOf(placement.Shared, block));
        }

        var free = new List<Placement>();
        var alive = new PriorityQueue<Placement, int>();
        foreach (var placement in ends.Keys.OrderBy(placement => times.TimeOf(placement, placement.First).Begin))
        {
            while (alive.TryPeek(out var ended, out var end) && end < times.TimeOf(placement, placement.First).Begin)
            {
                alive.Dequeue();
                free.Add(ended);
            }

            placement.Follows = free.FindLast(other => HaveOneSize(other, placement)) ?? free.LastOrDefault();
            if (placement.Follows is { } followed) free.Remove(followed);
            alive.Enqueue(placement, ends[placement]);
        }
    }

    // A room that has the size already need not grow.
    private static bool HaveOneSize(Placement one, Placement other) =>
        one.Layout!.OuterCount == other.Layout!.OuterCount && one.Layout.Sizes.Count == other.Layout.Sizes.Count && !one.Layout.Sizes.Except(other.Layout.Sizes).Any();

    // That of an item of the home, as far as the block around all uses tells it apart.
    private (int Begin, int End) TimeOf(Placement placement, Item item) => _times[placement.Shared == placement.Home ? item : placement.Shared.ItemAround(placement.Home)];

    // What the block itself reads it may read later than where it is used first: formulas are nested in others. So the buffer is kept to the block's end.
    private int EndOf(Block shared, Block reader) => reader != shared ? _times[shared.ItemAround(reader)].End : shared.Owner is { } owner ? _times[owner].End : int.MaxValue;
}
