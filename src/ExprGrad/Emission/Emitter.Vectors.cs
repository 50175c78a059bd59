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
        Expression[] starts = [.. at.TakeStarts(), .. code.Starts];
        return
        [
            Expression.Assign(count, bound),
            .. code.Before,
            .. rounds is null ? [.. starts, Expression.Assign(index, FirstOf(loop))] : RoundsCode(rounds, vector, index, count, starts),
            While(Expression.LessThan(index, count), rest.Code),
            .. code.After,
        ];
    }

    private IEnumerable<Expression> RoundsCode(EmissionContext rounds, VectorLoop vector, ParameterExpression index, ParameterExpression count, Expression[] starts)
    {
        var step = vector.Lanes * vector.Replicas;
        var limit = Variable(typeof(int), "limit");
        var isShort = Expression.LessThan(count, Expression.Constant(step));
        return
        [
            Expression.Assign(limit, Expression.Condition(isShort, None, Expression.Subtract(count, Expression.Constant(step - 1)))),
            .. For(index, FirstOf(vector.Loop), count, rounds.Break!, rounds.Code, starts, step, limit),
        ];
    }

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
