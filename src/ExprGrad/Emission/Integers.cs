using System.Linq.Expressions;

namespace ExprGrad.Emission;

/// <summary>Sums and products of indices, with constants taken together.</summary>
internal static class Integers
{
    /// <summary>a + b; a constant comes last.</summary>
    public static Expression Sum(Expression a, Expression b) => (a, b) switch
    {
        (ConstantExpression { Value: int x }, ConstantExpression { Value: int y }) => Expression.Constant(unchecked(x + y)),
        (ConstantExpression { Value: 0 }, _) => b,
        (_, ConstantExpression { Value: 0 }) => a,
        (BinaryExpression { NodeType: ExpressionType.Add, Method: null, Right: ConstantExpression } sum, ConstantExpression) => Sum(sum.Left, Sum(sum.Right, b)),
        (BinaryExpression { NodeType: ExpressionType.Add, Method: null, Right: ConstantExpression } sum, _) => Sum(Sum(sum.Left, b), sum.Right),
        (_, BinaryExpression { NodeType: ExpressionType.Add, Method: null, Right: ConstantExpression } sum) => Sum(Sum(a, sum.Left), sum.Right),
        _ => Expression.Add(a, b),
    };

    /// <summary>a b.</summary>
    public static Expression Product(Expression a, Expression b) => (a, b) switch
    {
        (ConstantExpression { Value: int x }, ConstantExpression { Value: int y }) => Expression.Constant(unchecked(x * y)),
        (ConstantExpression { Value: 0 }, _) or (_, ConstantExpression { Value: 0 }) => Expression.Constant(0),
        (ConstantExpression { Value: 1 }, _) => b,
        (_, ConstantExpression { Value: 1 }) => a,
        _ => Expression.Multiply(a, b),
    };
}
