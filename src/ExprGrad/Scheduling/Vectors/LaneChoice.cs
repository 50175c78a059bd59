using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>The choice between two ways to run a nest, which is made whenever it runs: a loop in lanes, or its iterations one at a time with the loops inside of it in lanes. The cheaper one is taken.</summary>
/// <param name="InLanes">What the loop costs in lanes.</param>
/// <param name="OneByOne">What it costs otherwise.</param>
/// <param name="Known">The loops whose extents are known where the loop begins; of others those are assumed that always are.</param>
internal sealed record LaneChoice(Cost InLanes, Cost OneByOne, AxisSet Known)
{
    // Each way must be so much faster for some extents.
    private const double Gain = 1.5;

    // The most different extents for which the costs are compared.
    private const int MostExtents = 4;

    private static readonly double[] Extents = [4, 16, 128, 4096];

    /// <summary>Which way it is whatever the extents are, in tests; null for the cheaper one.</summary>
    public bool? Forced { get; private init; }

    /// <summary>Whether lanes are cheaper for the extents that are assumed where they are not known.</summary>
    public bool IsExpected => InLanes.Expected < OneByOne.Expected;

    /// <summary>The choice for a loop; null if one way is the better one for all extents, or nearly so.</summary>
    public static LaneChoice? Of(LoopItem loop, Cost inLanes, Cost oneByOne, bool? forced)
    {
        AxisSet known = [.. inLanes.Loops.Union(oneByOne.Loops).Where(inner => inner.Bound is not Constant && loop.Parent.Axes.ContainsAll(inner.Bound.Axes))];
        var choice = new LaneChoice(inLanes, oneByOne, known) { Forced = forced };
        if (forced is not null) return choice;
        var ratios = choice.Ratios().ToList();
        return ratios.Min() < 1 / Gain && ratios.Max() > Gain ? choice : null;
    }

    // Of the cost in lanes to the other one. Loops with the same bound have the same extent.
    private IEnumerable<double> Ratios()
    {
        var bounds = Known.Select(loop => loop.Bound).Distinct().Take(MostExtents).ToList();
        var count = (int)Math.Pow(Extents.Length, bounds.Count);
        for (var i = 0; i < count; i++)
        {
            var at = i;
            var extents = new Dictionary<Node, double>();
            foreach (var bound in bounds) (extents[bound], at) = (Extents[at % Extents.Length], at / Extents.Length);
            double Count(Axis loop, VectorCount vectors) => extents.TryGetValue(loop.Bound, out var extent) ? vectors.For(extent) : vectors.Of(loop);
            yield return InLanes.For(Count) / OneByOne.For(Count);
        }
    }
}
