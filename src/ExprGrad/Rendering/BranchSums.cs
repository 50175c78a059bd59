using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// Sums over branches, which the reverse sweep makes where a value enters a branch, as conditions: what one would write by hand, and terms on both sides of a condition as
/// one. Zeros are added no more, so that a sum of nothing but -0 may be -0; else the numbers are the same.
/// </summary>
internal static class BranchSums
{
    public static Program Run(Program program)
    {
        program = program with { Arrays = [.. program.Arrays.Select(output => output with { Contributions = Joined(program.Graph, output.Contributions) })] };
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var (total, terms, sums) in new Totals(program).With(IsSumOverBranches)) expansions.Add(total, Conditions(program.Graph, terms, sums));
        return program with { Expansions = expansions };
    }

    private static bool IsSumOverBranches(Node node) =>
        node is Reduce { Kind: ReductionKind.Sum, IsFromFirst: false, IsReal: true, Reduced: { IsEmpty: false } over } && over[0].IsGuard;

    // The terms, with those that are sums over branches under these.
    private static Node Conditions(Graph graph, IReadOnlyList<Node> terms, IReadOnlySet<Node> sums)
    {
        var tree = new BranchTree(graph);
        foreach (var term in terms)
        {
            if (sums.Contains(term)) AddUnderBranches((Reduce)term);
            else tree.Add(AxisSet.Empty, term);
        }

        tree.Complete();
        return tree.Total;

        void AddUnderBranches(Reduce sum)
        {
            var loops = sum.Reduced.Loops;
            var branches = loops.IsEmpty ? sum.Reduced : sum.Reduced.UpTo(loops[0].Id).Outer;
            tree.Add(branches, graph.Sum(sum.Reduced.Except(branches), sum.Body));
        }
    }

    // Contributions to the same elements from either side of a condition.
    private static Contribution[] Joined(Graph graph, Contribution[] contributions)
    {
        var joined = new List<Contribution>();
        foreach (var same in contributions.GroupBy(contribution => Target(graph, contribution)))
        {
            var tree = new BranchTree(graph);
            foreach (var contribution in same) tree.Add(contribution.Domain.Except(same.Key.Loops), contribution.Value);
            tree.Complete();
            if (same.Skip(1).Any() && tree.IsWhole)
            {
                var (domain, first) = (same.Key.Loops.Union(tree.Common), same.Key.First);
                Node[] indices = same.Key.Second is { } second ? [first, second] : [first];
                joined.Add(new Contribution(Array.ConvertAll(indices, index => graph.In(index, domain)), tree.SumInCommon, domain));
            }
            else
            {
                joined.AddRange(same);
            }
        }

        return [.. joined];
    }

    // The loops, with the branches around them, and the indices outside of the branches in them.
    private static (AxisSet Loops, Node First, Node? Second) Target(Graph graph, Contribution contribution)
    {
        var loops = contribution.Domain.UpTo(contribution.Domain.Loops.MaxId);
        var outside = Array.ConvertAll(contribution.Indices, index => Outside(graph, index, contribution.Domain.Except(loops)));
        return (loops, outside[0], outside.ElementAtOrDefault(1));
    }

    // Where each branch has the index, it may be checked before them.
    private static Node Outside(Graph graph, Node index, AxisSet branches)
    {
        index = Outside(index, branches);
        if (index is not Apply check || check.Primitive != Primitives.CheckIndex) return index;
        var operands = Array.ConvertAll(check.Operands, operand => Outside(operand, branches));
        return Array.Exists(operands, operand => !operand.Axes.Intersect(branches).IsEmpty) ? index : graph.Apply(check.Primitive, operands);
    }

    private static Node Outside(Node node, AxisSet branches)
    {
        while (node is In { Axis: var axis } entered && branches.Contains(axis)) node = entered.Value;
        return node;
    }
}
