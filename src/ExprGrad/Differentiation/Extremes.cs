using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>The derivative of a sequence's maximum or minimum is that of the element which it is.</summary>
internal static class Extremes
{
    /// <summary>A value over the body's axes, read where the body is the extreme.</summary>
    public static Node AtExtreme(Graph graph, Reduce extreme, Node value)
    {
        var kind = extreme.Kind == ReductionKind.Max ? ReductionKind.ArgMax : ReductionKind.ArgMin;
        var index = graph.Add(new Reduce(kind, extreme.Reduced, extreme.Body));
        var substitution = new Substitution(graph, extreme.Axes) { ReadsLoops = true };
        foreach (var axis in extreme.Reduced)
        {
            if (axis.IsGuard) substitution.Drop(axis);
            else substitution.Replace(axis, index);
        }

        return substitution.Copy(value);
    }
}
