namespace ExprGrad.Ir;

/// <summary>The nodes that a program needs: what its roots are made of, and the extents and predicates of the axes around that.</summary>
internal static class LiveNodes
{
    /// <summary>What comes first is needed first; apart from that, and from next states, in the order of ids.</summary>
    public static Node[] Of(Program program)
    {
        var bounds = program.Arrays.SelectMany(output => output.Contributions).SelectMany(contribution => contribution.Domain.Leading).Select(axis => axis.Bound);
        var live = Reached([.. program.Roots, .. bounds], node => Needs(program, node));
        return program.Expansions.Count == 0 ? live : Sorted(program, live);
    }

    private static Node[] Reached(IEnumerable<Node> roots, Func<Node, IEnumerable<Node>> needs)
    {
        var live = new HashSet<Node>(roots);
        var pending = new Stack<Node>(live);
        while (pending.TryPop(out var node))
        {
            foreach (var needed in needs(node))
            {
                if (live.Add(needed)) pending.Push(needed);
            }
        }

        return [.. live.OrderBy(node => node.Id)];
    }

    private static IEnumerable<Node> Needs(Program program, Node node)
    {
        foreach (var before in NeedsBefore(program, node)) yield return before;
        if (node is Carry { Next: { } next }) yield return next;
    }

    private static IEnumerable<Node> NeedsBefore(Program program, Node node)
    {
        foreach (var axis in node.Axes.Leading) yield return axis.Bound;
        if (program.Expansions.TryGetValue(node, out var expansion))
        {
            yield return expansion;
            yield break;
        }

        foreach (var operand in node.Operands) yield return operand;
        foreach (var axis in node.OwnAxes.Leading) yield return axis.Bound;
    }

    // An expansion has a larger id than the nodes that use what it expands.
    private static Node[] Sorted(Program program, Node[] live)
    {
        var sorted = new List<Node>(live.Length);
        var placed = new HashSet<Node>();
        var pending = new Stack<Node>();
        foreach (var root in live)
        {
            pending.Push(root);
            while (pending.TryPeek(out var node))
            {
                var waiting = pending.Count;
                if (!placed.Contains(node))
                {
                    foreach (var needed in NeedsBefore(program, node).Where(needed => !placed.Contains(needed)).OrderByDescending(needed => needed.Id)) pending.Push(needed);
                }

                if (pending.Count > waiting) continue;
                pending.Pop();
                if (placed.Add(node)) sorted.Add(node);
            }
        }

        return [.. sorted];
    }
}
