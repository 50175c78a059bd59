using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>Compiles the value of a lambda together with its gradient with respect to the first parameter, which is written into the last argument: arrays in place, numbers through their setters (init included). Calls allocate nothing. Make the last argument with <see cref="ZerosLike{P}"/>.</summary>
    /// <typeparam name="P">What is differentiated with respect to: double, float, a tuple, a record, or a class or struct with such members; an array ([] or [,]) of any of these, or of arrays.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types: <c>(Model m, double[] x) => ...</c>.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, TResult> ValueAndGradientInto<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, P, TResult> ValueAndGradientInto<P, T1, TResult>(
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, P, TResult> ValueAndGradientInto<P, T1, T2, TResult>(
        Expression<Func<P, T1, T2, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, P, TResult> ValueAndGradientInto<P, T1, T2, T3, TResult>(
        Expression<Func<P, T1, T2, T3, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, T3, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, P, TResult> ValueAndGradientInto<P, T1, T2, T3, T4, TResult>(
        Expression<Func<P, T1, T2, T3, T4, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, T3, T4, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, P, TResult> ValueAndGradientInto<P, T1, T2, T3, T4, T5, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, T3, T4, T5, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, T6, P, TResult> ValueAndGradientInto<P, T1, T2, T3, T4, T5, T6, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, T6, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, T6, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, T3, T4, T5, T6, P, TResult>)));

    /// <inheritdoc cref="ValueAndGradientInto{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, T6, T7, P, TResult> ValueAndGradientInto<P, T1, T2, T3, T4, T5, T6, T7, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, T6, T7, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, T6, T7, P, TResult>>(
            lambda, options, new(text, file, line), Requests.Into(typeof(Func<P, T1, T2, T3, T4, T5, T6, T7, P, TResult>)));
}
