using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Vectorised loops. First rounds of several full vectors; then, a vector at a time, what is left, of which only the first lanes are in use. A long loop has no rounds: it is written once.
/// </summary>
internal sealed partial class Emitter
{
    private static VectorForm FormOf(VectorLoop loop) => VectorForm.Of(VectorFunctions.VectorOf(loop.Scalar, loop.Lanes));

    private List<Expression> VectorLoopCode(VectorLoop vector, EmissionContext at)
    {
        var loop = vector.Loop;
        var count = Variable(typeof(int), "count");
        var bound = LastOf(loop, at);
        var index = Variable(typeof(int), $"%{loop.Axis}");
        var code = new VectorLoopCode(vector, FormOf(vector));

        var rounds = vector.HasRounds ? Rounds(code, index, at) : null;
        var rest = Rest(code, index, count, at);
        if (rest.Code.Count == 0) return [.. at.TakeStarts()];
        var limit = rounds is null ? count : Variable(typeof(int), "limit");
        var (most, end) = FloatRuns.RoundsOf(code) is { } some ? (some, Variable(typeof(int), "end")) : (0, limit);
        Expression[] starts = [.. at.TakeStarts(), .. most == 0 ? code.Starts : []];
        var rests = While(Expression.LessThan(index, rounds is null ? end : count), rest.Code);
        List<Expression> whole = rounds is null
            ? [.. starts, Expression.Assign(index, FirstOf(loop)), rests]
            : [Expression.Assign(limit, Limit(count, vector)), .. For(index, FirstOf(loop), count, rounds.Break!, rounds.Code, starts, StepOf(vector), end)];
        if (most == 0) return [Expression.Assign(count, bound), .. code.Before, .. whole, .. rounds is null ? [] : new[] { rests }, .. code.Ends, .. code.After];

        var isLast = Expression.GreaterThanOrEqual(index, limit);
        Expression[] run = [.. code.Starts, whole[^1], .. rounds is null ? [] : new[] { Expression.IfThen(isLast, rests) }, .. code.Ends];
        return [Expression.Assign(count, bound), .. code.Before, .. whole[..^1], InRuns(index, limit, count, end, most * (rounds is null ? vector.Lanes : StepOf(vector)), run, []), .. code.After];
    }

    private static int StepOf(VectorLoop vector) => vector.Lanes * vector.Replicas;

    // Up to which index there is a whole round.
    private static ConditionalExpression Limit(Expression count, VectorLoop vector) =>
        Expression.Condition(Expression.LessThan(count, Expression.Constant(StepOf(vector))), None, Expression.Subtract(count, Expression.Constant(StepOf(vector) - 1)));

    private EmissionContext Rounds(VectorLoopCode code, ParameterExpression index, EmissionContext at)
    {
        Expression[] firsts = [index, .. Enumerable.Range(1, code.Loop.Replicas - 1).Select(i => Expression.Add(index, Expression.Constant(i * code.Loop.Lanes)))];
        return LaneBody(new Lanes(code, firsts, count: null, mask: null), [], at);
    }

    private EmissionContext Rest(VectorLoopCode code, ParameterExpression index, ParameterExpression count, EmissionContext at)
    {
        var inUse = Variable(typeof(int), "lanes");
        var mask = Variable(code.Form.Vector, "mask");
        List<Expression> start =
        [
            Expression.Assign(inUse, Expression.Call(typeof(Math), nameof(Math.Min), null, Expression.Constant(code.Loop.Lanes), Expression.Subtract(count, index))),
            Expression.Assign(mask, code.Form.Access("FirstLanes", inUse)),
        ];
        var body = LaneBody(new Lanes(code, [index], inUse, mask), start, at);
        if (body.Code.Count > 0) body.Code.Add(Expression.Assign(index, Expression.Add(index, inUse)));
        return body;
    }

    private EmissionContext LaneBody(Lanes lanes, List<Expression> start, EmissionContext at)
    {
        var body = new EmissionContext(at, lanes.Code.Loop.Loop.Body) { Break = Expression.Label(), BlockStart = BlockStartOf(lanes.Code.Loop.Loop) };
        body.Enter(lanes.Index);
        var around = _lanes;
        _lanes = lanes;
        _laneWindows.Clear();
        EmitNest(body, lanes.Code.Loop.Loop.Body);
        EmitRowStores(body);
        _lanes = around;
        if (body.Code.Count > 0) body.Code.InsertRange(0, start);
        return body;
    }

    private static LoopExpression While(Expression condition, List<Expression> body)
    {
        var end = Expression.Label();
        return Expression.Loop(Expression.Block([Expression.IfThen(Expression.Not(condition), Expression.Break(end)), .. body]), end);
    }
}
