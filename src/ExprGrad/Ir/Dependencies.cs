namespace ExprGrad.Ir;

/// <summary>What a node needs before it can be computed.</summary>
internal static class Dependencies
{
    /// <summary>
    /// Operands, the next state of a carried one, and the extents and predicates of the axes that the node mentions; those of axes that only its operands
    /// mention are their dependencies.
    /// </summary>
    public static IEnumerable<Node> Of(Node node)
    {
        foreach (var operand in node.Operands) yield return operand;
        foreach (var axis in node.OwnAxes) yield return axis.Bound;

        // These may vary over axes that neither they nor their operands mention.
        if (node is Carry or Scatter)
        {
            foreach (var axis in node.Axes) yield return axis.Bound;
        }

        if (node is Carry carry) yield return carry.Next;
    }
}
