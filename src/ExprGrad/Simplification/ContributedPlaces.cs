using System.Numerics;
using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// The elements that a contribution is added to. Indices are computed modulo 2^32. Where all iterations of loops run none wraps around all the same: from one iteration to the next an index goes by
/// an int, which leads from one place in an array to another only if the sum is exact.
/// </summary>
internal sealed class ContributedPlaces
{
    private readonly AxisSet _loops;
    private readonly bool _areAllRun;
    private readonly Dimension[] _dimensions;
    private readonly IndexForms _forms;
    private readonly IReadOnlySet<Node> _counts;

    /// <summary>Reads the indices.</summary>
    /// <param name="contribution">The contribution.</param>
    /// <param name="forms">Indices as polynomials.</param>
    /// <param name="counts">What was checked to be no negative number.</param>
    public ContributedPlaces(Contribution contribution, IndexForms forms, IReadOnlySet<Node> counts)
    {
        (_loops, _forms, _counts) = (contribution.Domain.Loops, forms, counts);
        _areAllRun = contribution.Domain.All(axis => axis is { IsGuard: false, EndsEarly: false } && Load.Unchecked(axis.Bound).Axes.Intersect(_loops).IsEmpty)
            && Array.TrueForAll(contribution.Indices, index => Load.RunsOf(index) is not { } runs || runs.Axes.Intersect(_loops).IsEmpty);
        _dimensions = Array.ConvertAll(contribution.Indices, DimensionOf);
    }

    /// <summary>The number of indices.</summary>
    public int Dimensions => _dimensions.Length;

    /// <summary>
    /// Whether no two iterations contribute to one element: each loop goes through a dimension by itself or with others, as rows and columns go through a matrix. Where a loop's iteration is told
    /// by one dimension it is the same for the others.
    /// </summary>
    public bool AreDistinct()
    {
        var (left, before) = (_loops, -1);
        while (!left.IsEmpty && left.Count != before)
        {
            before = left.Count;
            foreach (var (_, steps) in _dimensions)
            {
                var open = steps?.FindAll(step => left.Contains(step.Loop)) ?? [];
                if (open is [var only] ? IsDistinct(only) : _areAllRun && InMixedRadix(open) is not null) left = left.Except([.. open.Select(step => step.Loop)]);
            }
        }

        return left.IsEmpty;
    }

    /// <summary>The index along a dimension in the first iteration of all loops.</summary>
    public Polynomial Start(int dimension) => _dimensions[dimension].Start;

    /// <summary>What all steps along a dimension are multiples of; 0 if there are none, null if that can't be told. Where an index may wrap around only powers of two are.</summary>
    public long? CommonStep(int dimension)
    {
        if (_dimensions[dimension].Steps is not { } steps || steps.Exists(step => !step.Stride.IsConstant)) return null;
        var common = (long)steps.Aggregate(BigInteger.Zero, (common, step) => BigInteger.GreatestCommonDivisor(common, step.Stride.Offset));
        return _areAllRun ? common : common & -common;
    }

    /// <summary>The indices along a dimension that all loops go through; null if that can't be told.</summary>
    public ContributedBlock? Block(int dimension)
    {
        var (start, steps) = _dimensions[dimension];
        if (!_areAllRun || steps is null || steps.Count != _loops.Count || !_loops.All(IsCounted)) return null;
        if (steps.Count == 0) return new(start, Polynomial.Sum(start, Polynomial.Constant(1))!);
        return InMixedRadix(steps) is { } radix && Polynomial.Sum(start, radix.Below, -1) is { } first && Polynomial.Sum(first, radix.Room) is { } end ? new(first, end) : null;
    }

    private Dimension DimensionOf(Node index)
    {
        var form = _forms.Of(Load.Unchecked(index));
        var loops = index.Axes.Intersect(_loops);
        var steps = loops.Select(loop => (Loop: loop, Stride: _forms.Stride(form, loop))).Where(step => step.Stride?.IsZero != true).ToList();
        return new(_forms.Start(form, loops), steps.Exists(step => step.Stride is null) ? null : steps.ConvertAll(step => new Step(step.Loop, step.Stride!)));
    }

    // A loop has less than 2^31 iterations: of steps that are a multiple of four, some may lead to one element if not all are made.
    private bool IsDistinct(Step step) => step.Stride is { IsConstant: true, Offset: var stride }
        && (_areAllRun || stride % 4 != 0 || (step.Loop.Bound is Constant { Value: int trips } && Math.Abs((long)stride) * trips <= 1L << 32));

    /// <summary>
    /// Digits of a number: each step is as large as all that those before it go through, or larger. Null if they are no such steps; otherwise how many indices they go through at most, and how many
    /// of them are below that of the first iteration, since some steps lead back.
    /// </summary>
    private (Polynomial Room, Polynomial Below)? InMixedRadix(List<Step> steps)
    {
        var left = steps.ToList();
        Polynomial? room = Polynomial.Constant(1), below = Polynomial.Constant(0);
        while (left.Count > 0)
        {
            var numbers = left.FindAll(step => step.Stride.IsConstant);
            var next = numbers.Count > 0 ? numbers.MinBy(SizeOf)! : left.Find(step => IsDown(step.Stride, room) is not null);
            if (next is null || IsDown(next.Stride, room) is not { } isDown) return null;
            left.Remove(next);
            var extent = _forms.Of(Load.Unchecked(next.Loop.Bound));
            var stride = isDown ? Polynomial.Product(next.Stride, Polynomial.Constant(-1))! : next.Stride;
            if (stride.IsConstant && extent.IsConstant && Math.Abs((long)stride.Offset * extent.Offset) > int.MaxValue) return null;
            room = Polynomial.Product(stride, extent);
            if (isDown) below = Polynomial.Sum(below, Polynomial.Sum(room, stride, -1));
            if (room is null || below is null) return null;
        }

        return (room, below);
    }

    // Loops that are short for certain come first.
    private static (long Stride, int Trips) SizeOf(Step step) => (Math.Abs((long)step.Stride.Offset), step.Loop.Bound is Constant { Value: int trips } ? trips : int.MaxValue);

    // Whether the step leads back; null if it isn't known to be as large as the room that there must be for the steps before it.
    private static bool? IsDown(Polynomial stride, Polynomial room) =>
        stride.IsConstant && room.IsConstant ? (Math.Abs((long)stride.Offset) >= room.Offset ? stride.Offset < 0 : null)
        : Polynomial.Sum(stride, room, -1) is { IsZero: true } ? false
        : Polynomial.Sum(stride, room) is { IsZero: true } ? true
        : null;

    private bool IsCounted(Axis loop) => In.Through(loop.Bound) is var bound
        && (bound is Constant { Value: >= 0 } or Length || bound is Apply { Primitive: var check } && check == Primitives.CheckCount || _counts.Contains(bound));

    private sealed record Step(Axis Loop, Polynomial Stride);

    private sealed record Dimension(Polynomial Start, List<Step>? Steps);
}
