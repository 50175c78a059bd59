using System.Collections.Immutable;

namespace ExprGrad.Ir;

/// <summary>Arrays that contributions make. A node without its result axes stands for the whole array, or for what a loop has made of it.</summary>
internal sealed partial class GraphEvaluator
{
    private IEnumerable<Demand> ArraySteps(Demand demand)
    {
        var (node, point) = demand;
        var scatter = node as Scatter ?? ((Recurrence)node).Whole;
        if (point.Has(scatter.ResultAxes[0]))
        {
            var results = AxisSet.Create(scatter.ResultAxes);
            var array = new Demand(node, point.Without(results));
            yield return array;
            Set(demand, ElementsOf(array).TryGetValue(point.Within(results), out var element) ? element : Activator.CreateInstance(scatter.Type));
            yield break;
        }

        var elements = ImmutableDictionary<Point, object?>.Empty;
        var isOutside = true;
        switch (node)
        {
            // What a loop has made of an array when it has ended is all of it.
            case Scatter { Recurrence: { } recurrence }:
                yield return Need(recurrence.Axis.Bound, point);
                var end = new Demand(recurrence, point.With(recurrence.Axis, Extent(recurrence.Axis, point)));
                yield return end;
                Set(demand, Found(end));
                yield break;

            case Recurrence { Axis: var axis } when point[axis] > 0:
                (point, isOutside) = (point.With(axis, point[axis] - 1), false);
                yield return new Demand(node, point);
                elements = ElementsOf(new Demand(node, point));
                break;
        }

        foreach (var contribution in isOutside ? scatter.MadeBefore : scatter.MadeInLoop)
        {
            foreach (var (needed, at) in Walk(contribution.Domain.Except(isOutside ? AxisSet.Empty : [scatter.Recurrence!.Axis]), point))
            {
                if (at is null)
                {
                    yield return needed;
                    continue;
                }

                foreach (var part in contribution.Indices.Append(contribution.Value)) yield return Need(part, at);
                var index = Point.Origin;
                for (var i = 0; i < scatter.ResultAxes.Length; i++) index = index.With(scatter.ResultAxes[i], (int)Known(contribution.Indices[i], at)!);
                var value = Known(contribution.Value, at);
                elements = elements.SetItem(
                    index, scatter.Stores || !elements.TryGetValue(index, out var sum) ? value : EvaluatedFunctions.Apply(Primitives.Add, sum, value));
            }
        }

        Set(demand, elements);
    }

    private ImmutableDictionary<Point, object?> ElementsOf(Demand array) => (ImmutableDictionary<Point, object?>)Found(array)!;
}
