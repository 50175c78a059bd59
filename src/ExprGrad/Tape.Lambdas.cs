using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

// The tape as a second executor of the lambdas that Grad compiles: the same loops, with recorded numbers.
public sealed partial class Tape
{
    /// <summary>
    /// Compiles the delegate that its signature describes, as <see cref="Grad.Compile{TDelegate}"/> does, but so that each call records the lambda on a tape
    /// and takes the gradients from the tape's sweep. Sums are added up in the order of C# in both modes of <see cref="FloatMode"/>.
    /// </summary>
    /// <typeparam name="TDelegate">The delegate type that is compiled.</typeparam>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once; each call has a tape of its own.</returns>
    /// <exception cref="DifferentiationException">The lambda can't be differentiated, or the signature doesn't fit it.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode("The lambda is compiled to IL at run time.")]
    public static TDelegate Compile<TDelegate>(
        LambdaExpression lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where TDelegate : Delegate =>
        Pipeline.Compile<TDelegate>(lambda, options, new(text, file, line), Requests.BySignature(typeof(TDelegate)), onTape: true);

    /// <summary>The value of a lambda and its gradient with respect to the first parameter, by recording it once.</summary>
    /// <typeparam name="P">double, float, an array of them, a tuple, a record, or a class or struct with such members.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="lambda">The function.</param>
    /// <param name="at">Where it is evaluated.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>The value, and the gradient in a container like the argument.</returns>
    /// <exception cref="DifferentiationException">The lambda can't be differentiated.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode("The lambda is compiled to IL at run time.")]
    public static (TResult Value, P Gradient) Evaluate<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        P at,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        var type = typeof(Func<P, (TResult Value, P Gradient)>);
        return Pipeline.Compile<Func<P, (TResult Value, P Gradient)>>(
            lambda, options, new(text, file, line), Requests.First(type, ReturnKind.ValueAndGradient), onTape: true)(at);
    }
}
