using System.Linq.Expressions;

namespace ExprGrad;

/// <summary>Turns an emitted lambda into a delegate: the last stage, and the only one that knows a back end.</summary>
/// <remarks>
/// What arrives here is emitted code: flat blocks of assignments and loops, no nested lambdas. Implementations may be called from several threads at once, and later than the request: a long function that has
/// two ways, of which extents decide, has the methods of each compiled by the first call that takes it.
/// </remarks>
public interface IDelegateCompiler
{
    /// <summary>Compiles <paramref name="lambda"/> to IL.</summary>
    /// <param name="lambda">The lambda to compile; not null.</param>
    /// <returns>A delegate of exactly the type <see cref="LambdaExpression.Type"/> of <paramref name="lambda"/>; never null.</returns>
    /// <exception cref="NotSupportedException">The back end lacks a construct of <paramref name="lambda"/>. It never hands over to another one silently.</exception>
    Delegate Compile(LambdaExpression lambda);
}
