using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Loops that do nothing but sum something cheap, a dot product: each addition would wait for the one before it. Four sums at a time, of every fourth element,
/// don't wait for each other. What is left over at the end is added to the first.
/// </summary>
internal sealed partial class Emitter
{
    private const int SumCount = 4;

    private readonly bool _reassociates;
    private readonly Dictionary<Reduce, ParameterExpression> _partialSums = [];

    // Bodies with statements of their own take longer than an addition.
    private bool IsSplit(LoopItem loop) => _reassociates && _lanes is null && loop.Axis.Bound is not Constant { Value: < 2 * SumCount } && loop.States.Count == 0 && loop.Body.Items.Count > 0
        && loop.Body.Items.All(item => item is Accumulate { Reduction: { Kind: ReductionKind.Sum, IsReal: true } sum } && !IsMadeInPlace(_schedule.Placements[sum]));

    private List<Expression> SplitSums(LoopItem loop, ParameterExpression index, Expression count, EmissionContext at)
    {
        var sums = loop.Body.Items.Cast<Accumulate>().ToDictionary(item => item.Reduction, item => new List<ParameterExpression> { Total(item.Reduction) });
        var body = EmitBody(loop, index, at).Code;
        for (var i = 1; i < SumCount; i++)
        {
            foreach (var (sum, parts) in sums) parts.Add(_partialSums[sum] = Variable(parts[0].Type, Name(sum)));
            var next = Variable(typeof(int), $"%{loop.Axis}");
            body.AddRange([Expression.Assign(next, Expression.Add(index, Expression.Constant(i))), .. EmitBody(loop, next, at).Code]);
        }

        _partialSums.Clear();
        Expression[] starts = [.. at.TakeStarts(), .. sums.SelectMany(sum => sum.Value.Skip(1)).Select(part => Expression.Assign(part, Expression.Default(part.Type)))];
        return
        [
            .. For(index, FirstOf(loop), count, Expression.Label(), body, starts, SumCount, limit: Expression.Subtract(count, Expression.Constant(SumCount - 1))),
            .. sums.Select(sum => Expression.Assign(sum.Value[0], sum.Value.Aggregate<Expression>(Expression.Add))),
        ];
    }
}
