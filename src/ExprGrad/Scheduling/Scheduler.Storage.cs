using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Which values are kept in arrays, those used outside the loop iteration that made them, and which of them one after the other in the same memory.</summary>
internal sealed partial class Scheduler
{
    // What loops have made of arrays so far, where it is read outside of the loop.
    private readonly HashSet<Recurrence> _readLater = [];

    private void FindUses()
    {
        foreach (var placement in _schedule.Placements.Values) placement.Shared = placement.Home;
        foreach (var (block, read) in Uses()) Use(block, read);
    }

    // What each block reads.
    private IEnumerable<(Block Block, IEnumerable<(Node Node, AxisSet Complete)> Read)> Uses()
    {
        foreach (var (node, dependencies) in _dependencies)
        {
            var placement = _schedule.Placements[node];
            switch (node)
            {
                case Carry state:
                    // The initial state is read before the loop, the next one at the end of its body.
                    yield return (placement.First.Parent, PlacedOrDependencies(state.Initial));
                    yield return (placement.Home, PlacedOrDependencies(state.Next).Select(next => MadeIn(placement.Home, state, next)));
                    break;
                case Final or Recurrence:
                    // What the state's variable holds after the loop; what the array holds during it.
                    break;
                case Scatter scatter:
                    foreach (var part in placement.Parts)
                        yield return (part.Parent, scatter.Stores ? UsedBy(scatter, ((ScatterAdd)part).Contribution) : DependenciesOf(scatter, ((ScatterAdd)part).Contribution));
                    break;
                default:
                    foreach (var part in placement.Parts) yield return (part.Parent, dependencies);
                    break;
            }
        }

        foreach (var (block, dependencies) in _late) yield return (block, dependencies);
        foreach (var bound in UsesOfBounds()) yield return bound;
    }

    // The next state is made in the iteration that hands it on; a wrong derivative is worse than none.
    private (Node Node, AxisSet Complete) MadeIn(Block body, Carry state, (Node Node, AxisSet Complete) next)
    {
        var (block, index) = Position.After(_schedule.Placements[next.Node], next.Complete, body.Axes);
        return block == body || (body.IsInside(block) && index <= block.ItemAround(body).Index) ? next : throw new InvalidOperationException($"The next state of {state} is known only after its loop.");
    }

    // Of rows that only the next step reads there need be two, if what is read afterwards is the last of them.
    private Axis? FoldedAxis(Node node) => node is Scatter { Recurrence: { IsOfRows: true } rows } array && _facts.IsReadAtLast(array) && !_readLater.Contains(rows) && IsMadeInOneLoop(array, rows)
        ? array.ResultAxes[0]
        : null;

    // Where no step reads the row before, nothing ties what steps make to one loop.
    private bool IsMadeInOneLoop(Scatter array, Recurrence rows) => _schedule.Placements.TryGetValue(rows, out var state)
        && _schedule.Placements[array].Parts.TrueForAll(part => part.Parent.IsInside(state.Home) || !array.IsMadeInLoop(((ScatterAdd)part).Contribution));

    private void ChooseStorage()
    {
        // Sizes are used where rows begin, which may call for storage of their own.
        bool changed;
        do
        {
            changed = false;
            foreach (var placement in _schedule.Placements.Values)
            {
                if (placement.Node is Recurrence) continue;
                if (BufferLayout.Loops(placement.Shared, placement.Home).IsEmpty && BufferLayout.Inner(placement).IsEmpty) continue;
                var layout = BufferLayout.Of(placement, _hulls, _schedule.Program.Graph, FoldedAxis(placement.Node));
                placement.Layout = layout.Axes.Count > 0 ? layout : null;
                foreach (var (block, read) in UsesOfSizes(placement)) changed |= Use(block, read);
            }
        }
        while (changed);
    }

    // Whether a value is now used further out than before.
    private bool Use(Block block, IEnumerable<(Node Node, AxisSet Complete)> dependencies)
    {
        var changed = false;
        foreach (var (node, _) in dependencies)
        {
            if (node is Recurrence made && !block.IsInside(_schedule.Placements[made].Home)) _readLater.Add(made);
            var placement = _schedule.Placements[ArrayOf(node)];
            var shared = Block.CommonAncestor(placement.Shared, block);
            changed |= shared != placement.Shared;
            placement.Shared = shared;
        }

        return changed;
    }

    // Extents and predicates are read before each of their loops and branches.
    private IEnumerable<(Block Block, IEnumerable<(Node Node, AxisSet Complete)> Read)> UsesOfBounds()
    {
        var pending = new Stack<Block>([_schedule.Root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                switch (item)
                {
                    case LoopItem loop:
                        yield return (block, PlacedOrDependencies(loop.Axis.Bound));
                        pending.Push(loop.Body);
                        break;
                    case BranchItem branch:
                        yield return (block, PlacedOrDependencies(branch.Predicate));
                        pending.Push(branch.Then);
                        pending.Push(branch.Else);
                        break;
                }
            }
        }
    }

    // Sizes are read where rows begin.
    private IEnumerable<(Block Block, IEnumerable<(Node Node, AxisSet Complete)> Read)> UsesOfSizes(Placement placement)
    {
        for (var layout = placement.Layout; layout is not null; layout = layout.RowStarts)
        {
            foreach (var size in layout.Sizes) yield return (layout.RowBlock, PlacedOrDependencies(size));
        }
    }

    // All that is read of buffers, where, and over which axes it is complete by then.
    private IEnumerable<(Block Block, Node Node, AxisSet Complete)> Reads() =>
        Uses().Concat(_schedule.Placements.Values.SelectMany(UsesOfSizes)).SelectMany(use => use.Read.Select(read => (use.Block, ArrayOf(read.Node), read.Complete)));

    // What a loop has made of an array is read of the array.
    private static Node ArrayOf(Node node) => node is Recurrence array ? array.Whole : node;
}
