using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>How many vectors of iterations a loop runs, as a factor of its cost.</summary>
/// <param name="Lanes">The lanes of a vector.</param>
/// <param name="Replicas">The vectors of a round.</param>
internal readonly record struct VectorCount(int Lanes, int Replicas)
{
    /// <summary>One iteration at a time.</summary>
    public static VectorCount Scalar => new(1, 1);

    /// <summary>What a vector behind the last whole round takes, in those of a round: alone it waits for its own results, and its lanes are masked.</summary>
    public double Rest => 1 + (0.6 * (Replicas - 1));

    /// <summary>The count for an extent.</summary>
    public double For(double extent) => Of((int)extent, Lanes, Replicas, Rest);

    /// <summary>The count of a loop whose extent need not be known: of one that is not, nobody knows how many are behind the last round.</summary>
    public double Of(Axis loop) => loop.Bound is Constant ? For(Axis.ExpectedTrips(loop.Bound)) : Math.Ceiling(Axis.ExpectedTrips(loop.Bound) / Lanes);

    /// <summary>The vectors of a loop, of which those behind the last whole round count more than others. Emitted code calls it.</summary>
    /// <param name="extent">The iterations.</param>
    /// <param name="lanes">The lanes of a vector.</param>
    /// <param name="replicas">The vectors of a round.</param>
    /// <param name="rest">What those count that are in no round.</param>
    public static double Of(int extent, int lanes, int replicas, double rest)
    {
        if (extent <= 0) return 0;
        var left = extent % (lanes * replicas);
        return ((extent - left) / lanes) + (((left + lanes - 1) / lanes) * rest);
    }
}
