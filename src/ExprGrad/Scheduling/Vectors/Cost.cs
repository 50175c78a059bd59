using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>What code costs, in additions, as a function of the extents of its loops: so much for each iteration of some loops, of which one may run in lanes.</summary>
internal sealed class Cost
{
    private readonly Dictionary<Trips, double> _terms = [];

    private Cost(IEnumerable<(Trips Trips, double Additions)> terms)
    {
        foreach (var (trips, additions) in terms) _terms[trips] = _terms.GetValueOrDefault(trips) + additions;
    }

    /// <summary>The additions for each of the iterations.</summary>
    public IEnumerable<(Trips Trips, double Additions)> Terms => _terms.Select(term => (term.Key, term.Value));

    /// <summary>The loops on which it depends.</summary>
    public AxisSet Loops => _terms.Keys.Aggregate(AxisSet.Empty, (loops, trips) => loops.Union(trips.Loops));

    public static implicit operator Cost(double additions) => new([(new Trips(AxisSet.Empty), additions)]);

    public static Cost operator +(Cost a, Cost b) => new(a.Terms.Concat(b.Terms));

    /// <summary>That much for each iteration of a loop, or for each vector of them.</summary>
    public Cost ForEach(Axis loop, VectorCount? vectors = null) => loop.Bound is Constant
        ? new(Terms.Select(term => (term.Trips, term.Additions * (vectors ?? VectorCount.Scalar).Of(loop))))
        : new(Terms.Select(term => (term.Trips.Inside(loop, vectors), term.Additions)));

    /// <summary>That much for each iteration of all the loops.</summary>
    public Cost ForEach(AxisSet loops) => loops.Aggregate(this, (cost, loop) => cost.ForEach(loop));

    /// <summary>The cost for the extents that are assumed where they are not known.</summary>
    public double Expected => For((loop, count) => count.Of(loop));

    /// <summary>The cost, given how often each loop runs.</summary>
    public double For(Func<Axis, VectorCount, double> countOf) => _terms.Sum(term => term.Value * term.Key.For(countOf));
}

/// <summary>How often something is done: for each iteration of some loops, or of one of them for each vector of iterations.</summary>
/// <param name="Loops">The loops.</param>
/// <param name="InLanes">The one that runs in lanes; null if none does.</param>
/// <param name="Vectors">Its vectors.</param>
internal readonly record struct Trips(AxisSet Loops, Axis? InLanes = null, VectorCount Vectors = default)
{
    public Trips Inside(Axis loop, VectorCount? vectors) => vectors is not { } count
        ? this with { Loops = Loops.Union([loop]) }
        : InLanes is null ? new(Loops.Union([loop]), loop, count) : throw new InvalidOperationException("One loop of a nest runs in lanes.");

    /// <summary>How a loop is counted.</summary>
    public VectorCount CountOf(Axis loop) => loop == InLanes ? Vectors : VectorCount.Scalar;

    public double For(Func<Axis, VectorCount, double> countOf)
    {
        var trips = 1.0;
        foreach (var loop in Loops) trips *= countOf(loop, CountOf(loop));
        return trips;
    }
}
