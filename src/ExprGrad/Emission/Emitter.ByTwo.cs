using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Loops in a long vectorised one with a loop inside that sums: two iterations at once, so that what the inner loop reads of memory serves both. Long loops have one vector at a time, of which
/// nothing is read twice (<see cref="UnrollAndJam"/>).
/// </summary>
internal sealed partial class Emitter
{
    /// <summary>A loop, by two iterations where that pays; the last one by itself if their number is odd.</summary>
    private List<Expression> ByTwo(LoopItem loop, ParameterExpression index, Expression first, Expression count, EmissionContext body, IReadOnlyList<Expression> starts)
    {
        List<Expression> code = [.. For(index, first, count, body.Break!, body.Code, starts)];
        if (!CanRunByTwo(loop)) return code;
        var second = Variable(typeof(int), $"%{loop.Axis}");
        if (UnrollAndJam.Of(body.Code, index, second, _lanes!.Code.Loop.FewestShared, variable => Variable(variable.Type, variable.Name!)) is not { } both) return code;
        var end = Expression.Label();
        code.Insert(
            code.Count - 1,
            Expression.Loop(
                Expression.Block(
                [
                    Expression.Assign(second, Expression.Add(index, One)),
                    Expression.IfThen(Expression.GreaterThanOrEqual(second, count), Expression.Break(end)),
                    .. both,
                    Expression.Assign(index, Expression.Add(second, One)),
                ]),
                end));
        return code;
    }

    // Iterations that have nothing to do with each other but for sums, written to memory behind the one loop inside, if at all; none of which fails.
    private bool CanRunByTwo(LoopItem loop)
    {
        if (_lanes is not { Code.Loop.HasRounds: false } || _block?.Loop == loop || !IsPlain(loop) || loop.Body.Items.OfType<LoopItem>().ToList() is not [var inner]) return false;
        return IsPlain(inner) && !inner.Axis.Bound.Axes.Contains(loop.Axis)
            && ItemsIn(inner).Skip(1).All(item => item is not BranchItem && StaysInVariables(item))
            && loop.Body.Items.Where(item => item != inner).All(item => ItemsIn(item).All(item.Index < inner.Index ? StaysInVariables : IsAllowedBehind))
            && _schedule.Facts.Ordered.All(node => !node.Axes.Contains(loop.Axis) || Totality.IsTotal(node));
    }

    private static bool IsPlain(LoopItem loop) => loop.Axis is { Kind: AxisKind.Loop, EndsEarly: false } && loop.States.Count == 0;

    // The item and all that are inside of it.
    private static List<Item> ItemsIn(Item item)
    {
        List<Item> items = [item];
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var block in Scheduling.Vectors.LoopCost.BlocksOf(items[i])) items.AddRange(block.Items);
        }

        return items;
    }

    // Whether the item gives values to variables, and does nothing else.
    private bool StaysInVariables(Item item) => item switch
    {
        Scheduling.Compute { Node: var node } => _schedule.Placements.TryGetValue(node, out var placement) && placement.Layout is null,
        AssignArm { Choice: var choice } => _schedule.Placements[choice].Layout is null,
        Accumulate { Reduction: { Kind: ReductionKind.Sum } reduction } => _schedule.Placements[reduction].Layout is null,
        BranchItem => true,
        _ => false,
    };

    private static bool IsAllowedBehind(Item item) => item is Scheduling.Compute or AssignArm or ScatterAdd or BranchItem or Accumulate { Reduction.Kind: ReductionKind.Sum };
}
