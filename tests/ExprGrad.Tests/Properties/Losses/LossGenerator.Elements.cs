using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>Sums over what arrays hold: points, layers, images, rows.</summary>
internal sealed partial class LossGenerator
{
    /// <summary>By how many elements rows of the ragged array may exceed the columns.</summary>
    public const int MoreColumns = 2;

    /// <summary><c>layers.Select((l, h) =&gt; ..).Sum()</c>, or a loop over the row that a loop around is at.</summary>
    private Expression Each(int budget, Scope scope)
    {
        var around = scope.Loops.Where(l => l.Axis == hidden && l is { Scale: 1 }).ToList();
        if (around.Count > 0 && random.Chance(0.6)) return OfRow(CSharp.Index(ragged, random.PickLater(around).Index), budget, scope);
        var array = random.Pick(points, layers, images, ragged);
        var axis = array == points ? rows : hidden;
        if (!IsAffordable(axis, scope)) return Leaf(scope);
        var (element, loop) = (Expression.Parameter(array.Type.GetElementType()!, $"e{named++}"), Loop(axis, scope));
        var inner = scope.With(loop);
        Expression Member(string name) => Expression.PropertyOrField(element, name);
        if (array == points) inner = inner with { Totals = [.. inner.Totals, Member("X"), Member("Y")] };
        else if (array == layers) inner = inner with { Stored = [.. inner.Stored, new(Member("W"), [columns, columns]), new(Member("B"), [columns])] };
        else inner = inner with { Stored = [.. inner.Stored, new(element, array == images ? [columns, columns] : [columns])] };
        var body = array == ragged && random.Chance(0.5) ? OfRow(element, budget, inner) : Real(budget, inner);
        var mapped = Linq.Call(nameof(Enumerable.Select), [element.Type, real], array, Expression.Lambda(body, element, loop.Index));
        return Scaled(Linq.Call(nameof(Enumerable.Sum), [], mapped), axis);
    }

    /// <summary>A sum over a row as long as it is.</summary>
    private Expression OfRow(Expression row, int budget, Scope scope)
    {
        var axis = new Axis(columns.Extent + MoreColumns, [CSharp.Length(row)]);
        if (!IsAffordable(axis, scope)) return Leaf(scope);
        var loop = Loop(axis, scope);
        var body = Real(budget, scope.With(loop) with { Stored = [.. scope.Stored, new(row, [axis])] });
        return Scaled(Linq.Call(nameof(Enumerable.Sum), [typeof(int)], Range(0, Extent(axis)), Expression.Lambda(body, loop.Index)), axis);
    }
}
