using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>A Loop node of the shape <c>for (; Condition; Step) Body</c> or, with no step, <c>while (Condition) Body</c>.</summary>
internal sealed record ForLoop(
    Expression Condition, IReadOnlyList<ParameterExpression> Locals, IReadOnlyList<Expression> Body, Expression? Step)
{
    /// <summary>The variable that the step changes.</summary>
    internal ParameterExpression? Counter => Step is null ? null : CounterOf(Step);

    /// <summary>What is between the braces.</summary>
    internal Expression BodyBlock => Body.Count == 0 ? Expression.Empty() : Expression.Block(typeof(void), Locals, Body);

    /// <summary>The loop of <c>i = start; loop</c>, where the loop counts i; null for other pairs.</summary>
    internal static LoopExpression? Counted(Expression first, Expression second) =>
        first is BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression i } && second is LoopExpression loop
        && Match(loop)?.Counter == i ? loop : null;

    /// <summary>
    /// Recognises <c>loop { if (!c) break; body; step }</c> and <c>loop { if (c) { body; step } else break; }</c>; null for other loops.
    /// A loop with a continue label is another loop: `continue` in a `for` runs the step, in a Loop node it doesn't.
    /// </summary>
    internal static ForLoop? Match(LoopExpression loop)
    {
        if (loop.ContinueLabel is not null || loop.BreakLabel is null || loop.BreakLabel.Type != typeof(void)) return null;
        switch (loop.Body)
        {
            case ConditionalExpression { IfFalse: GotoExpression exit } c when exit.Target == loop.BreakLabel:
                return c.IfTrue is BlockExpression b ? Make(c.Test, b.Variables, b.Expressions, 0) : Make(c.Test, [], [c.IfTrue], 0);
            case BlockExpression { Variables.Count: 0, Expressions: [ConditionalExpression { IfTrue: GotoExpression exit } c, ..] } body
                when exit.Target == loop.BreakLabel && c.IfFalse is DefaultExpression:
                return Make(Negation(c.Test), [], body.Expressions, 1);
            default: return null;
        }
    }

    private static ForLoop Make(Expression condition, IReadOnlyList<ParameterExpression> locals, IReadOnlyList<Expression> body, int start)
    {
        var end = body.Count;
        var step = end > start && CounterOf(body[end - 1]) is { } counter && !locals.Contains(counter) ? body[--end] : null;
        return new ForLoop(condition, locals, [.. body.Skip(start).Take(end - start)], step);
    }

    // i = i + 1, i = i - 1, i += 1, i -= 1 with any constant; i++, ++i, i--, --i.
    private static ParameterExpression? CounterOf(Expression step) => step switch
    {
        BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression i, Right: BinaryExpression sum }
            when sum is { NodeType: ExpressionType.Add or ExpressionType.Subtract, Right: ConstantExpression } && sum.Left == i => i,
        BinaryExpression { Left: ParameterExpression i, Right: ConstantExpression }
            when step.NodeType is ExpressionType.AddAssign or ExpressionType.SubtractAssign => i,
        UnaryExpression
        {
            NodeType: ExpressionType.PreIncrementAssign or ExpressionType.PostIncrementAssign
                or ExpressionType.PreDecrementAssign or ExpressionType.PostDecrementAssign,
            Operand: ParameterExpression i,
        } => i,
        _ => null,
    };

    // Only on integers: with NaN, !(a < b) is not a >= b.
    private static Expression Negation(Expression test)
    {
        if (test is UnaryExpression { NodeType: ExpressionType.Not } not) return not.Operand;
        if (test is not BinaryExpression { Method: null } b) return Expression.Not(test);
        if (Type.GetTypeCode(b.Left.Type) is < TypeCode.Char or > TypeCode.UInt64) return Expression.Not(test);
        return b.NodeType switch
        {
            ExpressionType.LessThan => Expression.GreaterThanOrEqual(b.Left, b.Right),
            ExpressionType.LessThanOrEqual => Expression.GreaterThan(b.Left, b.Right),
            ExpressionType.GreaterThan => Expression.LessThanOrEqual(b.Left, b.Right),
            ExpressionType.GreaterThanOrEqual => Expression.LessThan(b.Left, b.Right),
            ExpressionType.Equal => Expression.NotEqual(b.Left, b.Right),
            ExpressionType.NotEqual => Expression.Equal(b.Left, b.Right),
            _ => Expression.Not(test),
        };
    }
}
