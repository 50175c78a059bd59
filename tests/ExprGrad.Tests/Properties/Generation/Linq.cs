using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Calls of the <see cref="Enumerable"/> operators, with the overload that C# resolves to.</summary>
internal static class Linq
{
    private static readonly ILookup<string, MethodInfo> methods = typeof(Enumerable).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .ToLookup(m => m.Name, StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, MethodInfo> resolved = new(StringComparer.Ordinal);

    public static Expression Call(string name, Type[] typeArguments, params Expression[] arguments)
    {
        string key = $"{name}<{string.Join(',', (object[])typeArguments)}>({string.Join(',', arguments.Select(a => a.Type))})";
        return Expression.Call(resolved.GetOrAdd(key, _ => Resolve(name, typeArguments, arguments)), arguments);
    }

    /// <summary>
    /// A lambda whose return type is stated, for bodies that convert to it by reference (<c>T[]</c> to <c>IEnumerable&lt;T&gt;</c>).
    /// </summary>
    public static LambdaExpression Lambda(Expression body, Type returnType, params ParameterExpression[] parameters) =>
        Expression.Lambda(Expression.GetFuncType([.. parameters.Select(p => p.Type), returnType]), body, parameters);

    private static MethodInfo Resolve(string name, Type[] typeArguments, Expression[] arguments)
    {
        var candidates = methods[name]
            .Where(m => m.GetGenericArguments().Length == typeArguments.Length && m.GetParameters().Length == arguments.Length)
            .Select(m => typeArguments.Length == 0 ? m : m.MakeGenericMethod(typeArguments))
            .Where(m => m.GetParameters().Zip(arguments, (p, a) => Accepts(p.ParameterType, a)).All(accepted => accepted))
            .ToList();

        // The more specific wins: Reverse(T[]) over Reverse(IEnumerable<T>).
        return candidates.Single(
            m => candidates.TrueForAll(other => Types(m).Zip(Types(other), (mine, theirs) => theirs.IsAssignableFrom(mine)).All(b => b)));
    }

    private static IEnumerable<Type> Types(MethodInfo method) => method.GetParameters().Select(p => p.ParameterType);

    private static bool Accepts(Type parameter, Expression argument) =>
        argument is LambdaExpression ? parameter == argument.Type : parameter.IsAssignableFrom(argument.Type);
}
