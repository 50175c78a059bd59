using System.Linq.Expressions;

namespace ExprGrad.Frontend;

/// <summary>Finds what stands in several places of a tree. Of lambdas that the C# compiler made that is nothing but parameters and literals.</summary>
internal static class SharedSubtrees
{
    public static IReadOnlySet<Expression> Of(LambdaExpression lambda)
    {
        var (seen, shared) = (new HashSet<Expression>(), new HashSet<Expression>());
        var pending = new Stack<Expression?>([lambda.Body]);
        while (pending.TryPop(out var expression))
        {
            if (expression is null or ParameterExpression or ConstantExpression) continue;
            if (seen.Add(expression)) PushParts(expression, pending);
            else shared.Add(expression);
        }

        return shared;
    }

    // By hand: a visitor takes ten times as long, and long lambdas have hundreds of thousands of nodes.
    private static void PushParts(Expression expression, Stack<Expression?> parts)
    {
        switch (expression)
        {
            case BinaryExpression binary: Push(binary.Left, binary.Right); break;
            case UnaryExpression unary: Push(unary.Operand); break;
            case ConditionalExpression conditional: Push(conditional.Test, conditional.IfTrue, conditional.IfFalse); break;
            case MethodCallExpression call: Push([call.Object, .. call.Arguments]); break;
            case MemberExpression member: Push(member.Expression); break;
            case LambdaExpression function: Push(function.Body); break;
            case InvocationExpression invocation: Push([invocation.Expression, .. invocation.Arguments]); break;
            case NewExpression creation: Push([.. creation.Arguments]); break;
            case NewArrayExpression array: Push([.. array.Expressions]); break;
            case IndexExpression element: Push([element.Object, .. element.Arguments]); break;
        }

        void Push(params ReadOnlySpan<Expression?> children)
        {
            foreach (var child in children) parts.Push(child);
        }
    }
}
