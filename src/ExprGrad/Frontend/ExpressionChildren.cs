using System.Linq.Expressions;

namespace ExprGrad.Frontend;

/// <summary>The direct operands of an expression, for walks that keep their own stack.</summary>
internal static class ExpressionChildren
{
    public static IEnumerable<Expression> Of(Expression? expression) => expression switch
    {
        BinaryExpression binary => [binary.Left, binary.Right],
        UnaryExpression unary => [unary.Operand],
        ConditionalExpression conditional => [conditional.Test, conditional.IfTrue, conditional.IfFalse],
        MemberExpression { Expression: { } owner } => [owner],
        MethodCallExpression { Object: { } target } call => [target, .. call.Arguments],
        MethodCallExpression call => call.Arguments,
        LambdaExpression lambda => [lambda.Body],
        NewExpression creation => creation.Arguments,
        NewArrayExpression array => array.Expressions,
        IndexExpression { Object: { } indexed } index => [indexed, .. index.Arguments],
        InvocationExpression invocation => [invocation.Expression, .. invocation.Arguments],
        MemberInitExpression initialization => [initialization.NewExpression, .. initialization.Bindings.OfType<MemberAssignment>().Select(binding => binding.Expression)],
        TypeBinaryExpression test => [test.Expression],
        _ => [],
    };
}
