using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Sums of floats in lanes of floats. Loops that add to them run in parts, behind each of which a double takes what has been added up, and the lanes begin at zero again.
/// </summary>
internal sealed partial class Emitter
{
    /// <summary>A loop in parts.</summary>
    /// <param name="index">The loop's index, which has its first value.</param>
    /// <param name="limit">Where its code ends that is run in parts.</param>
    /// <param name="count">Where the loop ends.</param>
    /// <param name="end">Where the part ends.</param>
    /// <param name="size">The iterations of a part.</param>
    /// <param name="part">What runs up to the end.</param>
    /// <param name="between">What is done between two parts.</param>
    private static LoopExpression InRuns(
        ParameterExpression index, Expression limit, Expression count, ParameterExpression end, int size, IEnumerable<Expression> part, IEnumerable<Expression> between)
    {
        var (most, left) = (Expression.Constant(size), Expression.Label());
        return Expression.Loop(
            Expression.Block(
            [
                Expression.Assign(end, Expression.Condition(Expression.GreaterThan(Expression.Subtract(limit, index), most), Expression.Add(index, most), limit)),
                .. part,
                Expression.IfThen(Expression.GreaterThanOrEqual(index, count), Expression.Break(left)),
                .. between,
            ]),
            left);
    }

    /// <summary>An inner loop of a vectorised one, in parts if it adds to sums of floats.</summary>
    private List<Expression> InRuns(LoopItem loop, ParameterExpression index, Expression first, Expression count, EmissionContext body, IReadOnlyList<Expression> starts)
    {
        var (own, inner) = LaneSumsOf(loop);
        foreach (var sum in inner) body.Code.AddRange(TakeEarlier(sum));
        if (own.Count == 0 || !FloatRuns.AreLong([loop.Axis])) return ByTwo(loop, index, first, count, body, starts);
        var end = Variable(typeof(int), "end");
        List<Expression> code = [.. For(index, first, count, body.Break!, body.Code, starts, limit: end)];
        return [.. code[..^1], InRuns(index, count, count, end, FloatRuns.Terms, [code[^1]], own.SelectMany(TakeEarlier))];
    }

    // The sums of floats in lanes that run in parts and that the loop is one of the loops of: those that it adds to itself, and those that loops inside of it do.
    private (List<Reduce> Own, List<Reduce> Inner) LaneSumsOf(LoopItem loop)
    {
        (List<Reduce> Own, List<Reduce> Inner) sums = ([], []);
        if (_lanes is not { } lanes || lanes.Form.Scalar != typeof(float)) return sums;
        var pending = new Stack<(Block Block, bool IsInner)>([(loop.Body, false)]);
        while (pending.TryPop(out var at))
        {
            foreach (var item in at.Block.Items)
            {
                foreach (var block in Scheduling.Vectors.LoopCost.BlocksOf(item)) pending.Push((block, at.IsInner || item is LoopItem));
                if (item is Accumulate { Reduction: var sum } && HasEarlier(sum) && sum.Reduced.Contains(loop.Axis) && (Varies(sum) || sum.Reduced.Contains(lanes.Axis)) && !IsMadeInPlace(_schedule.Placements[sum]))
                    (at.IsInner ? sums.Inner : sums.Own).Add(sum);
            }
        }

        return sums;
    }

    // What lanes have added up so far is put aside, and they begin at zero again.
    private List<Expression> TakeEarlier(Reduce sum)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        if (code.Totals.TryGetValue(sum, out var totals)) return [.. AddLanes(totals, Total(sum), form), .. totals.Select(total => Expression.Assign(total, form.Zero))];
        var taken = new List<Expression>();
        ForEachVector(() =>
        {
            var (local, (lower, upper)) = (LaneLocal(sum), Earlier(sum));
            var (withLower, withUpper) = WithEarlier(sum);
            taken.AddRange([Expression.Assign(lower, withLower), Expression.Assign(upper, withUpper), Expression.Assign(local, form.Zero)]);
        });
        return taken;
    }

    private (ParameterExpression Lower, ParameterExpression Upper) Earlier(Reduce sum)
    {
        var (lanes, key) = (_lanes!, (sum, _lanes!.Replica));
        if (!lanes.Code.Earlier.TryGetValue(key, out var earlier)) lanes.Code.Earlier.Add(key, earlier = (Variable(lanes.Form.Wide.Vector, "lower"), Variable(lanes.Form.Wide.Vector, "upper")));
        return earlier;
    }

    private (Expression Lower, Expression Upper) WithEarlier(Reduce sum)
    {
        var (form, local, (lower, upper)) = (_lanes!.Form, LaneLocal(sum), Earlier(sum));
        return (form.Wide.Call("Add", lower, form.Call("WidenLower", local)), form.Wide.Call("Add", upper, form.Call("WidenUpper", local)));
    }

    private void BeginEarlier(Reduce sum, EmissionContext at)
    {
        if (!HasEarlier(sum)) return;
        var (lower, upper) = Earlier(sum);
        at.Starts.AddRange([Expression.Assign(lower, _lanes!.Form.Wide.Zero), Expression.Assign(upper, _lanes.Form.Wide.Zero)]);
    }

    // A loop of one run has put nothing aside.
    private void EndEarlier(Reduce sum, EmissionContext at)
    {
        if (!HasEarlier(sum)) return;
        var code = new List<Expression>();
        ForEachVector(() =>
        {
            var (lower, upper) = WithEarlier(sum);
            code.Add(Expression.Assign(LaneLocal(sum), _lanes!.Form.Call("Narrow", lower, upper)));
        });
        var loops = sum.Reduced.Loops;
        if (loops.Count > 1) at.Code.AddRange(code);
        else at.Code.Add(Expression.IfThen(Expression.GreaterThan(Value(loops[0].Bound, at), Expression.Constant(FloatRuns.Terms)), Void(code)));
    }

    private bool HasEarlier(Reduce sum) => sum.IsSumOfFloats && _lanes!.Form.Scalar == typeof(float) && FloatRuns.AreLong(sum.Reduced.Loops);

    /// <summary>Adds what lanes have added up to a total: floats in double.</summary>
    private IEnumerable<Expression> AddLanes(ParameterExpression[] totals, ParameterExpression total, VectorForm form)
    {
        var code = new List<Expression>();
        var sum = SumOf(totals, form, code);
        return [.. code, Expression.Assign(total, Expression.Add(total, Converted(sum, total.Type)))];
    }

    private Expression SumOf(ParameterExpression[] totals, VectorForm form, List<Expression> code)
    {
        var sum = totals.Aggregate<Expression>((a, b) => form.Call("Add", a, b));
        if (form.Scalar != typeof(float)) return form.Call("Sum", sum);
        var all = Stored(sum, "sum", code);
        return form.Wide.Call("Sum", form.Wide.Call("Add", form.Call("WidenLower", all), form.Call("WidenUpper", all)));
    }
}
