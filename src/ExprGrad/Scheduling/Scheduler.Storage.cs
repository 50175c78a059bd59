using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Which values are kept in arrays: those used outside the loop iteration that made them.</summary>
internal sealed partial class Scheduler
{
    private void ChooseStorage()
    {
        foreach (var placement in _schedule.Placements.Values) placement.Shared = placement.Home;

        foreach (var (node, dependencies) in _dependencies)
        {
            var placement = _schedule.Placements[node];
            foreach (var block in UsingBlocks(placement)) Use(block, dependencies);
        }

        foreach (var (block, dependencies) in _late) Use(block, dependencies);
        UseBounds(_schedule.Root);

        foreach (var placement in _schedule.Placements.Values) placement.BufferAxes = BufferAxes(placement);
    }

    private static IEnumerable<Block> UsingBlocks(Placement placement) => placement.Node switch
    {
        // The initial state is read before the loop, the next one at the end of its body.
        Carry => [placement.First.Parent, placement.Home],
        Final => [placement.Home],
        _ => placement.Parts.Select(part => part.Parent),
    };

    private void Use(Block block, IEnumerable<(Node Node, AxisSet Complete)> dependencies)
    {
        foreach (var (node, _) in dependencies)
        {
            var placement = _schedule.Placements[node];
            placement.Shared = Block.CommonAncestor(placement.Shared, block);
        }
    }

    // Extents and predicates are read before each of their loops and branches.
    private void UseBounds(Block root)
    {
        var pending = new Stack<Block>([root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                switch (item)
                {
                    case LoopItem loop:
                        Use(block, PlacedOrDependencies(loop.Axis.Bound));
                        pending.Push(loop.Body);
                        break;
                    case BranchItem branch:
                        Use(block, PlacedOrDependencies(branch.Predicate));
                        pending.Push(branch.Then);
                        pending.Push(branch.Else);
                        break;
                }
            }
        }
    }

    private static IReadOnlyList<Axis> BufferAxes(Placement placement)
    {
        var axes = new List<Axis>();
        for (var block = placement.Home; block != placement.Shared; block = block.Parent!)
        {
            if (!block.Axis!.IsGuard) axes.Insert(0, block.Axis);
        }

        // What the value varies over beside the loops around it: an array made as a whole.
        var around = new HashSet<Axis>();
        for (var block = placement.Home; block.Parent is not null; block = block.Parent) around.Add(block.Axis!);
        axes.AddRange(placement.Node.Axes.Where(axis => !axis.IsGuard && !around.Contains(axis)));
        return axes;
    }
}
