using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>
    /// Compiles the Jacobian of a lambda that returns an array, with respect to the first parameter: element (i, j) is the derivative of the i-th number of the
    /// value by the j-th element of the parameter, in one pass: forward mode along all directions, or reverse mode for each number, whichever takes less work. It suits functions that are mapped over data, with rows for each item.
    /// </summary>
    /// <remarks>
    /// The value is a <c>double[]</c>, or a <c>double[][]</c> with rows of as many numbers each, whose numbers are taken row after row. <see cref="Compile{TDelegate}"/> has it in
    /// place: <c>result</c> takes the numbers of the value, <c>dx</c> the Jacobian with respect to <c>x</c>, a <c>double[,]</c>, or a <c>Span&lt;double></c> row after row.
    /// </remarks>
    /// <typeparam name="T">double or float.</typeparam>
    /// <typeparam name="TResult">An array of T, or of arrays of T.</typeparam>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types.</param>
    /// <param name="options">How to differentiate and compile; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A delegate that returns a new matrix. It may be called from several threads at once.</returns>
    /// <exception cref="DifferentiationException">The lambda holds something that can't be differentiated; the message says what, where, and what to write instead.</exception>
    /// <exception cref="PlatformNotSupportedException">The runtime does not support dynamic code.</exception>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<T[], T[,]> Jacobian<T, TResult>(
        Expression<Func<T[], TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<T[], T[,]>>(lambda, options, new(text, file, line), Requests.Jacobian(typeof(Func<T[], T[,]>)));

    /// <inheritdoc cref="Jacobian{T, TResult}(Expression{Func{T[], TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<T[], T1, T[,]> Jacobian<T, T1, TResult>(
        Expression<Func<T[], T1, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<T[], T1, T[,]>>(lambda, options, new(text, file, line), Requests.Jacobian(typeof(Func<T[], T1, T[,]>)));

    /// <inheritdoc cref="Jacobian{T, TResult}(Expression{Func{T[], TResult}}, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Func<T[], T1, T2, T[,]> Jacobian<T, T1, T2, TResult>(
        Expression<Func<T[], T1, T2, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        Pipeline.Compile<Func<T[], T1, T2, T[,]>>(lambda, options, new(text, file, line), Requests.Jacobian(typeof(Func<T[], T1, T2, T[,]>)));
}
