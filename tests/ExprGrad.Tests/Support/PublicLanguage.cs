using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Tests.Support;

/// <summary>Whether a user could write an expression: of the library it calls what is public.</summary>
internal sealed class PublicLanguage : ExpressionVisitor
{
    private readonly List<string> _others = [];

    /// <summary>The methods of the library that stand in the expression although they are not public.</summary>
    public static IReadOnlyList<string> Breaches(Expression expression)
    {
        var visitor = new PublicLanguage();
        visitor.Visit(expression);
        return visitor._others;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        Check(node.Method);
        return base.VisitMethodCall(node);
    }

    protected override Expression VisitUnary(UnaryExpression node)
    {
        Check(node.Method);
        return base.VisitUnary(node);
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        Check(node.Method);
        return base.VisitBinary(node);
    }

    private void Check(MethodInfo? method)
    {
        if (method?.DeclaringType is { } type && type.Assembly == typeof(Grad).Assembly && !(method.IsPublic && type.IsVisible)) _others.Add($"{type.Name}.{method.Name}");
    }
}
