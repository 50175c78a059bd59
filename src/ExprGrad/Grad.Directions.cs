using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>
    /// Compiles the value of a lambda together with its derivative along a direction of the first parameter (Jacobian-vector product, forward mode):
    /// <c>jvp(x, xDot)</c> is <c>(f(x), f'(x) xDot)</c>.
    /// </summary>
    /// <remarks><see cref="Compile{TDelegate}"/> has it in place: <c>xDot</c> beside <c>x</c> is a direction, <c>out double resultDot</c> the value's derivative along it.</remarks>
    /// <typeparam name="P">What changes: double, float, a tuple, a record, or a class or struct with such members; an array ([] or [,]) of any of these, or of arrays.</typeparam>
    /// <typeparam name="TResult">double or float.</typeparam>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate of the point, the direction, and the data. It may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, (TResult Value, TResult Tangent)> Jvp<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, (TResult Value, TResult Tangent)>>(
            lambda, options, new(text, file, line), Requests.AlongFirst(typeof(Func<P, P, (TResult Value, TResult Tangent)>)));

    /// <inheritdoc cref="Jvp{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, T1, (TResult Value, TResult Tangent)> Jvp<P, T1, TResult>(
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, T1, (TResult Value, TResult Tangent)>>(
            lambda, options, new(text, file, line), Requests.AlongFirst(typeof(Func<P, P, T1, (TResult Value, TResult Tangent)>)));

    /// <inheritdoc cref="Jvp{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, T1, T2, (TResult Value, TResult Tangent)> Jvp<P, T1, T2, TResult>(
        Expression<Func<P, T1, T2, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, T1, T2, (TResult Value, TResult Tangent)>>(
            lambda, options, new(text, file, line), Requests.AlongFirst(typeof(Func<P, P, T1, T2, (TResult Value, TResult Tangent)>)));

    /// <summary>
    /// Compiles the gradient of a lambda with respect to the first parameter together with the Hessian times a direction of it (forward over reverse, one pass):
    /// <c>hv(x, v)</c> is <c>(∇f(x), ∇²f(x) v)</c>. The Hessian itself is never made.
    /// </summary>
    /// <remarks><see cref="Compile{TDelegate}"/> has it in place: <c>xDot</c> beside <c>x</c> is the direction, <c>dx</c> the gradient, <c>dxDot</c> the product.</remarks>
    /// <inheritdoc cref="Jvp{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, (P Gradient, P Product)> HessianVector<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, (P Gradient, P Product)>>(
            lambda, options, new(text, file, line), Requests.GradientAlongFirst(typeof(Func<P, P, (P Gradient, P Product)>)));

    /// <inheritdoc cref="HessianVector{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, T1, (P Gradient, P Product)> HessianVector<P, T1, TResult>(
        Expression<Func<P, T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, T1, (P Gradient, P Product)>>(
            lambda, options, new(text, file, line), Requests.GradientAlongFirst(typeof(Func<P, P, T1, (P Gradient, P Product)>)));

    /// <inheritdoc cref="HessianVector{P, TResult}(Expression{Func{P, TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<P, P, T1, T2, (P Gradient, P Product)> HessianVector<P, T1, T2, TResult>(
        Expression<Func<P, T1, T2, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<P, P, T1, T2, (P Gradient, P Product)>>(
            lambda, options, new(text, file, line), Requests.GradientAlongFirst(typeof(Func<P, P, T1, T2, (P Gradient, P Product)>)));
}
