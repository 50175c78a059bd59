using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Support;

/// <summary>Runs the compiled value and gradient of any lambda.</summary>
internal static class CompiledGradient
{
    /// <summary>The value, and the gradient with respect to each parameter that holds real numbers; null in place of the others.</summary>
    public static (double Value, object?[] Gradients) Of(LambdaExpression lambda, object?[] arguments)
    {
        var active = lambda.Parameters.Where(parameter => Binder.HoldsReals(parameter.Type)).ToList();
        Type[] types = [.. active.Select(parameter => parameter.Type)];
        var gradient = types.Length == 1 ? types[0] : Type.GetType($"System.ValueTuple`{types.Length}")!.MakeGenericType(types);
        var result = typeof(ValueTuple<,>).MakeGenericType(lambda.ReturnType, gradient);
        var delegateType = Expression.GetFuncType([.. lambda.Parameters.Select(parameter => parameter.Type), result]);

        Binding Bind(LambdaExpression function, GradOptions options, RefusalList refusals) => Binder.Fresh(function, delegateType, active, ReturnKind.ValueAndGradient);
        var compile = typeof(Pipeline).GetMethod(nameof(Pipeline.Compile))!.MakeGenericMethod(delegateType);
        var compiled = (Delegate)TestPrograms.Unwrapped(() => compile.Invoke(null, [lambda, null, CallerSource.Unknown, (Func<LambdaExpression, GradOptions, RefusalList, Binding>)Bind, false]))!;

        var both = (ITuple)TestPrograms.Unwrapped(() => compiled.DynamicInvoke(arguments))!;
        return (Convert.ToDouble(both[0]), [.. lambda.Parameters.Select(parameter =>
            !active.Contains(parameter) ? null : types.Length == 1 ? both[1] : ((ITuple)both[1]!)[active.IndexOf(parameter)])]);
    }
}
