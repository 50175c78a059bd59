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
        var (pending, seen) = (new Stack<Expression>([lambda.Body]), new HashSet<Expression>());
        while (pending.TryPop(out var expression))
        {
            if (!seen.Add(expression)) continue;
            var isOpaque = expression switch
            {
                MethodCallExpression call => IsOpaque(call, registry) || ComparesObjects(call.Method),
                BinaryExpression { Method: { } method } => IsOpaque(method, registry),
                UnaryExpression { Method: { } method } => IsOpaque(method, registry),
                InvocationExpression { Expression: { Type: var type } function } => function is not LambdaExpression && !typeof(LambdaExpression).IsAssignableFrom(type),
                MemberExpression { Expression: null, Member: PropertyInfo } => true,
                _ => false,
            };
            if (isOpaque) return true;
            foreach (var child in children.Of(expression)) pending.Push(child);
        }

        return false;
    }

    public static bool IsOpaque(MethodCallExpression call, PrimitiveRegistry registry) =>
        call.Method.DeclaringType is { } type && type != typeof(Enumerable) && !IsOperatorOfSpans(call.Method) && type != typeof(Ad) && type != typeof(Array)
        && type != typeof(ValueTuple) && type != typeof(Tuple) && !type.IsArray && !call.Method.Name.StartsWith("SinCos", StringComparison.Ordinal)
        && !IsElementOfList(call) && IsOpaque(call.Method, registry);

    // The comparer of a type is as unknown as any method.
    private static bool ComparesObjects(MethodInfo method) =>
        method.IsGenericMethod && !ScalarTypes.Contains(method.GetGenericArguments()[0])
        && (method.Name is nameof(Enumerable.Contains) or nameof(Enumerable.SequenceEqual) or nameof(MemoryExtensions.IndexOf) || (method.Name == nameof(MemoryExtensions.Count) && method.DeclaringType == typeof(MemoryExtensions)));

    /// <summary>Whether the call is <c>list[i]</c> of a lambda's parameter: of the elements that Ad.Recur hands it.</summary>
    public static bool IsElementOfList(MethodCallExpression call) =>
        call is { Object: ParameterExpression, Method: { Name: "get_Item", DeclaringType: { IsGenericType: true } type } } && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    /// <summary>Whether the method is a sequence operator that the C# compiler found for a span in place of an array.</summary>
    public static bool IsOperatorOfSpans(MethodInfo method) => method.DeclaringType == typeof(MemoryExtensions)
        && method.Name is nameof(MemoryExtensions.Contains) or nameof(MemoryExtensions.Count) or nameof(MemoryExtensions.IndexOf) or nameof(MemoryExtensions.Reverse) or nameof(MemoryExtensions.SequenceEqual);

    /// <summary>Whether the method of an operator or of a call that has no other meaning is opaque; a span is its array.</summary>
    public static bool IsOpaque(MethodInfo method, PrimitiveRegistry registry) => method.Name != "op_Implicit" && registry.Find(method) is null;
}
