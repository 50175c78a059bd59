using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>Indices from the first to one before the end.</summary>
internal sealed class ContributedBlock(Polynomial first, Polynomial end)
{
    private Polynomial End { get; } = end;

    /// <summary>How far this begins behind the end of another; null if it doesn't, or that can't be told.</summary>
    public int? DistanceBehind(ContributedBlock other) => Polynomial.Sum(first, other.End, -1) is { IsConstant: true, Offset: >= 0 and < 1 << 30 and var distance } ? distance : null;
}
