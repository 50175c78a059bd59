using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Bounds;

/// <summary>An access to elements of a span that is checked by itself.</summary>
/// <param name="call">The access.</param>
/// <param name="form">What is known of such accesses.</param>
internal readonly struct Access(MethodCallExpression call, Access.Form form)
{
    private static readonly ConcurrentDictionary<MethodInfo, Form?> forms = new();

    /// <summary>The span.</summary>
    public ParameterExpression Span => (ParameterExpression)call.Arguments[0];

    /// <summary>The place of the first element.</summary>
    public Expression Index => call.Arguments[1];

    /// <summary>How many elements there are.</summary>
    public int Lanes => form.Lanes;

    /// <summary>The distance of the elements; null where they lie side by side.</summary>
    public Expression? Stride => form.IsStrided ? call.Arguments[2] : null;

    /// <summary>The same without a check.</summary>
    public Expression Unchecked => Expression.Call(form.Unchecked, call.Arguments);

    /// <summary>The access that the call is; null if it is something else.</summary>
    public static Access? Of(MethodCallExpression call) =>
        call.Arguments is [ParameterExpression, ..] && forms.GetOrAdd(call.Method, FormOf) is { } form ? new Access(call, form) : null;

    private static Form? FormOf(MethodInfo method)
    {
        var type = method.DeclaringType!;
        if (type == typeof(Elements)) return In(typeof(Unchecked), method, lanes: 1);
        if (!type.IsGenericType || !method.GetParameters()[0].ParameterType.IsByRefLike) return null;
        var (definition, arguments) = (type.GetGenericTypeDefinition(), type.GetGenericArguments());
        if (definition == typeof(LaneTotals<,,>)) return In(typeof(UncheckedVectors<,,>).MakeGenericType(arguments), method, lanes: 1);
        if (definition != typeof(VectorElements<,,>)) return null;
        return In(typeof(UncheckedVectors<,,>).MakeGenericType(arguments), method, lanes: (int)arguments[0].GetProperty("Count")!.GetValue(null)!);
    }

    // The method of the same name and parameters.
    private static Form? In(Type type, MethodInfo method, int lanes)
    {
        foreach (var candidate in type.GetMember(method.Name, BindingFlags.Public | BindingFlags.Static).Cast<MethodInfo>())
        {
            if (candidate.IsGenericMethod != method.IsGenericMethod) continue;
            var same = candidate.IsGenericMethod ? candidate.MakeGenericMethod(method.GetGenericArguments()) : candidate;
            if (same.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(method.GetParameters().Select(parameter => parameter.ParameterType)))
                return new Form(same, lanes, IsStrided: method.Name == nameof(VectorElements<,,>.Gather));
        }

        return null;
    }

    /// <summary>What is known of the accesses by one method.</summary>
    internal sealed record Form(MethodInfo Unchecked, int Lanes, bool IsStrided);
}
