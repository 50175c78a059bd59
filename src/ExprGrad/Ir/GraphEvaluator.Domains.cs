namespace ExprGrad.Ir;

/// <summary>Runs through the points of loops and branches.</summary>
internal sealed partial class GraphEvaluator
{
    /// <summary>The points of the domain inside the outer point, in lexicographic order; in between, the extents and predicates that must be known to go on.</summary>
    private IEnumerable<(Demand Needed, Point? At)> Walk(AxisSet domain, Point outer)
    {
        var pending = new Stack<(Point Point, int Depth)>([(outer, 0)]);
        while (pending.TryPop(out var next))
        {
            if (next.Depth == domain.Count)
            {
                yield return (default, next.Point);
                continue;
            }

            var axis = domain[next.Depth];
            yield return (Need(axis.Bound, next.Point), null);
            for (var i = Extent(axis, next.Point) - 1; i >= 0; i--) pending.Push((next.Point.With(axis, i), next.Depth + 1));
        }
    }

    /// <summary>
    /// Evaluates what must be evaluated even if no value depends on it, where C# would: in order, those inside the same loop together in each iteration, and in a
    /// search only up to what is found.
    /// </summary>
    private void RunEffects(IReadOnlyList<Node> all)
    {
        if (all.Count == 0) return;
        var searches = _program.Graph.Nodes.OfType<Reduce>().Where(reduce => reduce.Kind == ReductionKind.Find).ToLookup(search => search.Reduced[0]);
        Run(all, Point.Origin, depth: 0);

        // As deep as loops and branches nest in the lambda around an effect.
        void Run(IReadOnlyList<Node> effects, Point point, int depth)
        {
            foreach (var group in effects.GroupBy(effect => depth < effect.Axes.Count ? (object)effect.Axes[depth] : effect))
            {
                if (group.Key is not Axis axis)
                {
                    Value((Node)group.Key, point);
                    continue;
                }

                Value(axis.Bound, point);
                for (var i = 0; i < Extent(axis, point); i++)
                {
                    var inside = point.With(axis, i);
                    Run([.. group], inside, depth + 1);
                    if (searches[axis].Any(search => search.Body.Axes.All(inside.Has) && (bool)Value(search.Body, inside)!)) break;
                }
            }
        }
    }
}
