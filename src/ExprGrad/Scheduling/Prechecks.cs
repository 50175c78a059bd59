using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Splits what may throw: whatever does not depend on real numbers or opaque calls is checked before the function writes anything, so that a
/// wrong length or index leaves the outputs untouched.
/// </summary>
internal static class Prechecks
{
    /// <summary>The checks, as a program of their own, and the program without them.</summary>
    public static (Program Checks, Program Main) Split(Program program)
    {
        var early = Early(program.Graph);
        var checks = program.Effects.Where(effect => early[effect.Id]).ToArray();
        return (new Program(program.Graph) { Effects = checks, Expansions = program.Expansions }, program with { Effects = [.. program.Effects.Where(effect => !early[effect.Id])] });
    }

    // Whether each node is known before any real number is computed with.
    private static bool[] Early(Graph graph)
    {
        var early = new bool[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            early[node.Id] = !node.IsReal && node is not Call && Dependencies.Of(node).All(dependency => dependency.Id > node.Id || early[dependency.Id]);
        }

        // A loop's next state comes after its state: what was taken for early may turn out not to be, and then what follows from it.
        var changed = true;
        while (changed)
        {
            changed = false;
            foreach (var carry in graph.Nodes.OfType<Carry>().Where(carry => early[carry.Id] && !early[carry.Next.Id]))
            {
                early[carry.Id] = false;
                changed = true;
            }

            if (!changed) break;
            foreach (var node in graph.Nodes) early[node.Id] = early[node.Id] && Dependencies.Of(node).All(dependency => dependency.Id > node.Id || early[dependency.Id]);
        }

        return early;
    }
}
