using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;

namespace ExprGrad.Ir;

/// <summary>Makes primitives of the users' own methods, or says what is wrong with their rules.</summary>
internal static class UserRules
{
    private const int Cost = 20;
    private const BindingFlags Beside = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    // What was made stays valid for as long as the method exists; a graph needs the same primitive for the same method.
    private static readonly ConditionalWeakTable<MethodInfo, Primitive> Attributed = [];

    /// <summary>The primitive of a method with a rule from the options; null if it was refused.</summary>
    public static Primitive? FromOptions(DerivativeRule rule, RefusalList refusals) =>
        rule.IsZero ? Zero(rule.Method, refusals) : Elementwise(rule.Method, rule.Partials, refusals);

    /// <summary>The primitive of a method with a <see cref="DerivativeAttribute"/>; null if it has none or was refused.</summary>
    public static Primitive? FromAttribute(MethodInfo method, RefusalList refusals)
    {
        if (Attributed.TryGetValue(method, out var known)) return known;
        if (method.GetCustomAttribute<DerivativeAttribute>() is not { } attribute) return null;

        var partials = new List<LambdaExpression>();
        foreach (var name in attribute.Rules)
        {
            var found = Read(method.DeclaringType!, name);
            if (found.Count == 0)
            {
                refusals.Add(Refusals.RuleNotFound, at: null, NameOf(method), name);
                return null;
            }

            partials.AddRange(found);
        }

        if (Elementwise(method, partials, refusals) is not { } primitive) return null;
        return Attributed.GetValue(method, _ => primitive);
    }

    /// <summary>The method as the user would name it.</summary>
    public static string NameOf(MethodInfo method) => $"{CSharpNames.Of(method.DeclaringType!)}.{method.Name}";

    private static IReadOnlyList<LambdaExpression> Read(Type type, string name)
    {
        var value =
            type.GetField(name, Beside)?.GetValue(null)
            ?? type.GetProperty(name, Beside)?.GetValue(null)
            ?? type.GetMethod(name, Beside, [])?.Invoke(null, null);
        return value switch
        {
            LambdaExpression lambda => [lambda],
            IEnumerable<LambdaExpression> lambdas => [.. lambdas],
            _ => [],
        };
    }

    private static MethodPrimitive? Zero(MethodInfo method, RefusalList refusals) =>
        IsTarget(method, refusals) ? Make(method, DerivativeClass.ZeroDerivative, []) : null;

    private static MethodPrimitive? Elementwise(MethodInfo method, IReadOnlyList<LambdaExpression> partials, RefusalList refusals)
    {
        if (!IsTarget(method, refusals)) return null;

        var parameters = method.GetParameters();
        var active = parameters.Count(parameter => IsReal(parameter.ParameterType));
        if (partials.Count != active)
        {
            refusals.Add(Refusals.RulePartials, at: null, NameOf(method), $"{active}", $"{partials.Count}");
            return null;
        }

        if (!partials.All(partial => Fits(partial, method, refusals))) return null;
        var next = 0;
        return Make(
            method,
            DerivativeClass.Elementwise,
            Array.ConvertAll(parameters, parameter => IsReal(parameter.ParameterType) ? RuleOf(partials[next++], method) : null));
    }

    // Whether the method itself throws is not known, so it is run only where C# would run it.
    private static MethodPrimitive Make(MethodInfo method, DerivativeClass derivativeClass, Formula?[] rules) => new(NameOf(method), method)
    {
        MethodNames = [method.Name],
        Class = derivativeClass,
        Cost = Cost,
        IsTotal = false,
        Rules = rules,
    };

    // A rule in double for a float method is run in double, on converted arguments.
    private static Formula RuleOf(LambdaExpression rule, MethodInfo method)
    {
        if (rule.ReturnType == method.ReturnType) return new Formula(() => rule, isFixed: true);
        ParameterExpression[] parameters = [.. Types(method).Zip(rule.Parameters, (type, its) => Expression.Parameter(type, its.Name))];
        var arguments = parameters.Zip(rule.Parameters, (own, its) => Expression.Convert(own, its.Type));
        var converted = Expression.Lambda(Expression.Convert(Expression.Invoke(rule, arguments), method.ReturnType), parameters);
        return new Formula(() => converted, isFixed: true);
    }

    /// <summary>What a rule takes: the arguments, then the result.</summary>
    private static Type[] Types(MethodInfo method) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType), method.ReturnType];

    private static bool IsTarget(MethodInfo method, RefusalList refusals)
    {
        var parameters = method.GetParameters();
        var problem =
            !method.IsStatic ? "it is not static"
            : method.ContainsGenericParameters ? "it is generic"
            : !IsReal(method.ReturnType) ? $"it returns `{CSharpNames.Of(method.ReturnType)}`"
            : Array.Find(parameters, parameter => !IsScalar(parameter.ParameterType)) is { } odd
                ? $"`{odd.Name}` is `{CSharpNames.Of(odd.ParameterType)}`"
            : !Array.Exists(parameters, parameter => IsReal(parameter.ParameterType)) ? "it takes no floating-point number"
            : null;
        if (problem is not null) refusals.Add(Refusals.RuleTarget, at: null, NameOf(method), problem);
        return problem is null;
    }

    /// <summary>
    /// The method's arguments, then its result, to a partial derivative; all real types are the method's, or all are double.
    /// </summary>
    private static bool Fits(LambdaExpression rule, MethodInfo method, RefusalList refusals)
    {
        var wanted = Types(method);
        if (rule.Parameters.Count != wanted.Length)
        {
            refusals.Add(Refusals.RuleArity, at: null, NameOf(method), $"{rule.Parameters.Count}", $"{wanted.Length}");
            return false;
        }

        Type[] given = [.. rule.Parameters.Select(parameter => parameter.Type), rule.ReturnType];
        wanted = [.. wanted, method.ReturnType];
        if (given.SequenceEqual(wanted) || given.SequenceEqual(wanted.Select(type => IsReal(type) ? typeof(double) : type))) return true;

        var stranger = given.Where((type, i) => type != wanted[i]).First();
        refusals.Add(Refusals.RuleType, at: null, NameOf(method), CSharpNames.Of(stranger));
        return false;
    }

    private static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum;
}
