using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Whether everything that a loop does can be done for several of its iterations at once.</summary>
internal sealed class LaneCheck(Schedule schedule, LoopItem loop, LaneKinds kinds, VectorTarget target)
{
    /// <summary>Why the loop can't be vectorised; null if it can.</summary>
    public ScalarReason? Reason()
    {
        if (loop.Axis is { Kind: AxisKind.Sequential }) return "its iterations hand on a state";
        if (loop.Axis.EndsEarly) return "it may end early";
        if (schedule.Windows.Values.Any(window => window.Loop == loop && window.Width > target.Lanes(kinds.Scalar))) return "its iterations hand on more elements of a gradient than a vector has";
        return Reason(loop.Body) ?? (!target.Reassociates && !_adds.Values.All(KeepsOrder) ? "the order of a sum is kept" : !HasNumbers ? "it computes no numbers" : MayThrowDifferently ? "what it throws depends on which iteration is the first to" : null);
    }

    // Of a round of iterations each check is made for all of them, before the next one. If all throw alike it does not matter which iteration it is.
    private bool MayThrowDifferently => kinds.Varying.Keys.OfType<Apply>().Where(apply => !Totality.IsTotal(apply)).Select(apply => apply.Primitive).Distinct().Skip(1).Any();

    private bool HasNumbers { get; set; }

    // What is added to arrays at indices that vary, by the array.
    private readonly Dictionary<object, List<ScatterAdd>> _adds = [];

    // In lanes a statement is run for several iterations before the next one is, or before the next iteration of a loop inside.
    private bool KeepsOrder(List<ScatterAdd> adds) =>
        (adds is [var only] && IsOnceInEach(only)) || ApartElements.Are([.. adds.Select(add => add.Contribution)], loop.Axis)
        || (adds[0].Output is { } output && schedule.Windows.TryGetValue(output, out var window) && window.Loop == loop);

    private bool IsOnceInEach(ScatterAdd statement)
    {
        var block = statement.Parent;
        while (block.Owner is BranchItem branch) block = branch.Parent;
        return block == loop.Body;
    }

    private ScalarReason? Reason(Block body)
    {
        var pending = new Stack<Block>([body]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                switch (item)
                {
                    case LoopItem inner:
                        if (inner.Axis.EndsEarly) return "an inner loop may end early";
                        if (kinds.Of(inner.Axis.Bound) != LaneKind.Uniform) return "an inner loop's extent varies";
                        if (inner.States.Find(state => !IsState(state)) is { } state) return Stranger(state);
                        pending.Push(inner.Body);
                        break;
                    case BranchItem branch:
                        if (kinds.Of(branch.Predicate) is not (LaneKind.Uniform or LaneKind.Mask)) return Stranger(branch.Predicate);
                        pending.Push(branch.Then);
                        pending.Push(branch.Else);
                        break;
                    case Statement statement when Reason(statement) is { } reason:
                        return reason;
                }
            }
        }

        return null;
    }

    private ScalarReason? Reason(Statement statement) => statement switch
    {
        Compute { Node: Call } => "it makes a call",
        Compute { Node: RangeChecked row } when kinds.Varies(row) => Stranger(row),
        Compute { Node: var node } => IsValue(node, kinds.Of(node)) && IsKept(node) ? null : Stranger(node),
        AssignArm arm => IsValue(arm.Choice, kinds.Of(arm.Choice)) && IsKept(arm.Choice) && IsArm(arm) ? null : Stranger(arm.Choice),
        Accumulate accumulate => Reason(accumulate.Reduction),
        ScatterAdd scatter => Reason(scatter),
        MultiplyMatrices => "it multiplies matrices",
        _ => throw new InvalidOperationException($"{statement.GetType().Name} is no statement of a loop."),
    };

    private bool IsState(Carry state) => kinds.Of(state) is LaneKind.Uniform
        ? kinds.Of(state.Initial) == LaneKind.Uniform && kinds.Of(state.Next) == LaneKind.Uniform && IsKept(state)
        : IsNumber(state) && IsNumber(state.Initial) && IsNumber(state.Next) && IsKept(state);

    private bool IsNumber(Node node) => node.Type == kinds.Scalar && kinds.Of(node) is LaneKind.Real or LaneKind.Uniform;

    private bool IsValue(Node node, LaneKind? kind)
    {
        HasNumbers |= kind is LaneKind.Real or LaneKind.Mask;
        return kind is not null;
    }

    private bool IsArm(AssignArm arm) => kinds.Of(arm.Choice) == LaneKind.Uniform || BufferLayout.Inner(schedule.Placements[arm.Choice]).IsEmpty;

    // Values that are used elsewhere must be numbers at equal distances; those of the same iteration are kept as vectors.
    private bool IsKept(Node node)
    {
        var placement = schedule.Placements.GetValueOrDefault(node);
        if (placement?.Layout is not { } layout) return true;
        if (layout.Axes.Contains(kinds.Axis)) return kinds.IsReached(layout) && IsNumber(node) && BufferLayout.Inner(placement).IsEmpty;
        if (!kinds.Varies(node)) return true;
        return kinds.Of(node) != LaneKind.Affine && layout.Sizes.All(size => kinds.Of(size) == LaneKind.Uniform);
    }

    private ScalarReason? Reason(Reduce reduce)
    {
        var body = kinds.Of(reduce.Body);
        if (body is null) return Stranger(reduce.Body);
        HasNumbers |= body == LaneKind.Real;
        var placement = schedule.Placements[reduce];
        // A sum of floats that is a double until all is added up, and so stands in no array of floats.
        var isInDouble = reduce.IsSumOfFloats && kinds.Scalar == typeof(double);
        if (isInDouble && placement.Layout is not null && (reduce.Reduced.Contains(kinds.Axis) || kinds.Varies(reduce))) return Stranger(reduce);
        if (!reduce.Reduced.Contains(kinds.Axis))
        {
            var kind = kinds.Of(reduce);
            if (reduce.IsSumOfFloats && !isInDouble && !target.Reassociates && kind != LaneKind.Uniform) return "floats are added up in double";
            return kind is not null && IsKept(reduce) ? null : Stranger(reduce);
        }

        if (reduce.Body.Type != kinds.Scalar && !isInDouble) return reduce.IsReal ? Stranger(reduce.Body) : $"it reduces integers to {reduce.Kind}";
        if (!BufferLayout.Inner(placement).IsEmpty && placement.Layout!.OuterCount > 0) return "it sums into rows of their own";
        return reduce.Kind switch
        {
            ReductionKind.Sum or ReductionKind.Max or ReductionKind.Min => target.Reassociates ? null : "the order of a reduction is kept",
            ReductionKind.ArgMax or ReductionKind.ArgMin when kinds.Scalar == typeof(double) && reduce.Reduced.Count == 1 => null,
            _ => $"it reduces to {reduce.Kind} in the order of iterations",
        };
    }

    private ScalarReason? Reason(ScatterAdd scatter)
    {
        var contribution = scatter.Contribution;
        if (!IsNumber(contribution.Value)) return Stranger(contribution.Value);
        if (Array.Find(contribution.Indices, index => !LaneKinds.IsIndex(kinds.Of(index))) is { } index) return Stranger(index);
        HasNumbers = true;
        var isUniform = Array.TrueForAll(contribution.Indices, index => kinds.Of(index) == LaneKind.Uniform);
        if (!isUniform && scatter is not ({ Output.Stores: true } or { Target.Stores: true })) Note(scatter);
        if (scatter.Output is { } output)
            return Array.Exists(contribution.Indices[..ArrayTypes.RowDimensions(output.Of.Type)], kinds.Varies) ? "rows of a gradient vary" : isUniform && !target.Reassociates ? "the order of a sum is kept" : null;

        var array = scatter.Target!;
        var placement = schedule.Placements[array];
        if (array.Axes.Contains(kinds.Axis) && Array.IndexOf(array.ResultAxes, kinds.Axis) < 0)
            return isUniform && kinds.IsLaneBuffer(placement) && IsKept(array) ? null : "an array inside of an iteration is written at computed places";
        if (isUniform && (array.Stores || !target.Reassociates)) return "the order of a sum is kept";
        return placement.Layout is { OuterCount: 0 } layout && layout.Sizes.All(size => kinds.Of(size) == LaneKind.Uniform) ? null : "an array is made of rows of their own";
    }

    private void Note(ScatterAdd scatter)
    {
        var array = (object?)scatter.Output ?? scatter.Target!;
        if (!_adds.TryGetValue(array, out var adds)) _adds.Add(array, adds = []);
        adds.Add(scatter);
    }

    private ScalarReason Stranger(Node node)
    {
        var stranger = kinds.Stranger ?? node;
        return stranger.IsReal && stranger.Type != kinds.Scalar
            ? new($"is a {CSharpNames.Of(stranger.Type)}, and other numbers of the loop are a {CSharpNames.Of(kinds.Scalar)}", stranger) { IsPrecision = true }
            : new("has no form in lanes", stranger);
    }
}
