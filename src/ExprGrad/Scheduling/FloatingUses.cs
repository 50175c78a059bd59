using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>In how many blocks each floating node is computed: in each that uses it, moved out to where all its axes are entered.</summary>
internal static class FloatingUses
{
    /// <summary>The floating nodes that take an instruction, with the number of blocks, in the order of the nodes.</summary>
    public static IReadOnlyList<(Node Node, int Blocks)> Of(Schedule schedule)
    {
        var homes = new HashSet<(Node, Block)>();
        var pending = new Stack<(Node Node, Block Block)>(Uses(schedule));
        while (pending.TryPop(out var use))
        {
            if (!schedule.Facts.IsFloating(use.Node)) continue;
            var home = Home(use.Block, use.Node.Axes);
            if (!homes.Add((use.Node, home))) continue;
            foreach (var part in schedule.PartsOf(use.Node)) pending.Push((part, home));
        }

        return [.. homes.Where(home => IsComputed(schedule, home.Item1)).CountBy(home => home.Item1).OrderBy(count => count.Key.Id).Select(count => (count.Key, count.Value))];
    }

    private static bool IsComputed(Schedule schedule, Node node) => node is not (Constant or Parameter or IndexOf or In) && !schedule.Program.Expansions.ContainsKey(node);

    private static Block Home(Block block, AxisSet needed)
    {
        while (block.Parent is { } parent && !needed.Contains(block.Axis!)) block = parent;
        return block;
    }

    private static IEnumerable<(Node Node, Block Block)> Uses(Schedule schedule)
    {
        var program = schedule.Program;
        foreach (var result in program.Scalars.Select(output => output.Value).Append(program.Value).OfType<Node>()) yield return (result, schedule.Root);
        foreach (var placement in schedule.Placements.Values)
        {
            for (var layout = placement.Layout; layout is not null; layout = layout.RowStarts)
            {
                foreach (var size in layout.Sizes) yield return (size, layout.RowBlock);
            }
        }

        var blocks = new Stack<Block>([schedule.Root]);
        while (blocks.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                foreach (var use in Uses(item, schedule)) yield return use;
                foreach (var inner in Blocks(item)) blocks.Push(inner);
            }
        }
    }

    private static Block[] Blocks(Item item) => item switch
    {
        LoopItem loop => [loop.Body],
        BranchItem branch => [branch.Then, branch.Else],
        _ => [],
    };

    private static IEnumerable<(Node Node, Block Block)> Uses(Item item, Schedule schedule) => item switch
    {
        LoopItem loop => [(loop.Axis.Bound, loop.Parent), .. loop.States.SelectMany(state => new[] { (state.Initial, loop.Parent), (state.Next, loop.Body) })],
        BranchItem branch => [(branch.Predicate, branch.Parent)],
        Compute { Node: var node } => [(node, item.Parent), .. schedule.PartsOf(node).Select(part => (part, item.Parent))],
        AssignArm arm => [(arm.Value, arm.Parent)],
        Accumulate accumulate => [(accumulate.Reduction.Body, accumulate.Parent)],
        MultiplyMatrices product => product.Contraction.Needs.Select(need => (need.Node, product.Parent)),
        ScatterAdd scatter => scatter.Contribution.Indices.Append(scatter.Contribution.Value).Select(node => (node, scatter.Parent)),
        _ => [],
    };
}
