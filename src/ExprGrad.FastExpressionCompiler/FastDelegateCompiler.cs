using System.Linq.Expressions;
using FastExpressionCompiler;

namespace ExprGrad.Compilation.Fec;

/// <summary>Compiles emitted lambdas with FastExpressionCompiler: quicker emission than System.Linq.Expressions, the same machine code.</summary>
/// <remarks>
/// Its emitter recurses, some 2 kB of stack a level, and overflows a stack of 1 MiB near 500 levels, which ends the process. What ExprGrad emits is flat;
/// don't hand it deep trees of your own.
/// </remarks>
public sealed class FastDelegateCompiler : IDelegateCompiler
{
    private FastDelegateCompiler()
    {
    }

    /// <summary>The one instance: the compiler has no state.</summary>
    public static FastDelegateCompiler Instance { get; } = new();

    /// <inheritdoc/>
    /// <remarks>Never falls back to <see cref="LambdaExpression.Compile()"/>, which FastExpressionCompiler does silently unless told not to.</remarks>
    public Delegate Compile(LambdaExpression lambda)
    {
        ArgumentNullException.ThrowIfNull(lambda);
        KnownFaults.Refuse(lambda);
        try
        {
            return lambda.CompileFast<Delegate>(ifFastFailedReturnNull: true, CompilerFlags.ThrowOnNotSupportedExpression)
                ?? throw new NotSupportedException("FastExpressionCompiler could not compile the emitted lambda and did not say why.");
        }
        catch (NotSupportedExpressionException exception)
        {
            // An InvalidOperationException of its own.
            throw new NotSupportedException($"FastExpressionCompiler could not compile the emitted lambda: {exception.Message}", exception);
        }
    }

    /// <summary>The name of the back end, as reports print it.</summary>
    public override string ToString() => "FastExpressionCompiler";
}
