using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// Extrema whose indices are looked for in the same iterations, as in the gradient of a minimum: a loop in lanes takes both at once, so that elements are compared once.
/// </summary>
internal sealed class IndexedExtrema
{
    private readonly Dictionary<Reduce, Reduce> _extrema = [];
    private readonly Dictionary<Reduce, Reduce> _indices = [];

    public IndexedExtrema(Schedule schedule)
    {
        var pending = new Stack<Block>([schedule.Root]);
        while (pending.TryPop(out var block))
        {
            Pair([.. block.Items.OfType<Accumulate>().Select(item => item.Reduction)]);
            foreach (var inner in block.Items.SelectMany(LoopCost.BlocksOf)) pending.Push(inner);
        }
    }

    /// <summary>The kind of extremum that has an index of the given kind.</summary>
    public static ReductionKind KindOf(ReductionKind index) => index == ReductionKind.ArgMax ? ReductionKind.Max : ReductionKind.Min;

    /// <summary>The index of an extremum; null if none is looked for.</summary>
    public Reduce? IndexOf(Reduce extremum) => _indices.GetValueOrDefault(extremum);

    /// <summary>The extremum whose index is looked for; null if the index is looked for alone.</summary>
    public Reduce? ExtremumOf(Reduce index) => _extrema.GetValueOrDefault(index);

    private void Pair(List<Reduce> reductions)
    {
        var extrema = reductions.Where(reduction => reduction.Kind is ReductionKind.Max or ReductionKind.Min).ToLookup(reduction => (reduction.Body, reduction.Kind));
        foreach (var index in reductions.Where(reduction => reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin))
        {
            var extremum = extrema[(index.Body, KindOf(index.Kind))].FirstOrDefault(extremum => extremum.Reduced.SequenceEqual(index.Reduced));
            if (extremum is not null && _indices.TryAdd(extremum, index)) _extrema.Add(index, extremum);
        }
    }
}
