using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Elements that different iterations of a loop add to.</summary>
internal static class ApartElements
{
    /// <summary>Whether different iterations add to different elements of an array: along one dimension the index keeps its distance from that of the loop.</summary>
    public static bool Are(IReadOnlyList<Contribution> contributions, Axis axis)
    {
        for (var dimension = 0; dimension < contributions[0].Indices.Length; dimension++)
        {
            var offsets = contributions.Select(contribution => Window.Offset(Load.Unchecked(contribution.Indices[dimension]), axis)).Distinct().ToList();
            if (offsets is [not null]) return true;
        }

        return false;
    }
}
