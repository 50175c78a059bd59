using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics.CSharp;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Finds out whether a lambda calls methods that are not understood, whose order must be kept.</summary>
internal static class OpaqueCalls
{
    public static bool Exist(LambdaExpression lambda, PrimitiveRegistry registry)
    {
        var children = new ChildExpressions();
        var pending = new Stack<Expression>([lambda.Body]);
        while (pending.TryPop(out var expression))
        {
            if (expression is MethodCallExpression call && IsOpaque(call, registry)) return true;
            if (expression is MemberExpression { Expression: null, Member: PropertyInfo }) return true;
            foreach (var child in children.Of(expression)) pending.Push(child);
        }

        return false;
    }

    public static bool IsOpaque(MethodCallExpression call, PrimitiveRegistry registry) =>
        call.Method.DeclaringType is { } type && type != typeof(Enumerable) && type != typeof(MemoryExtensions) && type != typeof(Ad) && type != typeof(Array)
        && type != typeof(ValueTuple) && type != typeof(Tuple) && !type.IsArray && call.Method.Name != "op_Implicit" && !call.Method.Name.StartsWith("SinCos", StringComparison.Ordinal) && registry.Find(call.Method) is null;
}
