using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Copies a tree node by node, so that no node occurs twice in it, as in what the compiler makes of source text: the generator writes a
/// guarded expression once and uses it twice. A copied lambda has parameters of its own.
/// </summary>
internal sealed class Unsharing : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, ParameterExpression> parameters = [];

    public static Expression Copy(Expression node) => new Unsharing().Visit(node);

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        foreach (var parameter in node.Parameters)
            parameters[parameter] = Expression.Parameter(parameter.Type, parameter.Name);
        return Expression.Lambda<T>(Visit(node.Body), node.Parameters.Select(p => parameters[p]));
    }

    protected override Expression VisitParameter(ParameterExpression node) => parameters[node];

    protected override Expression VisitConstant(ConstantExpression node) => Expression.Constant(node.Value, node.Type);

    protected override Expression VisitMember(MemberExpression node) => Expression.MakeMemberAccess(Visit(node.Expression), node.Member);

    protected override Expression VisitMethodCall(MethodCallExpression node) =>
        Expression.Call(Visit(node.Object), node.Method, node.Arguments.Select(Visit)!);

    protected override Expression VisitNewArray(NewArrayExpression node) =>
        Expression.NewArrayInit(node.Type.GetElementType()!, node.Expressions.Select(e => Visit(e)));

    protected override Expression VisitNew(NewExpression node) => node.Constructor is null
        ? Expression.New(node.Type)
        : node.Members is null
            ? Expression.New(node.Constructor, node.Arguments.Select(a => Visit(a)))
            : Expression.New(node.Constructor, node.Arguments.Select(a => Visit(a)), node.Members);
}
