using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>The terms of a sum by the branches that each lies in: one condition for all terms on either side of it, with the conditions inside it in its arms.</summary>
internal sealed class BranchTree
{
    private readonly Graph _graph;
    private readonly Branch _root = new(AxisSet.Empty);

    // In the order in which they were met: what is inside of a branch comes after it.
    private readonly List<Branch> _branches;
    private readonly Dictionary<AxisSet, Branch> _byPath;

    public BranchTree(Graph graph) => (_graph, _branches, _byPath) = (graph, [_root], new() { [AxisSet.Empty] = _root });

    /// <summary>The sum of all terms; where none is taken, 0.</summary>
    public Node Total => _root.Sum!;

    /// <summary>The branches that all terms lie in.</summary>
    public AxisSet Common => Trunk.Path;

    /// <summary>The sum under the common branches.</summary>
    public Node SumInCommon => Trunk.Sum!;

    /// <summary>Whether there is a term wherever the common branches are taken.</summary>
    public bool IsWhole => Trunk.IsWhole;

    private Branch Trunk
    {
        get
        {
            var trunk = _root;
            while (trunk is { Terms: [], Forks: [{ Only: { } next }] }) trunk = next;
            return trunk;
        }
    }

    /// <summary>Adds a term.</summary>
    /// <param name="path">The branches that it lies in, each of those inside of the ones before.</param>
    /// <param name="term">The term, under these branches.</param>
    public void Add(AxisSet path, Node term) => Of(path).Terms.Add(term);

    /// <summary>All terms have been added: finds their sums, from the innermost branches outwards.</summary>
    public void Complete()
    {
        for (var i = _branches.Count - 1; i >= 0; i--) _branches[i].Complete(_graph);
    }

    private Branch Of(AxisSet path)
    {
        var missing = new Stack<AxisSet>();
        Branch? branch;
        for (; !_byPath.TryGetValue(path, out branch); path = path.Outer) missing.Push(path);
        while (missing.TryPop(out var inside))
        {
            branch = branch.Enter(inside);
            _branches.Add(branch);
            _byPath.Add(inside, branch);
        }

        return branch;
    }

    /// <summary>A condition: what is in either arm, if anything is.</summary>
    private sealed class Fork(Axis guard)
    {
        public Axis Guard { get; } = guard;

        public Branch? WhenTrue { get; set; }

        public Branch? WhenFalse { get; set; }

        /// <summary>The only arm with something in it.</summary>
        public Branch? Only => WhenTrue is null ? WhenFalse : WhenFalse is null ? WhenTrue : null;

        public Node Choice(Graph graph)
        {
            var zero = graph.Constant(Activator.CreateInstance((WhenTrue ?? WhenFalse)!.Sum!.Type)!);
            return graph.Choose(Guard, Arm(WhenTrue, zero), Arm(WhenFalse, zero));
        }

        // As the frontend has it: constants are the same everywhere.
        private static Node Arm(Branch? branch, Node zero) => branch is null ? zero : In.Through(branch.Sum!) is Constant constant ? constant : branch.Sum!;
    }

    /// <summary>What lies in one branch: terms, and conditions with more of them.</summary>
    private sealed class Branch(AxisSet path)
    {
        private readonly Dictionary<Axis, Fork> _forks = [];

        public AxisSet Path { get; } = path;

        public List<Node> Terms { get; } = [];

        public List<Fork> Forks { get; } = [];

        public bool IsWhole { get; private set; }

        public Node? Sum { get; private set; }

        public Branch Enter(AxisSet path)
        {
            var (entered, branch) = (path.Innermost, new Branch(path));
            var guard = entered.IsNegated ? entered.Complement! : entered;
            if (!_forks.TryGetValue(guard, out var fork))
            {
                _forks.Add(guard, fork = new Fork(guard));
                Forks.Add(fork);
            }

            if (entered.IsNegated) fork.WhenFalse = branch;
            else fork.WhenTrue = branch;
            return branch;
        }

        public void Complete(Graph graph)
        {
            IsWhole = Terms.Count > 0 || Forks.Exists(fork => fork is { WhenTrue.IsWhole: true, WhenFalse.IsWhole: true });
            foreach (var term in Terms.Concat(Forks.Select(fork => fork.Choice(graph)))) Sum = Sum is null ? term : graph.Apply(Primitives.Add, Sum, term);
        }
    }
}
