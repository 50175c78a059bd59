using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Buffers that lie in the array of a gradient until that takes their place: the exponentials of a softmax, whose multiples are its derivative. The memory that a call goes through is less by a
/// buffer. That needs a gradient of which each element is stored once, by a loop that is the last to read the buffer and reads of it the element in whose place it stores, before it does so.
/// </summary>
internal static class OutputRooms
{
    /// <summary>Notes in the schedule which buffers do, given which nodes each block reads, and over which axes these are complete by then.</summary>
    public static void Run(Schedule schedule, IEnumerable<(Block Block, Node Node, AxisSet Complete)> reads)
    {
        var buffers = schedule.Placements.Values.Where(IsRectangle).ToList();
        if (buffers.Count == 0) return;
        var uses = reads.ToLookup(read => read.Node);
        foreach (var store in Stores(schedule))
        {
            var room = buffers.Find(buffer => buffer.Output is null && HaveOneShape(buffer, store) && MayPrecede(buffer, store, uses[buffer.Node], schedule));
            if (room is not null) room.Output = store.Output;
        }
    }

    // Made by loops over all of its elements, one after the other.
    private static bool IsRectangle(Placement placement) =>
        placement is { Node: not (Scatter or Recurrence), Layout: { OuterCount: 0, Folded: null } layout } && layout.RowBlock.Parent is null && BufferLayout.Inner(placement).IsEmpty;

    // What stores a gradient all by itself.
    private static IEnumerable<ScatterAdd> Stores(Schedule schedule)
    {
        var pending = new Stack<Block>([schedule.Root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is LoopItem loop) pending.Push(loop.Body);
                if (item is ScatterAdd { Output: { Lengths: null, Contributions.Length: 1 } output } store && (output.Stores || schedule.Windows.ContainsKey(output))) yield return store;
            }
        }
    }

    // The elements of the one are as many as those of the other, and in the same order.
    private static bool HaveOneShape(Placement buffer, ScatterAdd store)
    {
        var (layout, of, contribution) = (buffer.Layout!, store.Output!.Of, store.Contribution);
        var dimensions = layout.Axes.Count;
        if (dimensions > 2 || of.Type.GetArrayRank() != dimensions || of.Type.GetElementType() != buffer.Node.Type) return false;
        if (contribution.Indices.Length != dimensions || contribution.Domain.Count != dimensions) return false;
        for (var i = 0; i < dimensions; i++)
        {
            var axis = layout.Axes[i];
            if (axis.EndsEarly || contribution.Indices[i] is not IndexOf index || index.Axis != axis || !contribution.Domain.Contains(axis)) return false;
            if (!IsLength(axis.Bound, of, i) || !IsLength(layout.Sizes[i], of, i)) return false;
        }

        return true;
    }

    private static bool IsLength(Node node, Slot of, int dimension) => node is Length { Array: Parameter array } length && array.Slot == of && length.Dimension == dimension;

    private static bool MayPrecede(Placement buffer, ScatterAdd store, IEnumerable<(Block Block, Node Node, AxisSet Complete)> uses, Schedule schedule)
    {
        var (root, block) = (schedule.Root, store.Parent);
        var last = root.ItemAround(block);
        if (last.Index <= root.ItemAround(buffer.Home).Index) return false;
        foreach (var (reader, _, complete) in uses)
        {
            var isHere = reader == block && complete.IsEmpty;
            if (!isHere && (reader == root || root.ItemAround(reader).Index >= last.Index)) return false;
        }

        return !block.Items.Skip(store.Index + 1).Any(item => Reads(item, buffer.Node, block, schedule));
    }

    // Whether what comes later reads the node: itself, or by what is computed in the block no sooner than it is used.
    private static bool Reads(Item item, Node node, Block block, Schedule schedule)
    {
        if (item is LoopItem or BranchItem) return true;
        var pending = new Stack<Node>(item switch
        {
            Compute compute => schedule.PartsOf(compute.Node),
            Accumulate accumulate => [accumulate.Reduction.Body],
            ScatterAdd scatter => [.. scatter.Contribution.Indices, scatter.Contribution.Value],
            AssignArm arm => [arm.Value],
            _ => [node],
        });
        var seen = new HashSet<Node>();
        while (pending.TryPop(out var at))
        {
            if (at == node) return true;
            var isHere = !schedule.Placements.TryGetValue(at, out var placement) || placement.Home == block;
            if (!isHere || !seen.Add(at)) continue;
            foreach (var part in schedule.PartsOf(at)) pending.Push(part);
        }

        return false;
    }
}
