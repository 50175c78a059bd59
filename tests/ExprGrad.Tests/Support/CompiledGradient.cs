using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;

namespace ExprGrad.Tests.Support;

/// <summary>Runs the compiled value and gradient of any lambda.</summary>
internal static class CompiledGradient
{
    /// <summary>The value, and the gradient with respect to each parameter that holds real numbers; null in place of the others.</summary>
    public static (double Value, object?[] Gradients) Of(LambdaExpression lambda, object?[] arguments)
    {
        var active = Active(lambda);
        var both = (ITuple)TestPrograms.Unwrapped(() => Compile(lambda).DynamicInvoke(arguments))!;
        return (Convert.ToDouble(both[0]), [.. lambda.Parameters.Select(parameter =>
            !active.Contains(parameter) ? null : active.Count == 1 ? both[1] : ((ITuple)both[1]!)[active.IndexOf(parameter)])]);
    }

    /// <summary>The delegate that returns the value and the gradient with respect to each parameter that holds real numbers.</summary>
    public static Delegate Compile(LambdaExpression lambda)
    {
        var active = Active(lambda);
        Type[] types = [.. active.Select(parameter => parameter.Type)];
        var gradient = types.Length == 1 ? types[0] : Tuple(types);
        var result = typeof(ValueTuple<,>).MakeGenericType(lambda.ReturnType, gradient);
        var delegateType = Expression.GetFuncType([.. lambda.Parameters.Select(parameter => parameter.Type), result]);

        Binding Bind(LambdaExpression function, GradOptions options, RefusalList refusals) => Binder.Fresh(function, delegateType, active, ReturnKind.ValueAndGradient);
        var compile = typeof(Pipeline).GetMethod(nameof(Pipeline.Compile))!.MakeGenericMethod(delegateType);
        return (Delegate)TestPrograms.Unwrapped(() => compile.Invoke(null, [lambda, null, CallerSource.Unknown, (Func<LambdaExpression, GradOptions, RefusalList, Binding>)Bind, false]))!;
    }

    // The eighth element of a tuple is a tuple of the rest.
    private static Type Tuple(Type[] types) => types.Length < 8
        ? Type.GetType($"System.ValueTuple`{types.Length}")!.MakeGenericType(types)
        : typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. types[..7], Tuple(types[7..])]);

    private static List<ParameterExpression> Active(LambdaExpression lambda) => [.. lambda.Parameters.Where(parameter => ContainerShape.HoldsReals(parameter.Type))];
}
