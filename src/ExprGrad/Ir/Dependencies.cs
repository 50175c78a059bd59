namespace ExprGrad.Ir;

/// <summary>What a node needs before it can be computed.</summary>
internal static class Dependencies
{
    /// <summary>
    /// Operands, the next state of a carried one, and the extents and predicates of the axes that the node mentions, but for those that others of these need;
    /// those of axes that only its operands mention are their dependencies.
    /// </summary>
    public static IEnumerable<Node> Of(Node node)
    {
        foreach (var operand in node.Operands) yield return operand;
        foreach (var axis in node.OwnAxes.Leading) yield return axis.Bound;

        // These may vary over axes that neither they nor their operands mention.
        if (node is Carry or Scatter)
        {
            foreach (var axis in node.Axes.Leading) yield return axis.Bound;
        }

        if (node is Carry carry) yield return carry.Next;
    }
}
