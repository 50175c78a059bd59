using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The library's own functions that lambdas may call, found by reflection: what isn't there isn't generated.</summary>
internal static class LibraryFunctions
{
    private static readonly MethodInfo[] methods = [.. typeof(Ad).Assembly.GetExportedTypes().Where(t => t is { IsAbstract: true, IsSealed: true })
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))];

    private static readonly MethodInfo? let = Array.Find(
        methods, m => m.Name == "Let" && m.GetGenericArguments().Length == 2 && m.GetParameters().Length == 2);

    public static bool HasLet => let is not null;

    public static bool HasInvoke => Invocation(typeof(Expression<Func<double, double>>)) is not null;

    public static bool HasStopGradient => StopGradient(typeof(double)) is not null;

    /// <summary><c>Ad.Let(value, v =&gt; body)</c></summary>
    public static Expression Let(Expression value, LambdaExpression body) =>
        Expression.Call(let!.MakeGenericMethod(value.Type, body.ReturnType), value, body);

    /// <summary><c>Ad.StopGradient(x)</c></summary>
    public static MethodInfo? StopGradient(Type type) =>
        methods.Where(m => m.Name == "StopGradient").Select(m => m.IsGenericMethodDefinition ? m.MakeGenericMethod(type) : m)
        .FirstOrDefault(m => m.GetParameters() is [var only] && only.ParameterType == type);

    /// <summary><c>Ad.LogSumExp(xs)</c>, <c>Ad.Softmax(xs)</c></summary>
    public static MethodInfo? OfArray(string name, Type array) => typeof(Ad).GetMethod(name, [array]);

    public static MethodInfo? ScatterAdd(Type real) =>
        typeof(Ad).GetMethod("ScatterAdd", [typeof(int), typeof(int[]), real.MakeArrayType()]);

    /// <summary>The overload of lengths and an array of sequences of terms.</summary>
    public static MethodInfo ScatterAdd(Type[] parameters) => typeof(Ad).GetMethod("ScatterAdd", parameters)!;

    /// <summary>The extension method that <c>f.Invoke(x)</c> binds to for a captured <c>Expression&lt;Func&lt;..&gt;&gt;</c>.</summary>
    public static MethodInfo? Invocation(Type expressionType)
    {
        var arguments = expressionType.GetGenericArguments()[0].GetGenericArguments();
        return methods.Where(m => m.Name == "Invoke" && m.GetGenericArguments().Length == arguments.Length)
            .Select(m => m.MakeGenericMethod(arguments))
            .FirstOrDefault(m => m.GetParameters().FirstOrDefault()?.ParameterType == expressionType);
    }
}
