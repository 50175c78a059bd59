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
        if (vector.RowProducts.Count > 0) return RowPartsCode(vector, at);
        var loop = vector.Loop;
        var count = Variable(typeof(int), "count");
        var bound = LastOf(loop, at);
        var index = Variable(typeof(int), $"%{loop.Axis}");
        var code = new VectorLoopCode(vector, FormOf(vector));

        var rounds = vector.HasRounds ? Rounds(code, index, at) : null;
        var rest = Rest(code, index, count, at);
        if (rest.Code.Count == 0) return [.. at.TakeStarts()];
        var limit = rounds is null ? count : Variable(typeof(int), "limit");
        var runs = FloatRuns.RoundsOf(code);
        var end = runs is null ? limit : Variable(typeof(int), "end");
        Expression[] starts = [.. at.TakeStarts(), .. runs is null ? code.Starts : []];
        Expression behind = While(Expression.LessThan(index, rounds is null ? end : count), rest.Code);
        List<Expression> begin, run;
        if (rounds is null)
        {
            (begin, run) = ([.. starts, Expression.Assign(index, FirstOf(loop))], [behind]);
        }
        else
        {
            List<Expression> written = [.. For(index, FirstOf(loop), count, rounds.Break!, rounds.Code, starts, vector.Round, end)];
            if (runs is not null) behind = Expression.IfThen(Expression.GreaterThanOrEqual(index, limit), behind);
            (begin, run) = ([Expression.Assign(limit, Limit(count, vector.Round)), .. written[..^1]], [written[^1], behind]);
        }

        run = runs is { } most
            ? [InRuns(index, limit, count, end, most * (rounds is null ? vector.Lanes : vector.Round), [.. code.Starts, .. run, .. code.Ends], between: [])]
            : [.. run, .. code.Ends];
        return [Expression.Assign(count, bound), .. code.Before, .. begin, .. run, .. code.After];
    }

    /// <summary>Rounds of full vectors, if there are some, and then the iterations that are left, one at a time.</summary>
    private List<Expression> ThenOneByOne(VectorLoop vector, EmissionContext at)
    {
        // With fewer rounds nothing is won by them.
        const int FewestRounds = 2;

        var loop = vector.Loop;
        var (count, done) = (Variable(typeof(int), "count"), Variable(typeof(int), "done"));
        List<Expression> code = [Expression.Assign(count, LastOf(loop, at)), .. at.TakeStarts(), Expression.Assign(done, FirstOf(loop))];
        var rounds = WithOwnVariables(vector, _ => vector, () => OnlyRounds(vector, done, count, at));
        code.Add(Expression.IfThen(Expression.GreaterThanOrEqual(Expression.Subtract(count, done), Expression.Constant(FewestRounds * vector.Round)), Void(rounds)));
        return [.. code, .. OneByOne(loop, done, at)];
    }

    private List<Expression> OnlyRounds(VectorLoop vector, ParameterExpression done, ParameterExpression count, EmissionContext at)
    {
        var code = new VectorLoopCode(vector, FormOf(vector));
        var (index, limit) = (Variable(typeof(int), $"%{vector.Axis}"), Variable(typeof(int), "limit"));
        var rounds = Rounds(code, index, at);
        var runs = FloatRuns.RoundsOf(code);
        var end = runs is null ? limit : Variable(typeof(int), "end");
        List<Expression> run = [.. For(index, done, count, rounds.Break!, rounds.Code, [.. at.TakeStarts(), .. runs is null ? code.Starts : []], vector.Round, end)];
        run = runs is { } most ? [.. run[..^1], InRuns(index, limit, limit, end, most * vector.Round, [.. code.Starts, run[^1], .. code.Ends], between: [])] : [.. run, .. code.Ends];
        return [Expression.Assign(limit, Limit(count, vector.Round)), .. code.Before, .. run, .. code.After, Expression.Assign(done, index)];
    }

    // Up to which index there is a whole round.
    private static ConditionalExpression Limit(Expression count, int round) =>
        Expression.Condition(Expression.LessThan(count, Expression.Constant(round)), None, Expression.Subtract(count, Expression.Constant(round - 1)));

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
        EmitRowAdds(body);
        if (_behind.Keys.Any(loop => loop.Body.IsInside(lanes.Code.Loop.Loop.Body))) throw new InvalidOperationException("What slides along an array has not been written behind its loop.");
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
