namespace ExprGrad.Ir;

/// <summary>The nodes that a program needs: what its roots are made of, and the extents and predicates of the axes around that.</summary>
internal static class LiveNodes
{
    /// <summary>In the order of their ids.</summary>
    public static Node[] Of(Program program) => Of(
        [.. program.Roots, .. program.Arrays.SelectMany(output => output.Contributions).SelectMany(contribution => contribution.Domain).Select(axis => axis.Bound)]);

    /// <summary>In the order of their ids.</summary>
    public static Node[] Of(params IEnumerable<Node> roots)
    {
        var live = new HashSet<Node>(roots);
        var pending = new Stack<Node>(live);
        while (pending.TryPop(out var node))
        {
            foreach (var needed in Needs(node))
            {
                if (live.Add(needed)) pending.Push(needed);
            }
        }

        return [.. live.OrderBy(node => node.Id)];
    }

    private static IEnumerable<Node> Needs(Node node)
    {
        foreach (var operand in node.Operands) yield return operand;
        foreach (var axis in node.Axes) yield return axis.Bound;
        foreach (var axis in node.OwnAxes) yield return axis.Bound;
        if (node is Carry { Next: { } next }) yield return next;
    }
}
