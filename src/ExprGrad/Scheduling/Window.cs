using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// A gradient that one loop makes from its first element to its last: iteration i contributes to the elements i + first .. i + last, and after that no other
/// does to i + first. The elements that are not complete yet stay in registers, and each is written once.
/// </summary>
/// <param name="Loop">The only loop that contributes, once a call.</param>
/// <param name="First">The smallest distance of an element from the loop's index.</param>
/// <param name="Last">The largest one.</param>
internal sealed record Window(LoopItem Loop, int First, int Last)
{
    /// <summary>More elements than that are not kept in registers.</summary>
    public const int Widest = 4;

    /// <summary>How many elements are incomplete at the end of an iteration.</summary>
    public int Width => Last - First;

    /// <summary>The window through which the statements make their output; null if it can't be made so.</summary>
    public static Window? Of(IReadOnlyList<ScatterAdd> statements, Block root)
    {
        if (statements.Count == 0 || statements[0].Parent.Owner is not LoopItem { Axis.EndsEarly: false } loop || loop.Parent != root) return null;

        var offsets = new List<int>();
        foreach (var statement in statements)
        {
            if (statement.Parent != loop.Body || statement.Contribution.Indices is not [var index] || Offset(index, loop.Axis) is not { } offset) return null;
            offsets.Add(offset);
        }

        var (first, last) = (offsets.Min(), offsets.Max());
        return last - (long)first <= Widest ? new Window(loop, first, last) : null;
    }

    /// <summary>The distance of an index from that of the loop, if it is constant.</summary>
    public static int? Offset(Node index, Axis axis)
    {
        var distance = 0;
        while (index is Apply { Primitive: var primitive, Operands: [var left, var right] })
        {
            if (primitive == Primitives.Add && left is Constant { Value: int before }) (distance, index) = (unchecked(distance + before), right);
            else if (primitive == Primitives.Add && right is Constant { Value: int more }) (distance, index) = (unchecked(distance + more), left);
            else if (primitive == Primitives.Subtract && right is Constant { Value: int less }) (distance, index) = (unchecked(distance - less), left);
            else return null;
        }

        return index is IndexOf own && own.Axis == axis ? distance : null;
    }
}
