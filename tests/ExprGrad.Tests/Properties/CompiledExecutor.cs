using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Properties;

/// <summary>The engine: what <c>Grad.ValueAndGradient</c> compiles, or <c>Tape.Evaluate</c>.</summary>
internal sealed class CompiledExecutor(FloatMode mode, bool onTape = false, int? vectorBits = null) : IExecutor
{
    public string Name => onTape ? "tape" : vectorBits is null ? $"compiled {mode}" : $"compiled {mode} in {vectorBits} bits";

    // Wide and narrow vectors take turns.
    public bool Takes(ulong seed) => mode == FloatMode.Strict || (seed % 2 == 0) == vectorBits is null;

    public bool IsStrict => mode == FloatMode.Strict;

    public Func<object?[], Evaluation> Compile(LambdaExpression lambda)
    {
        int active = Request.ActiveCount(lambda);
        var gradient = active == 1 ? lambda.Parameters[0].Type : Tuple([.. lambda.Parameters.Select(p => p.Type)]);
        var returned = typeof(ValueTuple<,>).MakeGenericType(lambda.ReturnType, gradient);
        var type = Expression.GetFuncType([.. lambda.Parameters.Select(p => p.Type), returned]);
        var request = active == lambda.Parameters.Count && lambda.Parameters[0].Type.IsPrimitive
            ? Requests.Partials(type, ReturnKind.ValueAndGradient)
            : Requests.First(type, ReturnKind.ValueAndGradient);
        var compiled = Pipeline.Compile<Delegate>(lambda, new() { FloatMode = mode, VectorBits = vectorBits }, CallerSource.Unknown, request, onTape);
        return arguments =>
        {
            try
            {
                var result = (ITuple)compiled.DynamicInvoke(arguments)!;
                return new(Convert.ToDouble(result[0], CultureInfo.InvariantCulture), Leaves.Flatten(result[1]));
            }
            catch (TargetInvocationException exception)
            {
                ExceptionDispatchInfo.Throw(exception.InnerException!);
                throw;
            }
        };
    }

    private static Type Tuple(Type[] types) => types.Length switch
    {
        2 => typeof(ValueTuple<,>).MakeGenericType(types),
        3 => typeof(ValueTuple<,,>).MakeGenericType(types),
        4 => typeof(ValueTuple<,,,>).MakeGenericType(types),
        5 => typeof(ValueTuple<,,,,>).MakeGenericType(types),
        6 => typeof(ValueTuple<,,,,,>).MakeGenericType(types),
        7 => typeof(ValueTuple<,,,,,,>).MakeGenericType(types),
        _ => typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. types[..7], typeof(ValueTuple<>).MakeGenericType(types[7])]),
    };
}
