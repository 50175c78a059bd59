using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// How the values of a node lie in an array. Where all sizes are known before the first value is made it is a rectangle. Else it is a list of rows, each behind the one
/// before: one for each iteration of the outer loops, begun in the outermost block in which the sizes inside it are known. So an extent may follow from what the
/// outer loops compute (triangles, rows of different lengths, branches, states), and rows that no iteration asks for take no room.
/// </summary>
internal sealed class BufferLayout
{
    private BufferLayout(Block shared, Block home, Item first, IReadOnlyList<Axis> inner, Func<Axis, Node> sizeOf)
    {
        var loops = Loops(shared, home);
        Axes = [.. loops, .. inner];
        RowBlock = RowBlockOf(shared, home, inner, sizeOf);
        OuterCount = Loops(shared, RowBlock).Count;
        Sizes = [.. Axes.Skip(OuterCount).Select(sizeOf)];
        RowItem = RowBlock == home ? first : RowBlock.ItemAround(home);
        if (OuterCount == 0) return;
        FirstRowItem = shared.ItemAround(home);
        RowStarts = new BufferLayout(shared, RowBlock, RowItem, [], sizeOf);
        if (Sizes.Count == 0) throw new InvalidOperationException($"No block knows the extents around {home.Axis}.");
        VaryingSizes = [.. Enumerable.Range(1, Sizes.Count - 1).Where(i => !shared.Axes.ContainsAll(Sizes[i].Axes))];
    }

    private BufferLayout(BufferLayout rectangle, Axis innermost)
    {
        (RowBlock, RowItem, Folded) = (rectangle.RowBlock, rectangle.RowItem, rectangle.Folded);
        int[] order = [.. Enumerable.Range(0, rectangle.Axes.Count).OrderBy(i => rectangle.Axes[i] == innermost)];
        (Axes, Sizes) = ([.. order.Select(i => rectangle.Axes[i])], [.. order.Select(i => rectangle.Sizes[i])]);
    }

    /// <summary>The axes of the array, outermost first.</summary>
    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>How many of the axes are those of the loops around the rows; 0 if there is one row only.</summary>
    public int OuterCount { get; }

    /// <summary>The extents of a row, along the axes behind the outer ones.</summary>
    public IReadOnlyList<Node> Sizes { get; }

    /// <summary>Which of the sizes must be kept for each row, to find elements in it: those that are not the same for all rows.</summary>
    public IReadOnlyList<int> VaryingSizes { get; } = [];

    /// <summary>The block in which a row begins.</summary>
    public Block RowBlock { get; }

    /// <summary>The item of that block before which it begins.</summary>
    public Item RowItem { get; }

    /// <summary>The item before which there is no row; null if there is one row only.</summary>
    public Item? FirstRowItem { get; }

    /// <summary>The layout of the numbers that tell where each row begins; null if there is one row only.</summary>
    public BufferLayout? RowStarts { get; }

    /// <summary>The axis along which there is room for two only, the even and the odd, that take turns (storage folding); null if there is none.</summary>
    public Axis? Folded { get; private init; }

    /// <summary>The layout for a value that is used outside of the loops that make it.</summary>
    /// <param name="placement">The value.</param>
    /// <param name="hulls">The extents of its axes.</param>
    /// <param name="graph">Where the extent is made of an axis that is folded.</param>
    /// <param name="folded">The axis that is.</param>
    public static BufferLayout Of(Placement placement, Hulls hulls, Graph graph, Axis? folded = null) => new(
        placement.Shared, placement.Home, placement.First, Inner(placement), axis => axis == folded ? graph.Constant(2) : hulls.Extent(placement, axis))
    { Folded = folded };

    /// <summary>The same rectangle with elements side by side along another axis.</summary>
    public BufferLayout WithInnermost(Axis axis) => OuterCount == 0 ? new(this, axis) : throw new InvalidOperationException("Rows are one behind the other.");

    /// <summary>The axes of a value that no loop around its home runs over: an array made as a whole.</summary>
    public static AxisSet Inner(Placement placement) => placement.Node.Axes.Loops.Except(placement.Home.Axes);

    /// <summary>The loops that are entered between two blocks.</summary>
    public static AxisSet Loops(Block outer, Block block) => block.Axes.Loops.Except(outer.Axes.Loops);

    private static Block RowBlockOf(Block shared, Block home, IReadOnlyList<Axis> inner, Func<Axis, Node> sizeOf)
    {
        var needed = inner.Aggregate(AxisSet.Empty, (axes, axis) => axes.Union(sizeOf(axis).Axes));
        var rowBlock = home;
        for (var block = home; block != shared; block = block.Parent!)
        {
            if (!block.Axis!.IsGuard) needed = needed.Union(sizeOf(block.Axis).Axes);
            if (block.Parent!.Axes.ContainsAll(needed)) rowBlock = block.Parent!;
        }

        return rowBlock;
    }
}
