using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>What loops run over, and the indices that are in range for it.</summary>
internal sealed partial class LossGenerator
{
    private (Expression Range, Loop Loop) Source(Axis axis, Scope scope)
    {
        var kin = scope.Loops.Where(l => l.Axis == axis).ToList();
        var loop = Loop(axis, scope);
        if (kin.Count > 0 && random.Chance(0.35)) return (Triangle(axis, random.Pick(kin)), loop with { MayBeEmpty = true });
        switch (random.Below(10))
        {
            case 0 or 1:
                int slack = random.Within(1, 2);
                return (Range(0, Less(Extent(axis), slack)), loop with { Slack = slack });
            case 2:
                return (Range(1, Less(Extent(axis), 1)), loop with { First = 1 });
            case 3:
                int count = random.Within(1, 3);
                return (Range(0, CSharp.Integer(count)), loop with { Count = count });
            case 4:
                int scale = random.Within(2, 3);
                return (Range(0, CSharp.Binary(ExpressionType.Divide, Extent(axis), CSharp.Integer(scale))), loop with { Scale = scale });
            default:
                return (Range(0, Extent(axis)), loop);
        }
    }

    /// <summary>What is below the index of another loop over the axis, or above it.</summary>
    private Expression Triangle(Axis axis, Loop outer)
    {
        if (random.Chance(0.6) || outer.Slack > 0 || outer.Scale > 1) return Range(0, outer.Index);
        return Range(Added(outer.Index, CSharp.Integer(1)), Less(CSharp.Binary(ExpressionType.Subtract, Extent(axis), outer.Index), 1));
    }

    private static Loop Loop(Axis axis, Scope scope) => new(Expression.Parameter(typeof(int), $"{"ijlmno"[scope.Loops.Length]}{scope.Loops.Length}"), axis);

    private Expression Extent(Axis axis) => areExtentsLiteral && (axis == columns || axis == hidden) ? CSharp.Integer(axis.Extent) : random.Pick(axis.Lengths);

    private static Expression Range(int start, Expression count) => Range(CSharp.Integer(start), count);

    private static Expression Range(Expression start, Expression count) => Expression.Call(typeof(Enumerable), nameof(Enumerable.Range), null, start, count);

    private static Expression Less(Expression number, int less) => CSharp.Binary(ExpressionType.Subtract, number, CSharp.Integer(less));

    /// <summary>An index that is within the axis: of a loop, with what its range leaves; from the end; a number; taken from the picks.</summary>
    private Expression Index(Axis axis, Scope scope)
    {
        var loops = scope.Loops.Where(l => l.Axis == axis).ToList();
        if (loops.Count == 0) return random.Chance(0.75) ? CSharp.Integer(random.Below(3)) : Less(Extent(axis), random.Within(1, 3));
        if (axis == columns && random.Chance(0.15)) return CSharp.Integer(random.Below(3));
        var loop = random.PickLater(loops);
        if (loop.Scale > 1) return Flat(loop, scope);
        switch (random.Below(16))
        {
            case 0:
                return CSharp.Binary(ExpressionType.Subtract, Less(Extent(axis), 1), loop.Index);
            case 1 when axis == rows:
                return CSharp.Index(picks, loop.Index);
            case 2:
                return CSharp.Binary(ExpressionType.Modulo, Added(loop.Index, CSharp.Integer(1)), Extent(axis));
            case 3:
                return CSharp.Binary(ExpressionType.Divide, loop.Index, CSharp.Integer(2));
            default:
                if (loop.First > 0 && random.Chance(0.4)) return Less(loop.Index, 1);
                int shift = random.Within(0, loop.Slack);
                return shift == 0 ? loop.Index : Added(loop.Index, CSharp.Integer(shift));
        }
    }

    /// <summary><c>3 * i + j</c> or <c>3 * i + 2</c></summary>
    private Expression Flat(Loop loop, Scope scope)
    {
        var within = scope.Loops.LastOrDefault(l => l.Count > 0 && l.Count <= loop.Scale)?.Index;
        var flat = CSharp.Binary(ExpressionType.Multiply, loop.Index, CSharp.Integer(loop.Scale));
        return Added(flat, within is not null && random.Chance(0.7) ? within : CSharp.Integer(random.Below(loop.Scale)));
    }
}
