using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Groups placed nodes that depend on each other in a circle, through the states of a loop (Tarjan 1972, without recursion).</summary>
internal sealed class Components
{
    private readonly IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> _dependencies;
    private readonly Dictionary<Node, int> _index = [];
    private readonly Dictionary<Node, int> _low = [];
    private readonly Stack<Node> _open = new();
    private readonly HashSet<Node> _isOpen = [];

    private Components(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies) => _dependencies = dependencies;

    /// <summary>The component of each node.</summary>
    public static Dictionary<Node, Component> Find(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies)
    {
        var search = new Components(dependencies);
        var components = new Dictionary<Node, Component>(dependencies.Count);
        foreach (var node in dependencies.Keys)
        {
            if (!search._index.ContainsKey(node)) search.Visit(node, components);
        }

        return components;
    }

    private void Visit(Node root, Dictionary<Node, Component> components)
    {
        var path = new Stack<(Node Node, int Next)>();
        Enter(root, path);
        while (path.TryPop(out var at))
        {
            var dependencies = _dependencies[at.Node];
            if (at.Next < dependencies.Count)
            {
                path.Push((at.Node, at.Next + 1));
                var next = dependencies[at.Next].Node;
                if (!_index.TryGetValue(next, out var index)) Enter(next, path);
                else if (_isOpen.Contains(next)) _low[at.Node] = Math.Min(_low[at.Node], index);
                continue;
            }

            if (path.TryPeek(out var caller)) _low[caller.Node] = Math.Min(_low[caller.Node], _low[at.Node]);
            if (_low[at.Node] == _index[at.Node]) Close(at.Node, components);
        }
    }

    private void Enter(Node node, Stack<(Node Node, int Next)> path)
    {
        _index[node] = _low[node] = _index.Count;
        _open.Push(node);
        _isOpen.Add(node);
        path.Push((node, 0));
    }

    private void Close(Node root, Dictionary<Node, Component> components)
    {
        var members = new List<Node>();
        Node member;
        do
        {
            member = _open.Pop();
            _isOpen.Remove(member);
            members.Add(member);
        }
        while (member != root);

        members.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        var component = new Component(members);
        foreach (var node in members) components.Add(node, component);
    }
}
