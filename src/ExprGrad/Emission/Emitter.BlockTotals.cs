using System.Linq.Expressions;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling.Threads;

namespace ExprGrad.Emission;

/// <summary>What the blocks of a loop add up together: each has numbers and arrays of its own, which are taken together in the order of the blocks.</summary>
internal sealed partial class Emitter
{
    private void BeginTotals(List<BlockTotal> totals, BlockCode block)
    {
        foreach (var total in totals)
        {
            var own = Variable(total.Common.Type, Name(total.Reduction));
            SetTotal(total.Reduction, own);
            block.Start.Add(Expression.Assign(own, StartOfTotal(total.Reduction)));
            var isIndex = total.Reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin;
            if (!isIndex)
            {
                total.Parts.Add((own, total.Common));
                continue;
            }

            // The best element, and where it is.
            _best.Remove(total.Reduction);
            var best = Best(total.Reduction);
            var common = total.CommonBest ?? Variable(best.Type, "best");
            block.Start.Add(Expression.Assign(best, Expression.Default(best.Type)));
            total.Parts.Add((own, total.Common));
            total.Parts.Add((best, common));
        }
    }

    private void EndTotals(List<BlockTotal> totals)
    {
        foreach (var total in totals)
        {
            SetTotal(total.Reduction, total.Common);
            if (total.Parts.Count > 1) _best[total.Reduction] = total.Parts[1].Common;
        }
    }

    private List<BlockArray> BeginArrays(BlockLoop blocks, BlockCode block)
    {
        var arrays = new List<BlockArray>();
        foreach (var node in blocks.Arrays)
        {
            var buffer = _buffers[node];
            _buffers[node] = buffer with { Span = Own(buffer.Span, () => _buffers[node] = buffer) };
        }

        foreach (var output in blocks.Outputs)
        {
            var access = _outputs[output.Of];
            _outputs[output.Of] = access with { Span = Own(access.Span!, () => _outputs[output.Of] = access) };
        }

        return arrays;

        ParameterExpression Own(ParameterExpression common, Action restore)
        {
            var element = common.Type.GetGenericArguments()[0];
            var own = Variable(typeof(Span<>).MakeGenericType(element), "own");
            var slot = _bufferCount++;
            block.Start.Add(Expression.Assign(own, Expression.Call(
                typeof(BlockSums), nameof(BlockSums.Begin), [element], block.Own, Expression.Constant(slot), Expression.Property(common, nameof(Span<int>.Length)))));
            arrays.Add(new BlockArray(common, slot, restore));
            return own;
        }
    }

    private static void EndArrays(List<BlockArray> arrays) => arrays.ForEach(array => array.Restore());

    /// <summary>What is done when all blocks have run; before that, they get places for what they have added up.</summary>
    private List<Expression> Combine(List<BlockTotal> totals, List<BlockArray> arrays, ParameterExpression count, BlockCode block, EmissionContext at)
    {
        var combine = new List<Expression>();
        var body = new List<Expression>();
        var number = Variable(typeof(int), "part");
        var results = new Dictionary<(BlockTotal, int), Expression>();
        foreach (var group in totals.SelectMany(total => total.Parts.Select((part, i) => (Total: total, i, part.Own))).GroupBy(part => part.Own.Type))
        {
            var place = 0;
            var parts = PartsOf(group.Key, group.Count(), count, block, at);
            foreach (var (total, i, own) in group)
            {
                block.Finish.Add(Expression.Assign(parts.Of(block.Number, place), own));
                results.Add((total, i), parts.Of(number, place++));
            }
        }

        foreach (var total in totals) body.Add(Take(total, i => results[(total, i)]));
        if (body.Count > 0)
            combine.AddRange(For(number, None, count, Expression.Label(), body, starts: []));

        foreach (var array in arrays)
        {
            combine.Add(Expression.Call(
                typeof(BlockSums), nameof(BlockSums.Add), array.Common.Type.GetGenericArguments(), block.Call, count, Expression.Constant(array.Slot), array.Common));
        }

        return combine;
    }

    // Room for so many numbers of each block.
    private BlockParts PartsOf(Type type, int width, ParameterExpression count, BlockCode block, EmissionContext at)
    {
        var slot = Expression.Constant(_bufferCount++);
        var parts = new BlockParts(Variable(type.MakeArrayType(), "parts"), width);
        Expression Rent(Expression workspace, Expression blocks) => Expression.Assign(
            parts.Array, Expression.Call(workspace, nameof(Runtime.Workspace.Rent), [type], slot, Expression.Multiply(blocks, Expression.Constant(width))));
        at.Code.Add(Rent(Workspace(), count));
        block.Finish.Add(Rent(Expression.Property(block.Call, nameof(BlockCall.Workspace)), Expression.Add(block.Number, One)));
        return parts;
    }

    private static Expression Take(BlockTotal total, Func<int, Expression> part)
    {
        var (kind, common) = (total.Reduction.Kind, total.Common);
        switch (kind)
        {
            case ReductionKind.Sum:
                return Expression.Assign(common, Expression.Add(common, part(0)));
            case ReductionKind.Max or ReductionKind.Min:
                return Expression.IfThen(Beats(kind, part(0), common), Expression.Assign(common, part(0)));
            default:
                var best = total.Parts[1].Common;
                var beats = Beats(kind == ReductionKind.ArgMax ? ReductionKind.Max : ReductionKind.Min, part(1), best);
                var isBetter = Expression.AndAlso(
                    Expression.GreaterThanOrEqual(part(0), None), Expression.OrElse(Expression.LessThan(common, None), beats));
                return Expression.IfThen(isBetter, Void([Expression.Assign(best, part(1)), Expression.Assign(common, part(0))]));
        }
    }
}
