using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

/// <summary>
/// Differentiates C# lambdas. Each method takes an expression lambda, adds the reverse sweep, and compiles both into one delegate, once; every call of a
/// method here compiles anew.
/// </summary>
public static partial class Grad
{
    private const string DynamicCode = "Gradients are compiled to IL at run time. In a file-based app, say `#:property PublishAot=false`.";

    /// <summary>Compiles the delegate that its own signature describes. Parameters are matched by name, upper and lower case counting.</summary>
    /// <remarks>
    /// A delegate parameter with the name of a lambda parameter is that input; <c>d</c> and the name of one asks for the gradient with respect to it.
    /// The return value is the lambda's value; <c>void</c> asks for none. Where the lambda has <c>T[]</c> the delegate may have <c>T[]</c>,
    /// <c>ReadOnlySpan&lt;T></c> or <c>Span&lt;T></c>, and for its gradient <c>T[]</c> or <c>Span&lt;T></c>; gradients of numbers are <c>out</c>, those of
    /// structs <c>ref</c> or <c>out</c>. <c>xDot</c>, of the type of <c>x</c>, is a direction in which <c>x</c> changes; along all directions together
    /// <c>resultDot</c> (<c>out</c>) takes the derivative of the value, and <c>dxDot</c> that of the gradient: the Hessian times the direction. Of a lambda that returns an array, <c>result</c> takes
    /// the numbers and <c>dx</c> the Jacobian, a <c>T[,]</c> or row after row a <c>Span&lt;T></c>. The Func family binds by position, inputs only. Gradients are overwritten, and may overlap nothing else.
    /// </remarks>
    /// <typeparam name="TDelegate">The delegate type that is compiled.</typeparam>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda can't be differentiated, or the signature doesn't fit it; the message says why and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static TDelegate Compile<TDelegate>(
        LambdaExpression lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
        where TDelegate : Delegate =>
        Pipeline.Compile<TDelegate>(lambda, options, new(text, file, line), Requests.BySignature(typeof(TDelegate)));

    /// <summary>Tells what was made of a lambda: graph, schedule, C# code, operation counts, times, warnings.</summary>
    /// <param name="compiled">A delegate that a method of this class, or <see cref="Tape.Compile"/>, returned.</param>
    /// <returns>The report; <c>ToString</c> gives all of it as text.</returns>
    /// <exception cref="ArgumentNullException">The delegate is null.</exception>
    /// <exception cref="ArgumentException">ExprGrad did not make the delegate.</exception>
    public static CompilationReport Report(Delegate compiled) => new(CompiledFunction.Of(compiled, nameof(compiled)));

    /// <summary>Frees the buffers that a compiled function keeps for its next calls; these allocate them anew. Calls may be under way.</summary>
    /// <param name="compiled">A delegate that a method of this class, or <see cref="Tape.Compile"/>, returned.</param>
    /// <exception cref="ArgumentNullException">The delegate is null.</exception>
    /// <exception cref="ArgumentException">ExprGrad did not make the delegate.</exception>
    public static void Trim(Delegate compiled) => CompiledFunction.Of(compiled, nameof(compiled)).Pool?.Trim();

    /// <summary>A container of the shape of another, all real numbers in it zero; for <see cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>.</summary>
    /// <typeparam name="P">double, float, a tuple, a record, or a class or struct with such members; an array ([] or [,]) of any of these, or of arrays.</typeparam>
    /// <param name="example">What the result has the shape of; members that are no real numbers are taken over.</param>
    /// <param name="text">Filled in by the compiler: the text of the example, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ArgumentNullException">The example, or an array in it, is null.</exception>
    /// <exception cref="DifferentiationException">A container of this type can't be made.</exception>
    public static P ZerosLike<P>(
        P example,
        [CallerArgumentExpression(nameof(example))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(example);
        Zeros.Check(typeof(P), new(text, file, line));
        return (P)Zeros.Like(example, typeof(P));
    }
}
