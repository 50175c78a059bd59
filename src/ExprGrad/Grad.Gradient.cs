using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>Compiles the derivative of a lambda; with several parameters, the tuple of all partial derivatives, in their order.</summary>
    /// <remarks>
    /// There are overloads for up to eight numbers. More are an array or a record, or <c>out</c> parameters of a delegate for <see cref="Compile{TDelegate}"/>. Where parameters are not all double, or all
    /// float, the gradient is that of the first.
    /// </remarks>
    /// <param name="lambda">The function, written as an expression lambda with explicit parameter types: <c>(double x, double y) => x * Math.Sin(y)</c>.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double> Gradient(
        Expression<Func<double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, (double, double)> Gradient(
        Expression<Func<double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, (double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, (double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, (double, double, double)> Gradient(
        Expression<Func<double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, (double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, (double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, double, (double, double, double, double)> Gradient(
        Expression<Func<double, double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, double, (double, double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, double, (double, double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, double, double, (double, double, double, double, double)> Gradient(
        Expression<Func<double, double, double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, double, double, (double, double, double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, double, double, (double, double, double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, double, double, double, (double, double, double, double, double, double)> Gradient(
        Expression<Func<double, double, double, double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, double, double, double, (double, double, double, double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, double, double, double, (double, double, double, double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, double, double, double, double, (double, double, double, double, double, double, double)> Gradient(
        Expression<Func<double, double, double, double, double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, double, double, double, double, (double, double, double, double, double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, double, double, double, double, (double, double, double, double, double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<double, double, double, double, double, double, double, double, (double, double, double, double, double, double, double, double)> Gradient(
        Expression<Func<double, double, double, double, double, double, double, double, double>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<double, double, double, double, double, double, double, double, (double, double, double, double, double, double, double, double)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<double, double, double, double, double, double, double, double, (double, double, double, double, double, double, double, double)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float> Gradient(
        Expression<Func<float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, (float, float)> Gradient(
        Expression<Func<float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, (float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, (float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, (float, float, float)> Gradient(
        Expression<Func<float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, (float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, (float, float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, float, (float, float, float, float)> Gradient(
        Expression<Func<float, float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, float, (float, float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, float, (float, float, float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, float, float, (float, float, float, float, float)> Gradient(
        Expression<Func<float, float, float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, float, float, (float, float, float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, float, float, (float, float, float, float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, float, float, float, (float, float, float, float, float, float)> Gradient(
        Expression<Func<float, float, float, float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, float, float, float, (float, float, float, float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, float, float, float, (float, float, float, float, float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, float, float, float, float, (float, float, float, float, float, float, float)> Gradient(
        Expression<Func<float, float, float, float, float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, float, float, float, float, (float, float, float, float, float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, float, float, float, float, (float, float, float, float, float, float, float)>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient(Expression{Func{double, double}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<float, float, float, float, float, float, float, float, (float, float, float, float, float, float, float, float)> Gradient(
        Expression<Func<float, float, float, float, float, float, float, float, float>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<float, float, float, float, float, float, float, float, (float, float, float, float, float, float, float, float)>>(
            lambda, options, new(text, file, line), Requests.Partials(typeof(Func<float, float, float, float, float, float, float, float, (float, float, float, float, float, float, float, float)>), ReturnKind.Gradient));

    /// <summary>Compiles the gradient of a lambda with respect to its first parameter; the other parameters are data. Each call returns a fresh container of the shape of the first argument; members that are no real numbers are those of the argument.</summary>
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
    public static Func<P, P> Gradient<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, P> Gradient<P, T1, TResult>(
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, P> Gradient<P, T1, T2, TResult>(
        Expression<Func<P, T1, T2, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, P> Gradient<P, T1, T2, T3, TResult>(
        Expression<Func<P, T1, T2, T3, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, T3, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, P> Gradient<P, T1, T2, T3, T4, TResult>(
        Expression<Func<P, T1, T2, T3, T4, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, T3, T4, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, P> Gradient<P, T1, T2, T3, T4, T5, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, T3, T4, T5, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, T6, P> Gradient<P, T1, T2, T3, T4, T5, T6, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, T6, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, T6, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, T3, T4, T5, T6, P>), ReturnKind.Gradient));

    /// <inheritdoc cref="Gradient{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, T1, T2, T3, T4, T5, T6, T7, P> Gradient<P, T1, T2, T3, T4, T5, T6, T7, TResult>(
        Expression<Func<P, T1, T2, T3, T4, T5, T6, T7, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, T1, T2, T3, T4, T5, T6, T7, P>>(
            lambda, options, new(text, file, line), Requests.First(typeof(Func<P, T1, T2, T3, T4, T5, T6, T7, P>), ReturnKind.Gradient));
}
