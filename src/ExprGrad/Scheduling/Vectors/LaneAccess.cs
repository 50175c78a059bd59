using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>An access to elements of a buffer that differ from lane to lane.</summary>
/// <param name="Buffer">The value that is kept in the buffer.</param>
/// <param name="Along">The axis of the buffer along which each lane has the next element; null if there is none.</param>
internal readonly record struct LaneAccess(Placement Buffer, Axis? Along)
{
    /// <summary>The access of a statement that makes a value or an element; null if it makes the same for all lanes, or in a variable.</summary>
    public static LaneAccess? Of(Statement statement, Schedule schedule, LaneKinds kinds) => statement switch
    {
        Compute { Node: var node } => OfCurrent(node, schedule, kinds),
        AssignArm arm => OfCurrent(arm.Choice, schedule, kinds),
        Accumulate accumulate => OfCurrent(accumulate.Reduction, schedule, kinds),
        ScatterAdd { Target: { } target, Contribution.Indices: var indices } => At(target, target.ResultAxes, indices, schedule, kinds),
        _ => null,
    };

    /// <summary>The access of a value that is read at other indices.</summary>
    public static LaneAccess? Of(At read, Schedule schedule, LaneKinds kinds) => At(schedule.SourceOf(read), read.Replaced, read.Indices, schedule, kinds);

    /// <summary>The access to a value of the current iteration.</summary>
    public static LaneAccess? OfCurrent(Node node, Schedule schedule, LaneKinds kinds) => At(node, [], [], schedule, kinds);

    private static LaneAccess? At(Node node, Axis[] replaced, ReadOnlySpan<Node> indices, Schedule schedule, LaneKinds kinds)
    {
        if (!schedule.Placements.TryGetValue(node, out var placement) || placement.Layout is not { } layout) return null;
        Axis? along = null;
        foreach (var axis in layout.Axes)
        {
            var place = Array.IndexOf(replaced, axis);
            if (place < 0 ? axis != kinds.Axis : !kinds.Varies(indices[place])) continue;
            if (along is not null || (place >= 0 && !kinds.IsNext(indices[place]))) return new(placement, Along: null);
            along = axis;
        }

        return along is null ? null : new(placement, along);
    }
}
