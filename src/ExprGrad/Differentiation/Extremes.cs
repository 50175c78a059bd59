using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>The derivative of a sequence's maximum or minimum is that of the element which it is.</summary>
internal sealed class Extremes(Graph graph)
{
    private readonly FoundExtremes _found = new(graph);

    /// <summary>A value over the body's axes, read where the body is the extreme; 0 where there is none, which the function has thrown for or has no use for.</summary>
    /// <param name="extreme">The maximum or minimum.</param>
    /// <param name="value">The value.</param>
    /// <param name="repeated">The reductions inside the value that are repeated for this element; others are read where they are stored for all elements.</param>
    public Node AtExtreme(Reduce extreme, Node value, IReadOnlySet<Node>? repeated = null)
    {
        var kind = extreme.Kind == ReductionKind.Max ? ReductionKind.ArgMax : ReductionKind.ArgMin;
        var index = graph.Add(new Reduce(kind, extreme.Reduced, extreme.Body));
        if (_found.Contains(index)) return Element(extreme, value, index, extreme.Axes, repeated);

        var guard = graph.Guard(graph.Apply(Primitives.GreaterThanOrEqual, index, graph.Constant(0)), extreme.Axes);
        var element = Element(extreme, value, graph.In(index, guard), extreme.Axes.Union([guard]), repeated);
        return element.Axes.Contains(guard)
            ? graph.Add(new Choose(guard, element, graph.Constant(value.Type == typeof(float) ? 0f : (object)0.0)))
            : element;
    }

    private Node Element(Reduce extreme, Node value, Node index, AxisSet scope, IReadOnlySet<Node>? repeated)
    {
        var substitution = new Substitution(graph, scope)
        {
            ReadsLoops = true,
            Repeated = repeated ?? new HashSet<Node>(),
            FirstInnerId = repeated is null ? int.MaxValue : extreme.Reduced.MaxId + 1,
        };
        foreach (var axis in extreme.Reduced)
        {
            if (axis.IsGuard) substitution.Drop(axis);
            else substitution.Replace(axis, index);
        }

        return substitution.Copy(value);
    }
}
