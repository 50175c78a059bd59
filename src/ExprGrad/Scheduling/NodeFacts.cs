using ExprGrad.Ir;
using ExprGrad.Scheduling.Contractions;

namespace ExprGrad.Scheduling;

/// <summary>What the scheduler knows of each node: whether it is needed, what it costs, and whether it is computed wherever it is used.</summary>
internal sealed class NodeFacts
{
    /// <summary>Cheaper than a store and a load: computed again in each loop that needs it.</summary>
    private const int RecomputeLimit = 4;

    /// <summary>Predicates inside so many branches have a place, so that what depends on them is not looked for through all the branches around.</summary>
    private const int DeepBranch = 4;

    private readonly Program _program;
    private readonly NodeSet _live = new();
    private readonly HashSet<Node> _readAsArray = [];
    private readonly HashSet<Scatter> _readBeforeLast = [];
    private readonly HashSet<Node> _matrices = [];
    private readonly int[] _own;
    private readonly int[] _costs;
    private readonly NodeSet _floating = new();
    private readonly HashSet<Node> _carriedOn = [];
    private readonly HashSet<Node> _deepPredicates = [];
    private readonly HashSet<Node> _checks = [];
    private readonly Dictionary<Node, Node> _checkedBefore = [];

    // By the nodes' ids. Of the search for dependencies, which nodes it has seen: each search has a number of its own.
    private readonly int[] _seen;
    private readonly HashSet<(Node Node, AxisSet Complete)> _seenComplete = [];
    private readonly Stack<(Node Node, AxisSet Complete)> _pending = new();
    private int _search;

    public NodeFacts(Program program, ContractedProgram? contracted = null)
    {
        (_program, Contracted) = (program, contracted);
        Ordered = FindLive(program);
        var end = Ordered.Count == 0 ? 0 : Ordered[^1].Id + 1;
        (_seen, _own, _costs) = (new int[end], new int[end], new int[end]);
        foreach (var node in Ordered)
        {
            if (node is At at) _readAsArray.Add(at.Value);
            if (node is At { Value: var value } read && In.Through(value) is Scatter { Recurrence: { } rows } array && !IsLast(read, rows)) _readBeforeLast.Add(array);
            if (node is Carry carry) _carriedOn.Add(carry.Next);
            if (!node.OwnAxes.Guards.IsEmpty) _deepPredicates.UnionWith(node.OwnAxes.Guards.Leading.Select(guard => guard.Bound).Where(IsDeep));
        }

        FindChecks(program);
        if (contracted is not null) _matrices.UnionWith([.. contracted.Sums.Keys, .. contracted.Matrices.Where(matrix => !matrix.IsLoaded).Select(matrix => matrix.Source)]);
        _readAsArray.UnionWith(_matrices);
        WeighAll();
        FindOrderOfChecks(program);
    }

    /// <summary>What is left to the matrix kernel; null for nothing.</summary>
    public ContractedProgram? Contracted { get; }

    /// <summary>The matrix product that a sum is, if it is left to the kernel.</summary>
    public Contraction? ContractionOf(Node node) => Contracted?.Of(node);

    /// <summary>Whether all that is read of the array, but for what its loop reads while it makes it, is the row after the last step.</summary>
    public bool IsReadAtLast(Scatter array) => !_readBeforeLast.Contains(array);

    private static bool IsLast(At read, Recurrence rows) =>
        Array.IndexOf(read.Replaced, rows.ResultAxes[0]) is var place and >= 0 && In.Through(read.Indices[place]) == In.Through(rows.Axis.Bound);

    /// <summary>Whether the matrix kernel reads or writes the values.</summary>
    public bool IsMatrix(Node node) => _matrices.Contains(node);

    /// <summary>The needed nodes, operands first but for the next states of loops.</summary>
    public IReadOnlyList<Node> Ordered { get; }

    public bool IsNeeded(Node node) => _live.Contains(node);

    /// <summary>Whether the node has no place of its own: it is computed, in a register, in each block that uses it.</summary>
    public bool IsFloating(Node node) => _floating.Contains(node);

    /// <summary>Whether the node is there for what it may throw: nothing reads what it gives.</summary>
    public bool IsCheck(Node node) => _checks.Contains(node);

    /// <summary>
    /// The placed nodes that a node reads, seen through floating ones; each with the axes over which it must be complete because it is read
    /// at other indices than the current ones.
    /// </summary>
    public List<(Node Node, AxisSet Complete)> PlacedDependencies(Node node)
    {
        var found = BeginSearch();
        Reach(node, AxisSet.Empty, found);
        return EndSearch(found);
    }

    /// <summary>The same of one of the contributions to an array.</summary>
    public List<(Node Node, AxisSet Complete)> PlacedDependencies(Scatter array, Contribution contribution)
    {
        Node[] needed = [.. contribution.Indices, contribution.Value, .. AxisSet.Create(array.ResultAxes).Bounds, .. array.Place(contribution).Bounds];
        var found = BeginSearch();
        foreach (var node in needed) Find(node, AxisSet.Empty, found);
        return EndSearch(found);
    }

    private List<(Node Node, AxisSet Complete)> BeginSearch()
    {
        _search++;
        _seenComplete.Clear();
        return [];
    }

    private List<(Node Node, AxisSet Complete)> EndSearch(List<(Node Node, AxisSet Complete)> found)
    {
        while (_pending.TryPop(out var at)) Reach(at.Node, at.Complete, found);
        return found;
    }

    // What a node reads, with the axes over which it must be complete. What may throw comes after the check that C# makes before it.
    private void Reach(Node node, AxisSet around, List<(Node Node, AxisSet Complete)> found)
    {
        if (_checkedBefore.TryGetValue(node, out var check) && around.IsEmpty) Find(check, around, found);
        if (Contracted?.NeedsOf(node) is { } needs)
        {
            foreach (var (needed, complete) in needs) Find(needed, around.Union(complete), found);
            return;
        }

        foreach (var needed in _program.DependenciesOf(node))
            Find(needed, node is At read && needed == read.Value ? around.Union(AxisSet.Create(read.Replaced)) : around, found);
    }

    private void Find(Node node, AxisSet complete, List<(Node Node, AxisSet Complete)> found)
    {
        if (!(complete.IsEmpty ? Mark(node) : _seenComplete.Add((node, complete)))) return;
        if (IsFloating(node)) _pending.Push((node, complete));
        else found.Add((node, complete));
    }

    private void FindChecks(Program program)
    {
        _checks.UnionWith(program.Effects.Where(effect => !Totality.IsTotal(effect)));
        if (_checks.Count == 0) return;
        _checks.ExceptWith((program with { Effects = [] }).Roots);
        _checks.ExceptWith(program.Arrays.SelectMany(output => output.Contributions).SelectMany(contribution => contribution.Domain.Bounds));
        foreach (var node in Ordered) _checks.ExceptWith(NeededBy(node));
    }

    // In the same iterations and branches; checks of other ones are before or after it anyway.
    private void FindOrderOfChecks(Program program)
    {
        var last = new Dictionary<AxisSet, Node>();
        foreach (var effect in program.Effects.Where(effect => !Totality.IsTotal(effect)))
        {
            if (last.TryGetValue(effect.Axes, out var check)) _checkedBefore.TryAdd(effect, check);
            if (IsCheck(effect) && !IsFloating(effect)) last[effect.Axes] = effect;
        }
    }

    // What a node reads.
    private IEnumerable<Node> NeededBy(Node node) => Contracted?.NeedsOf(node)?.Select(need => need.Node) ?? _program.DependenciesOf(node);

    // Whether the search sees the node for the first time.
    private bool Mark(Node node)
    {
        var isNew = _seen[node.Id] != _search;
        _seen[node.Id] = _search;
        return isNew;
    }

    private Node[] FindLive(Program program)
    {
        var (live, pending) = (new List<Node>(), new Stack<Node>());
        void Need(Node node)
        {
            if (!_live.Add(node)) return;
            live.Add(node);
            pending.Push(node);
        }

        foreach (var root in program.Roots) Need(root);
        foreach (var (needed, _) in (Contracted?.Outputs ?? []).SelectMany(output => output.Needs)) Need(needed);
        foreach (var contribution in program.Arrays.SelectMany(output => output.Contributions))
        {
            foreach (var axis in contribution.Domain.Leading) Need(axis.Bound);
        }

        while (pending.TryPop(out var node))
        {
            foreach (var needed in NeededBy(node)) Need(needed);
        }

        return _live.InOrder(live);
    }

    // Operands before what uses them, and expansions, which have larger ids, before what they stand for.
    private void WeighAll()
    {
        var weighed = new NodeSet();
        var pending = new Stack<Node>();
        foreach (var root in Ordered)
        {
            pending.Push(root);
            while (pending.TryPeek(out var node))
            {
                var waiting = pending.Count;
                if (!weighed.Contains(node))
                {
                    foreach (var part in PartsOf(node))
                    {
                        if (!weighed.Contains(part)) pending.Push(part);
                    }
                }

                if (pending.Count > waiting) continue;
                pending.Pop();
                if (weighed.Add(node)) Weigh(node);
            }
        }
    }

    private Node[] PartsOf(Node node) => Contracted?.NeedsOf(node) is { } needs ? [.. needs.Select(need => need.Node)]
        : _program.Expansions.TryGetValue(node, out var expansion) ? [expansion] : node.Operands;

    private void Weigh(Node node)
    {
        var own = node switch
        {
            _ when _program.Expansions.ContainsKey(node) => 0,
            Constant or Parameter or IndexOf or In => 0,
            Apply apply => apply.Primitive.Cost,
            Load when node.IsReference => 0,
            Member when IsReadOnce(node) => 0,
            Load or Length or At or Member or RangeChecked => 1,
            _ => 0,
        };
        _own[node.Id] = own;
        if (own > RecomputeLimit || !CanFloat(node) || CostWith(node) is not { } cost) return;
        _floating.Add(node);
        _costs[node.Id] = cost;
    }

    // With what is computed again for it, each value once; null if that is too much.
    private int? CostWith(Node node)
    {
        var cost = _own[node.Id];
        foreach (var operand in Parts(node)) cost += IsComputedWith(node, operand) ? _costs[operand.Id] : 0;
        if (cost <= RecomputeLimit) return cost;

        cost = 0;
        var pending = new Stack<Node>([node]);
        _search++;
        while (pending.TryPop(out var next))
        {
            if (!Mark(next)) continue;
            cost += _own[next.Id];
            if (cost > RecomputeLimit) return null;
            foreach (var operand in Parts(next))
            {
                if (IsComputedWith(next, operand)) pending.Push(operand);
            }
        }

        return cost;

        // Whether loops run is known outside of them, by a value of its own.
        Node[] Parts(Node of) => Load.RunsOf(of) is null ? PartsOf(of) : of.Operands[..1];
    }

    private bool IsComputedWith(Node user, Node operand) => _floating.Contains(operand) && !IsPaidOutside(operand, user);

    // What varies over fewer loops is computed outside of the others. That counts for integers and conditions, which have no form in lanes once they are kept in an array.
    private static bool IsPaidOutside(Node operand, Node user) => !user.IsReal && operand.Axes.Loops != user.Axes.Loops;

    private static bool IsDeep(Node predicate) => predicate.Axes.Guards.Count >= DeepBranch && predicate is not Constant;

    private bool CanFloat(Node node)
    {
        if (_carriedOn.Contains(node) || _readAsArray.Contains(node) || _deepPredicates.Contains(node)) return false;
        return node switch
        {
            // What comes after such a check relies on it, though nothing reads what it gives.
            Apply when _checks.Contains(node) => false,

            // Arrays in arrays are read wherever they are used, as numbers are, outside of the loops over their elements. In a buffer they would have no form in lanes.
            Constant or Parameter or IndexOf or Length or At or In or Apply or Load or RangeChecked => true,
            Member member => IsReadOnce(node) && Totality.IsTotal(member),
            _ => false,
        };
    }

    // Objects are read once a call each: outside of all loops and branches, or where they have a place.
    private static bool IsReadOnce(Node node) => node.IsReference && node.Axes.IsEmpty;
}
