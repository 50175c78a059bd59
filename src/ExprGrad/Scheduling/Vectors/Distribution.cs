using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// Which nodes don't share the loop that they would be in with the loops inside of it, but have one of their own, to run in lanes: elementary functions at the beginning or the end of the
/// body of a loop that runs one iteration at a time because those inside of it are in lanes. Compilers call it loop distribution.
/// </summary>
internal sealed class Distribution
{
    // Functions that are less than that part of the work of an iteration are not worth a loop and arrays.
    private const double LargePart = 0.1;

    private readonly Dictionary<Axis, Dictionary<Node, LoopPart>> _parts = [];

    private readonly Schedule _schedule;
    private readonly bool _isForced;

    private Distribution(Schedule schedule, bool isForced) => (_schedule, _isForced) = (schedule, isForced);

    /// <summary>The nodes that could have loops of their own; null if there are none.</summary>
    /// <param name="schedule">The loops, with those chosen that run in lanes.</param>
    /// <param name="isForced">Whether whatever can have one gets one, in tests.</param>
    public static Distribution? Of(Schedule schedule, bool isForced)
    {
        var distribution = new Distribution(schedule, isForced);
        var around = new HashSet<LoopItem>();
        foreach (var vector in schedule.ExpectedVectorLoops)
        {
            for (var block = vector.Loop.Parent; block.Parent is not null; block = block.Parent)
            {
                if (block.Owner is LoopItem loop && around.Add(loop)) distribution.Add(loop);
            }
        }

        return distribution._parts.Count > 0 ? distribution : null;
    }

    /// <summary>The loops that must have ended, if they are those of both nodes, before a node reads another one.</summary>
    public AxisSet Between(Node node, Node read)
    {
        var between = AxisSet.Empty;
        foreach (var (axis, parts) in _parts)
        {
            if (parts.GetValueOrDefault(node) != parts.GetValueOrDefault(read)) between = between.Union([axis]);
        }

        return between;
    }

    /// <summary>Which of the loops over an axis a node is in.</summary>
    public LoopPart PartOf(Node? node, Axis axis) => node is not null && _parts.TryGetValue(axis, out var parts) ? parts.GetValueOrDefault(node) : LoopPart.Rest;

    private void Add(LoopItem loop)
    {
        if (loop.Axis.Kind == AxisKind.Sequential || loop.Axis.EndsEarly || Calls(loop)) return;
        var items = loop.Body.Items;
        Dictionary<Node, LoopPart> parts = [];

        // What the functions at the beginning need comes with them; and what needs those at the end.
        foreach (var node in items.TakeWhile(item => item is Statement).Select(NodeOf).OfType<Node>().Reverse())
        {
            if (!IsFunction(node, loop) && !parts.ContainsKey(node)) continue;
            parts[node] = LoopPart.Head;
            foreach (var (needed, _) in _schedule.Facts.PlacedDependencies(node))
            {
                if (_schedule.Placements[needed].Home == loop.Body) parts[needed] = LoopPart.Head;
            }
        }

        foreach (var node in items.Reverse().TakeWhile(item => item is Statement).Reverse().Select(NodeOf).OfType<Node>())
        {
            if (IsFunction(node, loop) || _schedule.Facts.PlacedDependencies(node).Exists(read => parts.GetValueOrDefault(read.Node) == LoopPart.Tail)) parts[node] = LoopPart.Tail;
        }

        var work = parts.Keys.Where(node => IsFunction(node, loop)).Sum(node => LoopCost.Of(((Apply)node).Primitive));
        if (parts.Count == 0 || (!_isForced && work <= LargePart * _schedule.ExpectedCosts[loop] / LoopCost.Trips(loop.Axis))) return;
        if (!_parts.TryGetValue(loop.Axis, out var all)) _parts.Add(loop.Axis, all = []);
        foreach (var (node, part) in parts) all[node] = part;
    }

    private static Node? NodeOf(Item item) => item switch
    {
        Compute compute => compute.Node,
        Accumulate accumulate => accumulate.Reduction,
        _ => null,
    };

    private bool IsFunction(Node node, LoopItem loop) =>
        node is Apply { Primitive: { IsTotal: true, Cost: var cost } } && (_isForced || cost >= LoopCost.ElementaryFunction) && node.IsReal && node.Axes.Contains(loop.Axis) && !_schedule.Program.Expansions.ContainsKey(node);

    // Calls are made in the order of iterations.
    private static bool Calls(LoopItem loop)
    {
        var pending = new Stack<Block>([loop.Body]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is Compute { Node: Call }) return true;
                foreach (var inner in LoopCost.BlocksOf(item)) pending.Push(inner);
            }
        }

        return false;
    }
}

/// <summary>One of the loops that a loop is cut into.</summary>
internal enum LoopPart
{
    /// <summary>The one with the loops inside.</summary>
    Rest,

    /// <summary>The functions at the beginning.</summary>
    Head,

    /// <summary>Those at the end.</summary>
    Tail,
}
