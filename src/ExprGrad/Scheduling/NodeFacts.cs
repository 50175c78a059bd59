using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>What the scheduler knows of each node: whether it is needed, what it costs, and whether it is computed wherever it is used.</summary>
internal sealed class NodeFacts
{
    /// <summary>Cheaper than a store and a load: computed again in each loop that needs it.</summary>
    private const int RecomputeLimit = 4;

    private readonly Program _program;
    private readonly HashSet<Node> _live = [];
    private readonly HashSet<Node> _readAsArray = [];
    private readonly Dictionary<Node, int> _costs = [];
    private readonly HashSet<Node> _floating = [];
    private readonly HashSet<Node> _carriedOn = [];

    public NodeFacts(Program program)
    {
        _program = program;
        FindLive(program);
        Ordered = [.. _live.OrderBy(node => node.Id)];
        foreach (var node in Ordered)
        {
            if (node is At at) _readAsArray.Add(at.Value);
            if (node is Carry carry) _carriedOn.Add(carry.Next);
        }

        foreach (var node in Ordered) Weigh(node);
    }

    /// <summary>The needed nodes, operands first but for the next states of loops.</summary>
    public IReadOnlyList<Node> Ordered { get; }

    /// <summary>Whether the node has no place of its own: it is computed, in a register, in each block that uses it.</summary>
    public bool IsFloating(Node node) => _floating.Contains(node);

    /// <summary>
    /// The placed nodes that a node reads, seen through floating ones; each with the axes over which it must be complete because it is read
    /// at other indices than the current ones.
    /// </summary>
    public List<(Node Node, AxisSet Complete)> PlacedDependencies(Node node)
    {
        var found = new List<(Node, AxisSet)>();
        var seen = new HashSet<(Node, AxisSet)>();
        var pending = new Stack<(Node Node, AxisSet Complete)>();
        pending.Push((node, AxisSet.Empty));
        while (pending.TryPop(out var at))
        {
            foreach (var dependency in _program.DependenciesOf(at.Node))
            {
                var complete = at.Node is At read && dependency == read.Value ? at.Complete.Union(AxisSet.Create(read.Replaced)) : at.Complete;
                if (!seen.Add((dependency, complete))) continue;
                if (IsFloating(dependency)) pending.Push((dependency, complete));
                else found.Add((dependency, complete));
            }
        }

        return found;
    }

    private void FindLive(Program program)
    {
        var pending = new Stack<Node>();
        void Need(Node node)
        {
            if (_live.Add(node)) pending.Push(node);
        }

        foreach (var root in program.Roots) Need(root);
        foreach (var contribution in program.Arrays.SelectMany(output => output.Contributions))
        {
            foreach (var axis in contribution.Domain) Need(axis.Bound);
        }

        while (pending.TryPop(out var node))
        {
            foreach (var dependency in program.DependenciesOf(node)) Need(dependency);
        }
    }

    private void Weigh(Node node)
    {
        var own = node switch
        {
            _ when _program.Expansions.ContainsKey(node) => 0,
            Constant or Parameter or IndexOf or In => 0,
            Apply apply => apply.Primitive.Cost,
            Load or Length or At or Member or RangeChecked => 1,
            _ => 0,
        };
        var cost = own;
        foreach (var operand in _program.Expansions.TryGetValue(node, out var expansion) ? [expansion] : node.Operands) cost += _floating.Contains(operand) ? _costs.GetValueOrDefault(operand) : 0;
        if (CanFloat(node) && cost <= RecomputeLimit)
        {
            _floating.Add(node);
            _costs[node] = cost;
        }
    }

    private bool CanFloat(Node node)
    {
        if (_carriedOn.Contains(node) || _readAsArray.Contains(node)) return false;
        return node switch
        {
            // Nothing reads what this check gives, and what comes after it relies on it.
            Apply { Primitive: var primitive } when primitive == Primitives.CheckPairs => false,
            Constant or Parameter or IndexOf or Length or At or In or Apply or RangeChecked => true,
            // Rows are read once a call.
            Load => !node.IsReference,
            _ => false,
        };
    }
}
