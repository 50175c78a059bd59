using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>The calls that rendered expressions are made of.</summary>
internal static class Linq
{
    private static readonly MethodInfo s_where =
        new Func<IEnumerable<int>, Func<int, bool>, IEnumerable<int>>(Enumerable.Where).Method.GetGenericMethodDefinition();

    public static Expression Let(ParameterExpression variable, Expression value, Expression body) =>
        Expression.Call(typeof(Ad), nameof(Ad.Let), [variable.Type, body.Type], value, Expression.Lambda(body, variable));

    public static Expression Range(Expression count) => Expression.Call(typeof(Enumerable), nameof(Enumerable.Range), null, Expression.Constant(0), count);

    // By far the most frequent: branches in branches are filters behind each other.
    public static Expression Where(Expression source, LambdaExpression predicate) =>
        Expression.Call(s_where.MakeGenericMethod(predicate.Parameters[0].Type), source, predicate);

    public static Expression Select(Expression source, LambdaExpression selector) =>
        Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [selector.Parameters[0].Type, selector.ReturnType], source, selector);

    /// <summary>The elements of the sequences that the body gives for each value of the parameter.</summary>
    public static Expression SelectMany(Expression source, ParameterExpression parameter, Expression body)
    {
        var element = body.Type.GetGenericArguments()[0];
        var type = typeof(Func<,>).MakeGenericType(parameter.Type, typeof(IEnumerable<>).MakeGenericType(element));
        return Expression.Call(typeof(Enumerable), nameof(Enumerable.SelectMany), [parameter.Type, element], source, Expression.Lambda(type, body, parameter));
    }

    public static Expression Zip(Expression first, Expression second) => Expression.Call(
        typeof(Enumerable), nameof(Enumerable.Zip), [first.Type.GetGenericArguments()[0], second.Type.GetElementType()!], first, second);

    public static Expression ToArray(Expression source) =>
        Expression.Call(typeof(Enumerable), nameof(Enumerable.ToArray), [source.Type.GetGenericArguments()[0]], source);

    /// <summary>An operator without arguments: Count, First, Last, Sum, ...</summary>
    public static Expression Reduce(string name, Expression source)
    {
        var element = source.Type.GetGenericArguments()[0];
        return name is nameof(Enumerable.Sum) or nameof(Enumerable.Average) or nameof(Enumerable.Max) or nameof(Enumerable.Min) && HasOverload(element)
            ? Expression.Call(typeof(Enumerable), name, null, source)
            : Expression.Call(typeof(Enumerable), name, [element], source);
    }

    /// <summary>An operator with an argument of type int: ElementAt, Take.</summary>
    public static Expression Pick(string name, Expression source, Expression argument) =>
        Expression.Call(typeof(Enumerable), name, [source.Type.GetGenericArguments()[0]], source, argument);

    /// <summary>An operator with a function of each element: Sum, Max, MaxBy, Any, ...</summary>
    public static Expression Reduce(string name, Expression source, LambdaExpression function)
    {
        var element = function.Parameters[0].Type;
        var isGeneric = name is nameof(Enumerable.MaxBy) or nameof(Enumerable.MinBy)
            || name is nameof(Enumerable.Max) or nameof(Enumerable.Min) && !HasOverload(function.ReturnType);
        return Expression.Call(typeof(Enumerable), name, isGeneric ? [element, function.ReturnType] : [element], source, function);
    }

    public static Expression Length(Expression array, int dimension) => array.Type.GetArrayRank() == 1
        ? Expression.ArrayLength(array)
        : Expression.Call(array, nameof(Array.GetLength), null, Expression.Constant(dimension));

    public static Expression ScatterAdd(Expression[] lengths, Expression terms)
    {
        Expression[] arguments = [.. lengths, terms];
        return Expression.Call(typeof(Ad).GetMethod(nameof(Ad.ScatterAdd), Array.ConvertAll(arguments, argument => argument.Type))!, arguments);
    }

    /// <summary>Whether the branch is taken.</summary>
    public static Expression Predicate(Axis guard, Expression condition) => guard.IsNegated ? Expression.Not(condition) : condition;

    /// <summary>What stands where there is no value: zero, an empty array.</summary>
    public static Expression Nothing(Type type)
    {
        if (type.IsArray && type.GetArrayRank() > 1)
        {
            var term = typeof(ValueTuple<,,>).MakeGenericType(typeof(int), typeof(int), type.GetElementType()!);
            return ScatterAdd([Expression.Constant(0), Expression.Constant(0)], Expression.NewArrayInit(typeof(IEnumerable<>).MakeGenericType(term)));
        }

        if (type.IsArray) return ToArray(Expression.Call(typeof(Enumerable), nameof(Enumerable.Empty), [type.GetElementType()!]));
        return type.IsGenericType ? Packing.Pack(Array.ConvertAll(type.GetGenericArguments(), Nothing)) : Zero(type);
    }

    /// <summary>A number that is 0, or a struct whose members are.</summary>
    public static Expression Zero(Type type) => type.IsPrimitive || type.IsEnum ? Expression.Constant(Activator.CreateInstance(type), type) : Expression.Default(type);

    private static bool HasOverload(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(int) || type == typeof(long);
}
