using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Language;

/// <summary>The value of a lambda, and its gradient as the numbers in it.</summary>
internal sealed record Evaluation(object Value, double[] Gradient)
{
    public double Number => Convert.ToDouble(Value, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Compiles a lambda for one executor: a function from the arguments to the value and the gradient.</summary>
internal static class Executors
{
    private static readonly MethodInfo s_compile = typeof(Pipeline).GetMethod(nameof(Pipeline.Compile), BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>Whether all parameters are double, or all float: then the gradient is with respect to all, else to the first.</summary>
    public static bool HasOnlyScalars(LambdaExpression lambda) =>
        lambda.Parameters.All(parameter => parameter.Type == typeof(double)) || lambda.Parameters.All(parameter => parameter.Type == typeof(float));

    /// <summary>The gradient in a fresh container.</summary>
    public static Func<object?[], Evaluation> Fresh(LambdaExpression lambda, GradOptions options, bool onTape = false)
    {
        Type[] parameters = [.. lambda.Parameters.Select(parameter => parameter.Type)];
        var gradient = parameters.Length > 1 && HasOnlyScalars(lambda) ? TupleOf(parameters) : parameters[0];
        var type = Expression.GetFuncType([.. parameters, typeof(ValueTuple<,>).MakeGenericType(lambda.ReturnType, gradient)]);
        var compiled = Compile(type, lambda, options, HasOnlyScalars(lambda)
            ? Requests.Partials(type, ReturnKind.ValueAndGradient)
            : Requests.First(type, ReturnKind.ValueAndGradient), onTape);
        return arguments =>
        {
            var pair = (System.Runtime.CompilerServices.ITuple)Call(compiled, arguments)!;
            return new Evaluation(pair[0]!, ArgumentLeaves.Of(pair[1]));
        };
    }

    /// <summary>The gradient written into a container full of NaN; fresh where the first parameter can't be written into.</summary>
    public static Func<object?[], Evaluation> InPlace(LambdaExpression lambda, GradOptions options)
    {
        Type[] parameters = [.. lambda.Parameters.Select(parameter => parameter.Type)];
        if (HasOnlyScalars(lambda) || !parameters[0].IsArray && !IsWritable(parameters[0])) return Fresh(lambda, options);
        var type = Expression.GetFuncType([.. parameters, parameters[0], lambda.ReturnType]);
        var compiled = Compile(type, lambda, options, Requests.Into(type), onTape: false);
        return arguments =>
        {
            var numbers = ArgumentLeaves.Of(arguments[0]);
            Array.Fill(numbers, double.NaN);
            var gradient = ArgumentLeaves.With(arguments[0], numbers);
            var value = Call(compiled, [.. arguments, gradient]);
            return new Evaluation(value!, ArgumentLeaves.Of(gradient));
        };
    }

    /// <summary>Calls a delegate and throws what it throws.</summary>
    public static object? Call(Delegate function, object?[] arguments)
    {
        try
        {
            return function.DynamicInvoke(arguments);
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }

    private static bool IsWritable(Type type) => !type.IsValueType && type.GetProperties().All(property => property.CanWrite || property.PropertyType.IsArray);

    private static Type TupleOf(Type[] types) =>
        typeof(ValueTuple).GetMethods().Single(method => method.Name == nameof(ValueTuple.Create) && method.GetParameters().Length == types.Length)
            .MakeGenericMethod(types).ReturnType;

    private static Delegate Compile(
        Type type, LambdaExpression lambda, GradOptions options, Func<LambdaExpression, GradOptions, RefusalList, Binding> request, bool onTape)
    {
        try
        {
            return (Delegate)s_compile.MakeGenericMethod(type).Invoke(null, [lambda, options, CallerSource.Unknown, request, onTape])!;
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
