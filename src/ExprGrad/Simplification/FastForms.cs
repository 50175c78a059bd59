using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>Quicker ways to the same numbers, within the accuracy that <see cref="FloatMode.Fast"/> promises. None of them makes what another one looks for.</summary>
internal static class FastForms
{
    public static Program Run(Program program)
    {
        var live = LiveNodes.Of(program);
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        SmallPowers.Find(program.Graph, live, expansions);
        SharedAngles.Find(program.Graph, live, expansions);
        SharedReciprocals.Find(program.Graph, live, expansions);
        return program with { Expansions = expansions };
    }
}
