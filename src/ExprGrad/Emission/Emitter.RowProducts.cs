using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Loops inside of a vectorised one that go along rows. The vectorised loop runs in parts: first the products of all rows of the part with vectors, then what is done with them, then multiples of the rows are added up. In lanes
/// the loops inside are but an access to these numbers.
/// </summary>
internal sealed partial class Emitter
{
    private List<Expression> RowPartsCode(VectorLoop vector, EmissionContext at)
    {
        var (loop, part) = (vector.Loop, new RowPart(Variable(typeof(int), "part"), Variable(typeof(int), "rows")));
        foreach (var product in vector.RowProducts.Values.SelectMany(products => products)) part.Numbers.Add(product, Variable(typeof(Span<>).MakeGenericType(vector.Scalar), "alongRows"));
        var code = new VectorLoopCode(vector, FormOf(vector)) { RowPart = part };
        var (index, count, last) = (Variable(typeof(int), $"%{loop.Axis}"), Variable(typeof(int), "count"), Variable(typeof(int), "last"));
        var bound = LastOf(loop, at);
        var inLanes = new List<Expression>();
        if (vector.HasRounds)
        {
            var limit = Variable(typeof(int), "limit");
            var rounds = Rounds(code, index, at);
            inLanes.Add(Expression.Assign(limit, Limit(last, vector.Round)));
            inLanes.AddRange(For(index, part.First, last, rounds.Break!, rounds.Code, [], vector.Round, limit));
        }

        inLanes.Add(While(Expression.LessThan(index, last), Rest(code, index, last, at).Code));
        var (before, behind, size) = RowProductCalls(code, at);
        var left = Expression.Label();
        Expression parts = Expression.Loop(
            Expression.Block(
            [
                Expression.IfThen(Expression.GreaterThanOrEqual(index, count), Expression.Break(left)),
                Expression.Assign(part.First, index),
                Expression.Assign(part.Rows, Expression.Call(typeof(Math), nameof(Math.Min), null, size, Expression.Subtract(count, index))),
                Expression.Assign(last, Expression.Add(index, part.Rows)),
                .. before,
                .. inLanes,
                .. behind,
            ]),
            left);
        return [Expression.Assign(count, bound), .. code.Before, .. at.TakeStarts(), .. code.Starts, Expression.Assign(index, FirstOf(loop)), parts, .. code.Ends, .. code.After];
    }

    // What is done before a part and behind it, and how many rows it has at most.
    private (List<Expression> Before, List<Expression> Behind, Expression Size) RowProductCalls(VectorLoopCode code, EmissionContext at)
    {
        var (loop, part, form, around) = (code.Loop, code.RowPart!, code.Form, _lanes);
        var size = Variable(typeof(int), "size");
        code.Before.Add(Expression.Assign(size, form.Access("RowsAtATime", loop.RowProducts.Keys.Select(inner => Value(inner.Axis.Bound, at)).Aggregate(Integers.Sum))));
        code.Before.AddRange(part.Numbers.Values.Select(numbers => Expression.Assign(numbers, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [form.Scalar], Expression.Constant(_bufferCount++), size))));
        var body = new EmissionContext(at, loop.Loop.Body) { BlockStart = BlockStartOf(loop.Loop) };
        body.Enter(part.First);
        _lanes = new Lanes(code, [part.First], part.Rows, mask: null);
        var calls = loop.RowProducts.SelectMany(inner => inner.Value.Select(product => (product.AddsRows, Call: RowProductCall(product, inner.Key.Axis, body)))).ToList();
        _lanes = around;
        return ([.. body.Code, .. calls.Where(call => !call.AddsRows).Select(call => call.Call)], [.. calls.Where(call => call.AddsRows).Select(call => call.Call)], size);
    }

    // In lanes: the product of each row, or the factor for each.
    private List<Expression> RowProductsCode(IReadOnlyList<RowProduct> products, EmissionContext at)
    {
        var (code, part) = (new List<Expression>(at.TakeStarts()), _lanes!.Code.RowPart!);
        foreach (var product in products)
        {
            ForEachVector(() =>
            {
                var place = new LanePosition(Expression.Subtract(_lanes.Index, part.First), One);
                if (!product.AddsRows && product.Statement is Accumulate { Reduction: var sum })
                    code.Add(Expression.Assign(LaneLocal(sum), _lanes.Form.Call(product.IsSubtracted ? "Subtract" : "Add", LaneLocal(sum), ReadLanes(part.Numbers[product], place, at))));
                else
                    code.Add(WriteLanes(part.Numbers[product], place, product.IsSubtracted ? _lanes.Form.Call("Negate", InLanes(product.Factor, at)) : InLanes(product.Factor, at), at));
            });
        }

        return code;
    }

    private Expression RowProductCall(RowProduct product, Axis axis, EmissionContext at)
    {
        var (part, form) = (_lanes!.Code.RowPart!, _lanes.Form);
        var (source, first) = FirstColumn(product.Row, axis, at);
        Expression[] rows = [source.Type.IsArray ? source : AsReadOnly(source), first.First, first.Stride, part.Rows, Value(axis.Bound, at)];
        if (product.AddsRows)
        {
            var (target, place) = SumsOfColumns(product.Statement, axis, at);
            return form.Access("AddMultiples", [target, place, .. rows, AsReadOnly(part.Numbers[product])]);
        }

        var (vector, start) = FirstColumn((Load)product.Factor, axis, at);
        return form.Access("Dot", [part.Numbers[product], .. rows, AsReadOnly(vector), start.First]);
    }

    // What the rows are added to: a part of a gradient, or a sum that is made in place.
    private (Expression Span, Expression First) SumsOfColumns(Statement statement, Axis axis, EmissionContext at)
    {
        if (statement is Accumulate { Reduction: var sum })
        {
            var buffer = Buffer(_schedule.Placements[sum]);
            return (buffer.Span, Position(buffer, at, AxisSet.Empty, other => other == axis ? new Constant(0, typeof(int)) : null));
        }

        var scatter = (ScatterAdd)statement;
        var (row, indices) = RowOf(scatter.Output!.Of, scatter.Contribution.Indices, at);
        return (row.Span!, FirstColumn(indices, axis, i => row.Lengths[i], at).First);
    }

    // Where the rows of an element begin, or the one row that all lanes read: an array of them, with the place in that.
    private (Expression Source, LanePosition First) FirstColumn(Load element, Axis axis, EmissionContext at)
    {
        if (Root(element.Array) is { Span: { } span } access) return (span, FirstColumn(element.Indices.ToArray(), axis, i => access.Lengths[i], at));
        var rows = element.Holder!;
        return Varies(rows)
            ? (Root(rows.Array)!.Reference!, LaneIndex(rows.Indices[0], at))
            : (Row(element.Array, element.Array.Axes, home => Value(element.Array, home), at).Span!, new LanePosition(None, None));
    }

    private LanePosition FirstColumn(Node[] indices, Axis axis, Func<int, Expression> extent, EmissionContext at) =>
        Flat([.. RowProduct.FirstColumn(indices, axis)!.Select(index => index is null ? new LanePosition(None, None) : LaneIndex(index, at))], extent);
}
