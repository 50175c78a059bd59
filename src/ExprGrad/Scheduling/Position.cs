using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>A place in the order of execution: before the block's item at the index.</summary>
internal readonly record struct Position(Block Block, int Index)
{
    /// <summary>
    /// The first place on the way into loops and branches at which a value is complete. What is read in the iteration in which it is made is complete inside of
    /// that; what is made in other loops, or must be complete over one of the loops, is complete after that.
    /// </summary>
    public static Position After(Placement placement, AxisSet complete, AxisSet path)
    {
        var home = placement.Home;
        var shared = home.Axes.CommonPart(path);
        var whole = shared.Intersect(complete.Loops);
        if (!whole.IsEmpty) shared = shared.UpTo(whole[0].Id).Outer;
        var block = home.AtDepth(shared.Count);
        if (block != home) return new Position(block, block.ItemAround(home).Index + 1);

        // A state is there from the start of its loop's body.
        return new Position(home, placement.Node is Carry or Recurrence ? 0 : placement.Last.Index + 1);
    }

    /// <summary>The later one of two places on the same way.</summary>
    public static Position Later(Position a, Position b)
    {
        var common = Block.CommonAncestor(a.Block, b.Block);
        var (first, second) = (a.IndexIn(common), b.IndexIn(common));
        if (first != second) return first > second ? a : b;
        return a.Block.Depth > b.Block.Depth ? a : b;
    }

    private int IndexIn(Block outer) => Block == outer ? Index : outer.ItemAround(Block).Index;
}
