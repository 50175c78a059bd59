using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// Extrema whose indices are looked for in the same iterations, as in the gradient of a minimum: a loop in lanes takes both at once, so that elements are compared once.
/// </summary>
internal sealed class IndexedExtrema
{
    private readonly Dictionary<Reduce, Reduce> _extrema = [];
    private readonly HashSet<Reduce> _indexed = [];

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

    /// <summary>Whether a reduction is an extremum that is taken together with its index.</summary>
    public bool IsTakenWithIndex(Reduce extremum) => _indexed.Contains(extremum);

    /// <summary>The extremum that is taken together with an index; null if the index is looked for alone.</summary>
    public Reduce? ExtremumOf(Reduce index) => _extrema.GetValueOrDefault(index);

    private void Pair(List<Reduce> reductions)
    {
        var extrema = reductions.Where(reduction => reduction.Kind is ReductionKind.Max or ReductionKind.Min).ToLookup(reduction => (reduction.Body, reduction.Kind));
        foreach (var index in reductions.Where(reduction => reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin))
        {
            var extremum = extrema[(index.Body, KindOf(index.Kind))].FirstOrDefault(extremum => extremum.Reduced.SequenceEqual(index.Reduced));
            if (extremum is not null && _indexed.Add(extremum)) _extrema.Add(index, extremum);
        }
    }
}
