namespace ExprGrad.Ir;

/// <summary>The nodes that a program needs: what its roots are made of, and the extents and predicates of the axes around that.</summary>
internal static class LiveNodes
{
    /// <summary>What comes first is needed first; apart from that, and from next states, in the order of ids.</summary>
    public static Node[] Of(Program program)
    {
        var bounds = program.Arrays.SelectMany(output => output.Contributions).SelectMany(contribution => contribution.Domain.Leading).Select(axis => axis.Bound);
        var live = Reached(program, [.. program.Roots, .. bounds]);
        return program.Expansions.Count == 0 ? live : Sorted(program, live);
    }

    private static Node[] Reached(Program program, IEnumerable<Node> roots)
    {
        var (isLive, live, pending) = (new NodeSet(), new List<Node>(), new Stack<Node>());
        void Need(Node node)
        {
            if (!isLive.Add(node)) return;
            live.Add(node);
            pending.Push(node);
        }

        foreach (var root in roots) Need(root);
        var needs = new List<Node>();
        while (pending.TryPop(out var node))
        {
            FindNeeds(program, node, needs);
            foreach (var needed in needs) Need(needed);
            if (node is Carry { Next: { } next }) Need(next);
            if (node is Recurrence { Whole: { } whole }) Need(whole);
        }

        return isLive.InOrder(live);
    }

    // What a node needs before it can be computed, the first first; in a list that serves all nodes.
    private static void FindNeeds(Program program, Node node, List<Node> needs)
    {
        needs.Clear();
        needs.AddRange(node.Axes.Bounds);
        if (program.Expansions.TryGetValue(node, out var expansion))
        {
            needs.Add(expansion);
            return;
        }

        needs.AddRange(node.Operands);
        needs.AddRange(node.OwnAxes.Bounds);
    }

    // An expansion has a larger id than the nodes that use what it expands.
    private static Node[] Sorted(Program program, Node[] live)
    {
        var sorted = new List<Node>(live.Length);
        var placed = new NodeSet();
        var pending = new Stack<Node>();
        var (needs, missing) = (new List<Node>(), new List<Node>());
        foreach (var root in live)
        {
            pending.Push(root);
            while (pending.TryPeek(out var node))
            {
                missing.Clear();
                if (!placed.Contains(node))
                {
                    FindNeeds(program, node, needs);
                    foreach (var needed in needs)
                    {
                        if (!placed.Contains(needed)) missing.Add(needed);
                    }
                }

                missing.Sort(static (a, b) => b.Id.CompareTo(a.Id));
                foreach (var needed in missing) pending.Push(needed);
                if (missing.Count > 0) continue;
                pending.Pop();
                if (placed.Add(node)) sorted.Add(node);
            }
        }

        return [.. sorted];
    }
}
