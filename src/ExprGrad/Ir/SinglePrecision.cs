using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>
/// Rewrites a rule that is written in double for float operands: parameters, constants, and each method's float overload.
/// </summary>
internal static class SinglePrecision
{
    public static LambdaExpression Retype(LambdaExpression rule)
    {
        var visitor = new Visitor(rule.Parameters);
        return Expression.Lambda(visitor.Visit(rule.Body), visitor.Parameters);
    }

    // Rules are a few operations deep, so a plain visitor is safe here.
    private sealed class Visitor(IReadOnlyList<ParameterExpression> parameters) : ExpressionVisitor
    {
        public ParameterExpression[] Parameters { get; } =
            [.. parameters.Select(p => p.Type == typeof(double) ? Expression.Parameter(typeof(float), p.Name) : p)];

        protected override Expression VisitParameter(ParameterExpression node)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (ReferenceEquals(parameters[i], node)) return Parameters[i];
            }

            return node;
        }

        protected override Expression VisitConstant(ConstantExpression node) =>
            node.Value is double value ? Expression.Constant((float)value) : node;

        protected override Expression VisitUnary(UnaryExpression node)
        {
            var operand = Visit(node.Operand);
            return Expression.MakeUnary(node.NodeType, operand, node.Type == typeof(double) ? typeof(float) : node.Type);
        }

        protected override Expression VisitBinary(BinaryExpression node) =>
            Expression.MakeBinary(node.NodeType, Visit(node.Left), Visit(node.Right));

        protected override Expression VisitConditional(ConditionalExpression node) =>
            Expression.Condition(Visit(node.Test), Visit(node.IfTrue), Visit(node.IfFalse));

        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            Expression.Call(Twin(node.Method), Visit(node.Arguments));

        private static MethodInfo Twin(MethodInfo method)
        {
            Type[] signature = [.. method.GetParameters().Select(p => p.ParameterType == typeof(double) ? typeof(float) : p.ParameterType)];
            return RealMethods.Find(method.Name, signature).First();
        }
    }
}
