using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// What a loop has stored in an array that it makes is read there by the loop that reverses it, and not computed again. It comes last, since it is about what a value is computed from, whatever else
/// stands in its place.
/// </summary>
internal static class StoredValues
{
    public static Program Run(Program program)
    {
        if (program.Stored.Count == 0) return program;
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var (value, read) in program.Stored) expansions[value] = read;
        return program with { Expansions = expansions };
    }
}
