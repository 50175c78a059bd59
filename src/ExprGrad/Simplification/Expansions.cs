using ExprGrad.Differentiation;
using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Writes composite primitives out in simpler ones once the derivative has been taken by their own, stabler rules: a value and its derivative then
/// share their parts (softplus and sigmoid one exponential), bit for bit the same.
/// </summary>
internal static class Expansions
{
    public static Program Run(Program program, RuleLowering rules)
    {
        var expansions = new Dictionary<Node, Node>();
        var (seen, pending) = (new NodeSet(), new Stack<Node>());
        foreach (var root in program.Roots)
        {
            if (seen.Add(root)) pending.Push(root);
        }

        while (pending.TryPop(out var node))
        {
            if (node is Apply { Primitive.Expansion: { } formula } apply)
            {
                var expanded = rules.LowerExpansion(formula, apply);
                expansions.Add(node, expanded);
                if (seen.Add(expanded)) pending.Push(expanded);
            }

            foreach (var dependency in Dependencies.Of(node))
            {
                if (seen.Add(dependency)) pending.Push(dependency);
            }
        }

        return program with { Expansions = expansions };
    }
}
