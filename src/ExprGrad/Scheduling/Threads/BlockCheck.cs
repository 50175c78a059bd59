using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Threads;

/// <summary>Whether blocks of a loop's iterations can run without each other, and what they add up together.</summary>
internal sealed class BlockCheck(Schedule schedule, LoopItem loop, bool reassociates)
{
    private readonly List<Reduce> _totals = [];
    private readonly List<Node> _arrays = [];
    private readonly List<ArrayOutput> _outputs = [];
    private readonly Dictionary<object, List<Contribution>> _contributions = [];
    private AxisSet _axes = AxisSet.Empty;

    /// <summary>Why the loop stays whole; null if it can be cut.</summary>
    public string? Reason()
    {
        if (loop.Axis.Kind == AxisKind.Sequential) return "its iterations hand on a state";
        if (loop.Axis.EndsEarly) return "it may end early";
        if (!reassociates && schedule.HandsOn(loop)) return "its iterations hand on elements of a gradient";
        return OfStatements() ?? OfContributions() ?? OfBuffers() ?? OfMembers();
    }

    /// <summary>The loop in blocks, once it is known that it can be cut.</summary>
    public BlockLoop Loop(IReadOnlyList<(AxisSet Inner, double Cost)> work, double smallest) => new(loop, _totals, _arrays, _outputs, work, smallest);

    private string? OfStatements()
    {
        var pending = new Stack<Block>([loop.Body]);
        while (pending.TryPop(out var block))
        {
            _axes = _axes.Union(block.Axes.Except(loop.Parent.Axes));
            foreach (var item in block.Items)
            {
                foreach (var inner in Vectors.LoopCost.BlocksOf(item)) pending.Push(inner);
                switch (item)
                {
                    case Compute { Node: Call }:
                        return "it makes a call";
                    case MultiplyMatrices:
                        return "its products of matrices run in blocks instead";
                    case Accumulate { Reduction: var reduction } when Of(reduction) is { } reason:
                        return reason;
                    case ScatterAdd { Output: { } output } scatter:
                        Note(output, scatter.Contribution);
                        break;
                    case ScatterAdd { Target: { } target } scatter when !IsInside(target):
                        Note(target, scatter.Contribution);
                        break;
                }
            }
        }

        return null;
    }

    private bool IsInside(Node node) => schedule.Placements[node].Home.IsInside(loop.Body);

    private void Note(object target, Contribution contribution)
    {
        if (!_contributions.TryGetValue(target, out var list)) _contributions.Add(target, list = []);
        list.Add(contribution);
    }

    private string? Of(Reduce reduction)
    {
        if (IsInside(reduction)) return null;
        if (reduction.Kind is ReductionKind.Find or ReductionKind.CheckedSum) return $"it reduces to {reduction.Kind} in the order of iterations";
        var isElement = !BufferLayout.Inner(schedule.Placements[reduction]).IsEmpty;
        if (isElement && reduction.Axes.Contains(loop.Axis)) return null;
        if (reduction is { Kind: ReductionKind.Sum, IsReal: true } && !reassociates) return "the order of a sum is kept";
        if (isElement) return Private(reduction);
        _totals.Add(reduction);
        return null;
    }

    private string? OfContributions()
    {
        foreach (var (target, contributions) in _contributions)
        {
            if (target is Scatter { Stores: true } or ArrayOutput { Stores: true } || IsOfEach(target) || IsWindow(target) || AreRows(target, contributions) || ApartElements.Are(contributions, loop.Axis)) continue;
            if (!reassociates) return "the order of a sum is kept";
            if (target is ArrayOutput { Of.Type: var type } output)
            {
                if (type.GetElementType()!.IsArray) return "it adds to rows of a gradient that other iterations add to as well";
                _outputs.Add(output);
            }
            else if (Private((Node)target) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    // An array of each iteration, begun in another loop than the one that makes and reads it.
    private bool IsOfEach(object target) => target is Scatter { Outer: var around } && around.Contains(loop.Axis);

    private bool IsWindow(object target) => target is ArrayOutput output && schedule.Windows.TryGetValue(output, out var window) && window.Loop == loop;

    private string? Private(Node array)
    {
        if (schedule.Placements[array].Layout is not { OuterCount: 0, RowStarts: null }) return "it adds to rows of an array that are made one behind the other";
        _arrays.Add(array);
        return null;
    }

    // Whether each iteration has rows of its own in an array that is given out, of which each row belongs to one number.
    private bool AreRows(object target, List<Contribution> contributions) =>
        target is ArrayOutput { Lengths: not null } && contributions.TrueForAll(contribution => contribution.Indices[0].Axes.Contains(loop.Axis));

    // What later loops read must have a place for each iteration that doesn't depend on those before it.
    private string? OfBuffers()
    {
        foreach (var placement in schedule.Placements.Values)
        {
            if (placement.Layout is { RowStarts: not null } && placement.Home.IsInside(loop.Body) && !placement.Shared.IsInside(loop.Body)) return "it makes rows one behind the other";
        }

        return null;
    }

    // Getters may do anything, but for those that the compiler has written.
    private string? OfMembers() =>
        schedule.Facts.Ordered.Any(node => node is Member { Info: { DeclaringType.IsValueType: false } member } && !StoredMembers.Contains(member) && !node.Axes.Intersect(_axes).IsEmpty)
            ? "it calls getters of objects"
            : null;
}
