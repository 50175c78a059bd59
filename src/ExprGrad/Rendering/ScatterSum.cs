using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>An array of sums, through Ad.ScatterAdd: of one dimension, or of two, whose rows may have lengths of their own.</summary>
internal sealed class ScatterSum : Item
{
    private readonly Axis[] _axes;
    private readonly Terms _terms;
    private readonly bool _isJagged;
    private Place _row = null!;

    public ScatterSum(Scatter scatter, AxisSet steps)
        : base(scatter.Axes, steps, scatter.Type)
    {
        _axes = scatter.ResultAxes;
        var contributions = scatter.Contributions;
        if (_axes is [var first, var second] && first.Bound.Axes.Contains(second))
        {
            // Rows are outermost.
            _axes = [second, first];
            contributions = Array.ConvertAll(contributions, contribution => contribution with { Indices = [contribution.Indices[1], contribution.Indices[0]] });
        }

        Inner = scatter.Axes.Except(scatter.Outer);
        _isJagged = _axes.Length > 1 && _axes[1].Bound.Axes.Contains(_axes[0]);
        _terms = new Terms(contributions, scatter.Outer, steps, (index, dimension) => Forms.Unchecked(index, length => In.Through(length) == In.Through(_axes[dimension].Bound)));
    }

    // With the branches that only some elements lie in.
    public override AxisSet Inner { get; }

    protected override Type WrittenType =>
        _axes.Length == 1 ? Type.MakeArrayType() : _isJagged ? Type.MakeArrayType().MakeArrayType() : Type.MakeArrayType(2);

    public override void Resolve(Items items) => Parts = [.. _axes.Select(axis => items.Bound(axis, Steps)), .. _terms.Resolve(items)];

    protected override void Enter(Place at)
    {
        _row = _isJagged ? Keeping.Enter(at, _axes[0]) : at;
        Parts[0].Use(at);

        // In a branch that not all rows lie in there is a length under its name only, 0 for the others.
        if (_axes.Length > 1) Parts[1].Use(_row, AxisSet.Empty, byName: !Parts[1].Axes.Guards.IsEmpty);
        _terms.Enter(at);
    }

    protected override Expression Write(Place at)
    {
        Type[] indices = [.. _axes.Select(_ => typeof(int))];
        var term = indices.Length == 1 ? typeof(ValueTuple<,>).MakeGenericType([.. indices, Type]) : typeof(ValueTuple<,,>).MakeGenericType([.. indices, Type]);
        return Linq.ScatterAdd(Lengths(at), _terms.Write(at, term));
    }

    private Expression[] Lengths(Place at)
    {
        var first = Parts[0].At(at);
        if (_axes.Length == 1) return [first];
        var second = Parts[1].At(_row);
        return _isJagged ? [Linq.ToArray(Linq.Select(Linq.Range(first), Expression.Lambda(_row.Wrap(second), _row.Index!)))] : [first, second];
    }

    protected override Expression ReadInner(Expression value, Func<Axis, Expression> index)
    {
        if (!_isJagged && _axes.Length > 1) return Expression.ArrayIndex(value, index(_axes[0]), index(_axes[1]));
        foreach (var axis in _axes) value = Expression.ArrayIndex(value, index(axis));
        return value;
    }
}
