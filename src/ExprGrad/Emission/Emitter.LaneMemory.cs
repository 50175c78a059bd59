using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Elements of arrays in a vectorised loop: one for each lane.</summary>
internal sealed partial class Emitter
{
    private static readonly ConstantExpression None = Expression.Constant(0);
    private static readonly ConstantExpression One = Expression.Constant(1);

    /// <summary>An index of an element along one dimension.</summary>
    private LanePosition LaneIndex(Node index, EmissionContext at) => _lanes!.Kinds.Of(index) == LaneKind.Integer
        ? new LanePosition(None, None, Value(index, at))
        : new LanePosition(Value(index, at), Growth(index, at));

    /// <summary>The position of elements in the rows of several dimensions, of which all but the first have the given extents.</summary>
    private LanePosition Flat(IReadOnlyList<LanePosition> indices, Func<int, Expression> extent)
    {
        var position = indices[0];
        for (var i = 1; i < indices.Count; i++)
        {
            var (index, size) = (indices[i], extent(i));
            position = position.Each is null && index.Each is null
                ? new LanePosition(Integers.Sum(Integers.Product(position.First, size), index.First), Integers.Sum(Integers.Product(position.Stride, size), index.Stride))
                : new LanePosition(None, None, _lanes!.Form.Call("Add", _lanes.Form.Call("Multiply", Each(position), _lanes.Form.Broadcast(size)), Each(index)));
        }

        return position;
    }

    // The positions as a vector.
    private Expression Each(LanePosition position) => position.Each
        ?? (position.IsUniform ? _lanes!.Form.Broadcast(position.First) : Numbers(position.First, position.Stride));

    // first, first + step, first + 2 step, ...
    private Expression Numbers(Expression first, Expression step)
    {
        var form = _lanes!.Form;
        var numbers = step is ConstantExpression { Value: 1 } ? form.Numbers : form.Call("Multiply", form.Numbers, form.Broadcast(step));
        return form.Call("Add", form.Broadcast(first), numbers);
    }

    /// <summary>By how much an integer grows from lane to lane.</summary>
    private Expression Growth(Node node, EmissionContext at)
    {
        if (!_lanes!.Kinds.Varies(node)) return None;
        switch (node)
        {
            case IndexOf:
                return One;
            case Apply { Primitive: var primitive } sum when primitive == Primitives.Add:
                return Integers.Sum(Growth(sum.Operands[0], at), Growth(sum.Operands[1], at));
            case Apply { Primitive: var primitive } difference when primitive == Primitives.Subtract:
                return Integers.Sum(Growth(difference.Operands[0], at), Integers.Product(Growth(difference.Operands[1], at), Expression.Constant(-1)));
            case Apply { Primitive: var primitive } product when primitive == Primitives.Multiply:
                var (left, right) = (product.Operands[0], product.Operands[1]);
                return _lanes.Kinds.Varies(left) ? Integers.Product(Growth(left, at), Integer(right, at)) : Integers.Product(Growth(right, at), Integer(left, at));
            case Apply { Primitive: var primitive } negation when primitive == Primitives.Negate:
                return Integers.Product(Growth(negation.Operands[0], at), Expression.Constant(-1));
            default:
                // A check, a conversion, a value seen inside a branch.
                return Growth(_schedule.Program.Expansions.TryGetValue(node, out var expansion) ? expansion : node.Operands[0], at);
        }
    }

    private Expression Integer(Node node, EmissionContext at)
    {
        var value = Value(node, at);
        return value.Type == typeof(int) ? value : Expression.Convert(value, typeof(int));
    }

    /// <summary>The elements of the lanes; what lanes that are not in use get is not used.</summary>
    private Expression ReadLanes(Expression span, LanePosition position, EmissionContext at)
    {
        var (form, branch) = (_lanes!.Form, Branch(at));
        if (position.IsUniform) return form.Broadcast(Expression.Call(typeof(Elements), nameof(Elements.Read), span.Type.GetGenericArguments(), span, position.First));
        if (position.Each is { } each) return Active(at) is { } active ? form.Access("GatherAt", span, each, active) : form.Access("GatherAt", span, each);
        if (position.IsContiguous)
        {
            return branch is not null ? form.Access("LoadWhere", span, position.First, Active(at)!)
                : _lanes.Count is { } count ? form.Access("LoadFirst", span, position.First, count)
                : form.Access("Load", span, position.First);
        }

        return branch is not null ? form.Access("GatherWhere", span, position.First, position.Stride, Active(at)!)
            : _lanes.Count is { } first ? form.Access("GatherFirst", span, position.First, position.Stride, first)
            : form.Access("Gather", span, position.First, position.Stride);
    }

    /// <summary>Sets the elements of the lanes in use.</summary>
    private Expression WriteLanes(Expression span, LanePosition position, Expression value, EmissionContext at) => ToLanes("Store", "Scatter", span, position, value, at);

    /// <summary>Adds to the elements of the lanes in use, one after the other where several may be the same.</summary>
    private Expression AddLanes(Expression span, LanePosition position, Expression value, EmissionContext at) => ToLanes("AddTo", "ScatterAdd", span, position, value, at);

    // By the access to elements side by side, or by that to scattered ones.
    private Expression ToLanes(string together, string scattered, Expression span, LanePosition position, Expression value, EmissionContext at)
    {
        var form = _lanes!.Form;
        if (position.Each is not null || !position.IsContiguous)
        {
            Expression[] operands = position.Each is { } each ? [span, each, value] : [span, position.First, position.Stride, value];
            return form.Access(position.Each is null ? scattered : scattered + "At", Active(at) is { } active ? [.. operands, active] : operands);
        }

        if (Branch(at) is not null) return form.Access(together + "Where", span, position.First, value, Active(at)!);
        return _lanes.Count is { } count ? form.Access(together + "First", span, position.First, count, value) : form.Access(together, span, position.First, value);
    }

    // The lanes that take the branches around this place; null for all.
    private Expression? Branch(EmissionContext at) => at.Branches?[_lanes!.Replica];

    // The lanes that are in use, and take the branches; null for all.
    private Expression? Active(EmissionContext at) => _lanes!.Mask is null && at.Branches is null ? null : _lanes.Form.And(_lanes.Mask, Branch(at));
}
