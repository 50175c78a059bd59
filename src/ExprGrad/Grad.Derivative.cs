using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

public static partial class Grad
{
    /// <summary>
    /// The gradient of a lambda with respect to one of its parameters, as a lambda of the same parameters: a number for a number, an array for an array,
    /// a container for a container. It can be compiled, printed, called in other lambdas with <c>Invoke</c>, and differentiated again.
    /// </summary>
    /// <remarks>
    /// The expression is in the language that all methods here read: <see cref="Ad.Let"/> for what is used more than once, LINQ for loops, conditions
    /// for branches, <c>Ad.ScatterAdd</c> where array elements are read at computed places, <see cref="Ad.Scan"/> where a loop carries a state. Captured
    /// variables stay captured. It computes what the gradient depends on and nothing else: a call or a check in the lambda that only the value needs
    /// is not in it. Read again it is the graph that it was written from, but for filtered arrays, and for extremes that may be of nothing. What doesn't vary
    /// over a loop is computed before it, members of objects too: they must be there even if the loop doesn't run. Compiled by itself it runs through LINQ's operators; the delegates of the other methods here are much faster.
    /// </remarks>
    /// <param name="lambda">The function, an expression lambda with explicit parameter types.</param>
    /// <param name="parameterName">The name of the parameter; upper and lower case count.</param>
    /// <param name="options">Rules and warnings as for the other methods; the defaults if null.</param>
    /// <param name="text">Filled in by the compiler: the text of the lambda, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A lambda of the delegate type of <paramref name="lambda"/> if that returns what the gradient is, else of the Func family.</returns>
    /// <exception cref="DifferentiationException">
    /// The lambda holds something that can't be differentiated, or has no such parameter; the message says what, where, and what to write instead.
    /// </exception>
    [RequiresDynamicCode(DynamicCode)]
    public static LambdaExpression Derivative(
        LambdaExpression lambda,
        string parameterName,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(parameterName);
        return Pipeline.Derive(lambda, parameterName, options, new(text, file, line));
    }

    /// <summary>The derivative of a lambda of one parameter, as a lambda.</summary>
    /// <inheritdoc cref="Derivative(LambdaExpression, string, GradOptions?, string, string, int)"/>
    [RequiresDynamicCode(DynamicCode)]
    public static Expression<Func<P, P>> Derivative<P, TResult>(
        Expression<Func<P, TResult>> lambda,
        GradOptions? options = null,
        [CallerArgumentExpression(nameof(lambda))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0) =>
        (Expression<Func<P, P>>)Pipeline.Derive(lambda, parameterName: null, options, new(text, file, line));
}
