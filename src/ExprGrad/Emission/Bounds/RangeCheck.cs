using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission.Bounds;

/// <summary>A check of all places at which loops access a span.</summary>
/// <param name="Span">The span.</param>
/// <param name="First">The first place, in the first iterations.</param>
/// <param name="Width">How many elements from there on are accessed.</param>
/// <param name="Loops">The loops, innermost first.</param>
internal sealed record RangeCheck(ParameterExpression Span, Polynomial First, int Width, IReadOnlyList<RangeLoop> Loops)
{
    /// <summary>As many as <see cref="Ranges"/> takes.</summary>
    public const int MostLoops = 3;

    /// <summary>The same for the checks that differ in a constant distance only.</summary>
    public string Key => $"{Polynomial.Sum(First, Polynomial.Constant(First.Offset), -1)!.Key} {string.Join(' ', Loops.Select(loop => loop.Key))}";

    /// <summary>One check for both, which have the same key.</summary>
    public RangeCheck And(RangeCheck other)
    {
        var (low, high) = First.Offset <= other.First.Offset ? (this, other) : (other, this);
        return low with { Width = Math.Max(low.Width, high.First.Offset - low.First.Offset + high.Width) };
    }

    /// <summary>The check as code; where strides are constants without a call, which values could not stay in registers over.</summary>
    public Expression Write(Func<int, Expression> integers)
    {
        if (!Loops.All(loop => loop.Stride.IsConstant)) return Call(integers);
        var length = Expression.Property(Span, nameof(Span<int>.Length));
        var outside = End(integers, isLast: true) is var last && Start(integers) is { } first
            ? Expression.Or(Expression.LessThan(first, Expression.Constant(0L)), Expression.GreaterThan(last, Long(length)))
            : Expression.GreaterThan(last, Long(length));
        var runs = Loops.Select(loop => loop.Trips(integers)).Where(trips => trips is not ConstantExpression { Value: > 0 }).Select(trips => Expression.GreaterThan(trips, Expression.Constant(0)));
        return Expression.IfThen(runs.Aggregate(outside, Expression.AndAlso), Expression.Call(typeof(Ranges), nameof(Ranges.Refuse), null));
    }

    // The lowest place; null if it can't be negative.
    private Expression? Start(Func<int, Expression> integers) =>
        First.IsConstant && First.Offset >= 0 && Loops.All(loop => loop.Stride.Offset >= 0) ? null : End(integers, isLast: false);

    // The lowest place, or the one behind the last.
    private Expression End(Func<int, Expression> integers, bool isLast)
    {
        var place = Long(First.Write(integers));
        foreach (var loop in Loops.Where(loop => loop.Stride.Offset > 0 == isLast && !loop.Stride.IsZero))
            place = Sum(place, Times(Sum(Long(loop.Trips(integers)), Expression.Constant(-1L)), loop.Stride.Offset));
        return isLast ? Sum(place, Expression.Constant((long)Width)) : place;
    }

    private MethodCallExpression Call(Func<int, Expression> integers) => Expression.Call(
        typeof(Ranges), nameof(Ranges.Check), null,
        [
            Expression.Property(Span, nameof(Span<int>.Length)), First.Write(integers), Expression.Constant(Width),
            .. Loops.SelectMany(loop => new[] { loop.Stride.Write(integers), loop.Trips(integers) }),
        ]);

    private static Expression Sum(Expression a, Expression b) => (a, b) switch
    {
        (ConstantExpression { Value: long x }, ConstantExpression { Value: long y }) => Expression.Constant(x + y),
        (ConstantExpression { Value: 0L }, _) => b,
        (_, ConstantExpression { Value: 0L }) => a,
        (BinaryExpression { NodeType: ExpressionType.Add, Right: ConstantExpression } sum, ConstantExpression) => Sum(sum.Left, Sum(sum.Right, b)),
        _ => Expression.Add(a, b),
    };

    private static Expression Times(Expression value, int factor) => value is ConstantExpression { Value: long number } ? Expression.Constant(factor * number)
        : factor == 1 ? value
        : Expression.Multiply(value, Expression.Constant((long)factor));

    private static Expression Long(Expression value) => value is ConstantExpression { Value: int number } ? Expression.Constant((long)number) : Expression.Convert(value, typeof(long));
}

/// <summary>One loop of a check.</summary>
/// <param name="Stride">The distance of places from iteration to iteration.</param>
/// <param name="Extent">By how much its index grows; nothing runs if it is not positive.</param>
/// <param name="Step">By how much the index grows in each iteration; the last one ends within the extent.</param>
internal readonly record struct RangeLoop(Polynomial Stride, Polynomial Extent, int Step)
{
    public string Key => $"({Stride.Key}) {Step} ({Extent.Key})";

    public Expression Trips(Func<int, Expression> integers) =>
        Extent.IsConstant ? Expression.Constant(Extent.Offset / Step) : Step == 1 ? Extent.Write(integers) : Expression.Divide(Extent.Write(integers), Expression.Constant(Step));
}
