using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
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

    /// <summary>The bytes from one element of the span to the next.</summary>
    public int ElementSize => RuntimeHelpers.SizeOf(Span.Type.GetGenericArguments()[0].TypeHandle);

    /// <summary>The same at an index that is not negative, and an offset that is added to it; null if there is no such access.</summary>
    public Expression? UncheckedFrom(Expression index, int offset) => With(form.FromIndex, Expression.Convert(index, typeof(uint)), offset);

    /// <summary>The same at a place in bytes, and an offset in elements that is added to it; null if there is no such access.</summary>
    public Expression? UncheckedAt(Expression place, int offset) => With(form.AtPlace, place, offset);

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
        var uncheckedType = definition == typeof(VectorElements<,,>) ? typeof(UncheckedVectors<,,>) : definition == typeof(ConvertedElements<,,,>) ? typeof(UncheckedConverted<,,,>) : null;
        return uncheckedType is null ? null : In(uncheckedType.MakeGenericType(arguments), method, lanes: (int)arguments[0].GetProperty("Count")!.GetValue(null)!);
    }

    private MethodCallExpression? With(MethodInfo? method, Expression place, int offset) =>
        method is null ? null : Expression.Call(method, [Span, place, Expression.Constant(offset), .. call.Arguments.Skip(2)]);

    // The methods of the same name and parameters, and with an offset behind the index or the place.
    private static Form? In(Type type, MethodInfo method, int lanes)
    {
        Type[] parameters = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        return Find(method.Name, parameters) is { } same
            ? new Form(same, Find(method.Name, With(typeof(uint))), Find($"{method.Name}At", With(typeof(long))), lanes, method.Name == nameof(VectorElements<,,>.Gather))
            : null;

        Type[] With(Type index) => [parameters[0], index, typeof(int), .. parameters[2..]];
        MethodInfo? Find(string name, Type[] types) => type.GetMember(name, BindingFlags.Public | BindingFlags.Static).Cast<MethodInfo>()
            .Where(candidate => candidate.IsGenericMethod == method.IsGenericMethod)
            .Select(candidate => candidate.IsGenericMethod ? candidate.MakeGenericMethod(method.GetGenericArguments()) : candidate)
            .FirstOrDefault(candidate => candidate.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(types));
    }

    /// <summary>What is known of the accesses by one method.</summary>
    internal sealed record Form(MethodInfo Unchecked, MethodInfo? FromIndex, MethodInfo? AtPlace, int Lanes, bool IsStrided);
}
