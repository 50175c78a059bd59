using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>A sequence without random access that was collected into an array: the query and ToArray, with Take where it stops counting.</summary>
internal sealed class Collected(Scatter scatter, AxisSet steps) : Item(scatter.Axes, steps, scatter.Type)
{
    private readonly Contribution _contribution = scatter.Contributions[0];
    private Chain _chain = null!;
    private Items _items = null!;
    private Item? _limit;

    public override AxisSet Inner => AxisSet.Create(scatter.ResultAxes);

    protected override Type WrittenType => Type.MakeArrayType();

    /// <summary>Whether the array holds a collected sequence: elements stand where so many were counted before, or at a constant place, which is that of none.</summary>
    public static bool IsCollected(Scatter scatter) => scatter is { Stores: true, Contributions: [var only] } && In.Through(only.Indices[0]) is Carry or Constant;

    /// <summary>The outermost state that counts the elements, if that is what gives them their places.</summary>
    public static Carry? CounterOf(Scatter scatter)
    {
        if (!IsCollected(scatter) || In.Through(scatter.Contributions[0].Indices[0]) is not Carry counter) return null;
        while (In.Through(counter.Initial) is Carry outer) counter = outer;
        return counter;
    }

    public override void Resolve(Items items)
    {
        _items = items;
        var limit = _contribution.Domain.FirstOrDefault(IsLimit);
        _limit = limit is null ? null : items.Of(((Apply)In.Through(limit.Bound)).Operands[1], Steps);
        Parts =
        [
            items.Of(_contribution.Value, Steps),
            .. items.Needed([.. _contribution.Domain.Where(axis => !IsLimit(axis))], scatter.Outer, Steps),
            .. _limit is null ? Array.Empty<Item>() : [_limit],
        ];
    }

    protected override void Enter(Place at)
    {
        _chain = new Chain(at, _contribution.Domain, scatter.Outer, Steps, _items, isImplied: IsLimit);
        Parts[0].Use(_chain.Innermost);
        _limit?.Use(at);
    }

    protected override Expression Write(Place at)
    {
        var sequence = _chain.Sequence(Parts[0].At(_chain.Innermost));
        if (_limit is not null) sequence = Linq.Pick(nameof(Enumerable.Take), sequence, _limit.At(at));
        return Linq.ToArray(sequence);
    }

    protected override Expression ReadInner(Expression value, Func<Axis, Expression> index) => Expression.ArrayIndex(value, index(scatter.ResultAxes[0]));

    // The branch in which the number of elements so far is below the limit.
    private bool IsLimit(Axis axis)
    {
        if (!axis.IsGuard || axis.IsNegated || In.Through(axis.Bound) is not Apply { Operands: [var count, _] } test || test.Primitive != Primitives.LessThan) return false;
        for (var counter = In.Through(_contribution.Indices[0]) as Carry; counter is not null; counter = In.Through(counter.Initial) as Carry)
        {
            if (In.Through(count) == counter) return true;
        }

        return false;
    }
}

/// <summary>The number of elements of a collected sequence.</summary>
internal sealed class CollectedCount(Node node, Scatter scatter, AxisSet steps) : Item(node.Axes, steps, node.Type)
{
    protected override int OwnCost => 1;

    protected override bool ReadsInPlace => true;

    public override void Resolve(Items items) => Parts = [items.Of(scatter, Steps)];

    protected override void Enter(Place at) => Parts[0].Use(at);

    protected override Expression Write(Place at) => Expression.ArrayLength(Parts[0].Whole(at));
}
