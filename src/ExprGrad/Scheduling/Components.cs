using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Groups placed nodes that depend on each other in a circle, through the states of a loop (Tarjan 1972, without recursion).</summary>
internal sealed class Components
{
    private readonly IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> _dependencies;
    private readonly Stack<Node> _open = new();
    private readonly NodeSet _isOpen = new();

    // By the nodes' ids: in which order they were entered, from 1 on, and the first of those that they lead back to.
    private readonly int[] _index;
    private readonly int[] _low;
    private int _entered;

    private Components(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies)
    {
        _dependencies = dependencies;
        var end = dependencies.Keys.Select(node => node.Id + 1).DefaultIfEmpty().Max();
        (_index, _low) = (new int[end], new int[end]);
    }

    /// <summary>The component of each node.</summary>
    public static Dictionary<Node, Component> Find(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies)
    {
        var search = new Components(dependencies);
        var components = new Dictionary<Node, Component>(dependencies.Count);
        foreach (var node in dependencies.Keys)
        {
            if (search._index[node.Id] == 0) search.Visit(node, components);
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
                if (_index[next.Id] == 0) Enter(next, path);
                else if (_isOpen.Contains(next)) _low[at.Node.Id] = Math.Min(_low[at.Node.Id], _index[next.Id]);
                continue;
            }

            if (path.TryPeek(out var caller)) _low[caller.Node.Id] = Math.Min(_low[caller.Node.Id], _low[at.Node.Id]);
            if (_low[at.Node.Id] == _index[at.Node.Id]) Close(at.Node, components);
        }
    }

    private void Enter(Node node, Stack<(Node Node, int Next)> path)
    {
        _index[node.Id] = _low[node.Id] = ++_entered;
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
