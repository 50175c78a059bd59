namespace ExprGrad.Ir;

/// <summary>What a node needs before it can be computed.</summary>
internal static class Dependencies
{
    /// <summary>
    /// Operands, the next state of a carried one, the whole of an array that a loop makes, and the extents and predicates of the axes that the node mentions, but for those that others of these need;
    /// those of axes that only its operands mention are their dependencies.
    /// </summary>
    public static Node[] Of(Node node) => node switch
    {
        // These may vary over axes that neither they nor their operands mention.
        Carry carry => [.. node.Operands, .. node.OwnAxes.Bounds, .. node.Axes.Bounds, carry.Next],
        Recurrence recurrence => [.. node.OwnAxes.Bounds, .. node.Axes.Bounds, recurrence.Whole],
        Scatter => [.. node.Operands, .. node.OwnAxes.Bounds, .. node.Axes.Bounds],
        _ => node.OwnAxes.IsEmpty ? node.Operands : [.. node.Operands, .. node.OwnAxes.Bounds],
    };
}
