using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>Compiles the gradient of a lambda whose parameter has the type of an example.</summary>
    /// <remarks>For types that have no name, so that a lambda can't say it: <c>Grad.Gradient(new { W = w, B = 0.0 }, p => p.W.Sum() * p.B)</c>. The example gives its type; its value is not read. A second parameter, data, has an example too.</remarks>
    /// <typeparam name="P">What is differentiated with respect to, by the example.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="example">Anything of the parameter's type.</param>
    /// <param name="lambda">The function, an expression lambda.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P> Gradient<P, TResult>(
        P example,
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Gradient(lambda, options, text, file, line);

    /// <inheritdoc cref="Gradient{P, TResult}(P, Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, P> Gradient<P, T1, TResult>(
        P example,
        T1 data,
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Gradient(lambda, options, text, file, line);

    /// <summary>Compiles the value of a lambda whose parameter has the type of an example, together with its gradient.</summary>
    /// <remarks>For types that have no name, so that a lambda can't say it: <c>Grad.ValueAndGradient(new { W = w, B = 0.0 }, p => p.W.Sum() * p.B)</c>. The example gives its type; its value is not read. A second parameter, data, has an example too.</remarks>
    /// <typeparam name="P">What is differentiated with respect to, by the example.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="example">Anything of the parameter's type.</param>
    /// <param name="lambda">The function, an expression lambda.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, (TResult Value, P Gradient)> ValueAndGradient<P, TResult>(
        P example,
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        ValueAndGradient(lambda, options, text, file, line);

    /// <inheritdoc cref="ValueAndGradient{P, TResult}(P, Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, (TResult Value, P Gradient)> ValueAndGradient<P, T1, TResult>(
        P example,
        T1 data,
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        ValueAndGradient(lambda, options, text, file, line);

    /// <summary>Compiles the value of a lambda whose parameter has the type of an example, together with its gradient, which is written into the last argument: arrays in place. Members of an anonymous type that are numbers can't be written: take <c>ValueAndGradient</c>.</summary>
    /// <remarks>For types that have no name, so that a lambda can't say it: <c>Grad.ValueAndGradientInto(new { W = w, B = new double[1] }, p => p.W.Sum() * p.B[0])</c>. The example gives its type; its value is not read. A second parameter, data, has an example too.</remarks>
    /// <typeparam name="P">What is differentiated with respect to, by the example.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="example">Anything of the parameter's type.</param>
    /// <param name="lambda">The function, an expression lambda.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, TResult> ValueAndGradientInto<P, TResult>(
        P example,
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        ValueAndGradientInto(lambda, options, text, file, line);

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(P, Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, P, TResult> ValueAndGradientInto<P, T1, TResult>(
        P example,
        T1 data,
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        ValueAndGradientInto(lambda, options, text, file, line);
}
