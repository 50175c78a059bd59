namespace ExprGrad.Ir;

/// <summary>Which searches for an extreme find one: where it was checked before anything is computed that there are elements.</summary>
internal sealed class FoundExtremes(Graph graph)
{
    private readonly Earliness _earliness = new(graph);

    /// <summary>Whether the reduction has elements wherever it is computed.</summary>
    public bool Contains(Reduce extreme)
    {
        var count = CountOf(graph, extreme.Reduced);
        return count.Axes.Guards.IsEmpty && !count.Axes.EndsEarly && _earliness.IsEarly(count)
            && (graph.Contains(new Apply(Primitives.CheckNotEmpty, [count])) || graph.Contains(new Apply(Primitives.CheckFound, [count])));
    }

    /// <summary>The number of elements of a domain.</summary>
    public static Node CountOf(Graph graph, AxisSet domain) => domain is [{ IsGuard: false } loop] ? loop.Bound : graph.Sum(domain, graph.Constant(1));
}
