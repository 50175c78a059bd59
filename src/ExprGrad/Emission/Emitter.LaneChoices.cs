using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Nests that are written twice: with one of their loops in lanes, and with that loop's iterations one at a time and others in lanes. Which way they run follows from extents.</summary>
internal sealed partial class Emitter
{
    // For each loop that has a choice the buffers that lanes have in one way or the other, with the vectorised loop inside of it whose lanes have them if it has no lanes itself.
    private readonly Dictionary<Item, List<(Placement Placement, VectorLoop? Lanes)>> _ofEither = [];

    private readonly HashSet<Expression> _alternatives = [];

    private List<Expression> EitherCode(VectorLoop vector, EmissionContext at)
    {
        var pays = vector.Where!.Forced is { } forced ? (Expression)Expression.Constant(forced) : Pays(vector.Where, at);
        at.Code.AddRange(at.TakeStarts());
        var inLanes = WithOwnVariables(vector, _ => vector, () => VectorLoopCode(vector, at));
        var oneByOne = WithOwnVariables(vector, inner => inner, () => OneByOne(vector.Loop, at));

        // Arms are split into methods from the last one on; what is longer comes last, so that the other one may stay.
        return inLanes.Count + oneByOne.Count == 0 ? [] : [Either(Expression.Not(pays), Void(oneByOne), Void(inLanes))];
    }

    /// <summary>One of two ways, of which extents decide.</summary>
    private ConditionalExpression Either(Expression test, Expression first, Expression second)
    {
        var either = Expression.IfThenElse(test, first, second);
        _alternatives.Add(either);
        return either;
    }

    // The buffers and variables that one way has in the loop. The methods of the two, if they are split, hand nothing to each other.
    private List<Expression> WithOwnVariables(VectorLoop vector, Func<VectorLoop?, VectorLoop?> lanesOf, Func<List<Expression>> code)
    {
        var own = new List<BufferAccess>();
        foreach (var (placement, inner) in _ofEither.GetValueOrDefault(vector.Loop, []))
        {
            var lanes = lanesOf(inner) is { } some && some.Kinds.IsLaneBuffer(placement) ? some : null;
            own.Add(_buffers[placement.Node] = Declare(placement, lanes));
        }

        var written = code();
        foreach (var buffer in own) Forget(buffer);
        bool IsInside(Node node) => _schedule.Placements.TryGetValue(node, out var placement) && placement.Home.IsInside(vector.Loop.Body);
        foreach (var node in _locals.Keys.Where(IsInside).ToList()) _locals.Remove(node);
        foreach (var sum in _totals.Keys.Where(IsInside).ToList()) _totals.Remove(sum);
        _laneLocals.Clear();
        _laneBest.Clear();
        return written;
    }

    private void Forget(BufferAccess buffer)
    {
        _rows[buffer.Layout.RowItem].Remove(buffer);
        if (buffer.Layout.FirstRowItem is { } first) _firstRows[first].Remove(buffer);
        if (buffer.RowStarts is { } starts) Forget(starts);
        foreach (var sizes in buffer.RowSizes.Values) Forget(sizes);
    }

    // In the outermost block in which it is known.
    private ParameterExpression Pays(LaneChoice choice, EmissionContext at)
    {
        var home = at.Outermost(choice.Known.Aggregate(AxisSet.Empty, (axes, loop) => axes.Union(loop.Bound.Axes)));
        var counts = new Dictionary<(Node Bound, VectorCount Vectors), Expression>();
        Expression Count(Axis loop, VectorCount vectors)
        {
            if (!choice.Known.Contains(loop)) return Expression.Constant(vectors.Of(loop));
            if (counts.TryGetValue((loop.Bound, vectors), out var count)) return count;
            count = Expression.Call(
                typeof(VectorCount), nameof(VectorCount.Of), null,
                Value(loop.Bound, home), Expression.Constant(vectors.Lanes), Expression.Constant(vectors.Replicas), Expression.Constant(vectors.Rest));
            counts.Add((loop.Bound, vectors), count = Stored(count, "vectors", home.Code));
            return count;
        }

        Expression Sum(Cost cost) => cost.Terms.Select(term => term.Trips.Loops.Aggregate(
            (Expression)Expression.Constant(term.Additions), (product, loop) => Expression.Multiply(product, Count(loop, term.Trips.CountOf(loop))))).Aggregate(Expression.Add);
        return Stored(Expression.LessThan(Sum(choice.InLanes), Sum(choice.OneByOne)), "lanes", home.Code);
    }
}
