using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// What a loop inside of a vectorised one adds to elements that move on by one with each iteration, as the reverse of <c>w[k] * x[i + k]</c> does: vectors of sums that move along. In each iteration the element
/// that they leave behind is complete, and is the only one that goes to memory; additions of whole vectors would each wait for the one before, which has just written most of their elements.
/// </summary>
internal sealed partial class Emitter
{
    private bool AddsSliding(ScatterAdd scatter, Expression span, Func<Node[], EmissionContext, LanePosition> place, EmissionContext at)
    {
        var indices = scatter.Contribution.Indices;
        if (!_reassociates || !_lanes!.Code.Loop.HasRounds || at.Branches is not null || at.Block.Owner is not LoopItem loop || loop == _lanes.Code.Loop.Loop) return false;
        var step = StepOf(indices, loop.Axis);
        if (step is not (1 or -1) || !place(indices, at).IsContiguous || Runs(indices, at) is not null) return false;

        var sums = new ParameterExpression[_lanes.Replicas];
        ForEachVector(() =>
        {
            var sum = sums[_lanes.Replica] = Variable(_lanes.Form.Vector, "sliding");
            at.Parent!.Starts.Add(Expression.Assign(sum, _lanes.Form.Zero));
            AddToSum(sum, scatter.Contribution.Value, at);
        });
        Slide(sums, span, Stored(place(indices, at).First, "place", at.Code), step == 1, loop, at);
        return true;
    }

    private void Slide(ParameterExpression[] sums, Expression span, Expression first, bool isUp, LoopItem loop, EmissionContext at)
    {
        var (form, width) = (_lanes!.Form, _lanes.Code.Loop.Lanes);
        var inUse = _lanes.Count ?? Expression.Constant(width);
        Expression Across(Expression? earlier, Expression? later, int lane) => form.Call("Across", earlier ?? form.Zero, later ?? form.Zero, Expression.Constant(lane));
        Expression Add(Expression index, Expression value) => Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, index, value);

        // The element that is left behind is that of the first lane, or of the last one.
        List<Expression> ends = [];
        var rest = Variable(typeof(int), "rest");
        at.Parent!.Starts.Add(Expression.Assign(rest, Expression.Constant(-1)));
        if (isUp)
        {
            at.Code.Add(Add(first, form.Call("GetLane", sums[0], None)));
            for (var i = 0; i < sums.Length; i++) at.Code.Add(Expression.Assign(sums[i], Across(sums[i], sums.ElementAtOrDefault(i + 1), 1)));
            at.Code.Add(Expression.Assign(rest, Integers.Sum(first, One)));
        }
        else
        {
            var last = Integers.Sum(inUse, Expression.Constant(-1));
            at.Code.Add(Add(Integers.Sum(first, Integers.Sum(last, Expression.Constant((sums.Length - 1) * width))), form.Call("GetLane", sums[^1], last)));
            for (var i = sums.Length - 1; i >= 0; i--) at.Code.Add(Expression.Assign(sums[i], Across(i > 0 ? sums[i - 1] : null, sums[i], width - 1)));
            at.Code.Add(Expression.Assign(rest, first));
            for (var i = 0; i < sums.Length; i++) ends.Add(Expression.Assign(sums[i], Across(sums[i], sums.ElementAtOrDefault(i + 1), 1)));
        }

        for (var i = 0; i < sums.Length; i++)
        {
            var index = Integers.Sum(rest, Expression.Constant(i * width));
            ends.Add(i < sums.Length - 1 ? form.Access("AddTo", span, index, sums[i]) : form.Access("AddToFirst", span, index, Integers.Sum(inUse, Expression.Constant(-1)), sums[i]));
        }

        Behind(loop).Add(Expression.IfThen(Expression.GreaterThanOrEqual(rest, None), Void(ends)));
    }

    // By how much an index moves on with each iteration of the loop, if one of them does, and that one is the one that differs between lanes.
    private int? StepOf(Node[] indices, Axis axis)
    {
        int? step = null;
        foreach (var index in indices)
        {
            if (StepOf(index, axis) is not { } own || (own != 0) != Varies(index) || (own != 0 && step is not null)) return null;
            if (own != 0) step = own;
        }

        return step;
    }

    private static int? StepOf(Node index, Axis axis) => index switch
    {
        _ when !index.Axes.Contains(axis) => 0,
        IndexOf => 1,
        Apply { Primitive: var primitive, Operands: [var left, var right] } when primitive == Primitives.Add => StepOf(left, axis) + StepOf(right, axis),
        Apply { Primitive: var primitive, Operands: [var left, var right] } when primitive == Primitives.Subtract => StepOf(left, axis) - StepOf(right, axis),
        _ => null,
    };
}
