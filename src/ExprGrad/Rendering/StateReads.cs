using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>A state after the last step of its loop.</summary>
internal sealed class FinalState(Node node, Carry carry, AxisSet steps) : Item(node.Axes, steps, node.Type)
{
    private StateLoop _loop = null!;

    protected override int OwnCost => 0;

    protected override bool ReadsInPlace => true;

    public override void Resolve(Items items)
    {
        _loop = items.Loop(carry.Axis, Steps);
        Parts = [_loop, items.Bound(carry.Axis, Steps)];
    }

    protected override void Enter(Place at)
    {
        _loop.Use(at);
        if (_loop.KeepsAll) Parts[1].Use(at);
    }

    protected override Expression Write(Place at)
    {
        var states = _loop.At(at);
        return _loop.PartOf(_loop.KeepsAll ? Expression.ArrayIndex(states, Parts[1].At(at)) : states, carry);
    }
}

/// <summary>A state at the start of a step, read outside of the loop; the indices are those at which it is read instead of the current ones.</summary>
internal sealed class StateRead(Node node, Carry carry, AxisSet steps, IReadOnlyDictionary<Axis, Node> indices) : Item(node.Axes, steps, node.Type)
{
    private readonly Axis[] _replaced = [.. indices.Keys];
    private StateLoop _loop = null!;

    protected override int OwnCost => 1;

    protected override bool ReadsInPlace => true;

    public override void Resolve(Items items)
    {
        _loop = items.Loop(carry.Axis, Steps);
        _loop.KeepsAll = true;
        Parts = [_loop, .. _replaced.Select(axis => items.Of(indices[axis], Steps))];
    }

    protected override void Enter(Place at)
    {
        if (GoesAlong(at) is null) _loop.Use(at, AxisSet.Create(_replaced).Except([carry.Axis]));
        foreach (var index in Parts.Skip(1)) index.Use(at);
    }

    protected override Expression Write(Place at)
    {
        if (GoesAlong(at) is { } state) return state(carry, at);
        Expression? Replaced(Axis axis) => Array.IndexOf(_replaced, axis) is >= 0 and var i ? Parts[i + 1].At(at) : null;
        var states = _loop.At(at, Replaced);
        return _loop.PartOf(Expression.ArrayIndex(states, Replaced(carry.Axis) ?? at.IndexOf(carry.Axis)), carry);
    }

    // The states where they go along with the indices, if this one is read at the current index.
    private Func<Carry, Place, Expression>? GoesAlong(Place at) => _replaced.Length == 0 ? at.Of(carry.Axis).States : null;
}
