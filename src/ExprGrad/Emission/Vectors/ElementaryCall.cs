using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Emission.Vectors;

/// <summary>
/// An elementary function of vectors that is compiled as it is written down. For the JIT to inline the method takes it over a millisecond, since all that the method consists of is a
/// call to be inlined too; written down, a function is some dozens of operations that the JIT knows.
/// </summary>
/// <param name="function">The call that would compute it.</param>
internal sealed class ElementaryCall(MethodCallExpression function) : Expression, IShownAs
{
    private BlockExpression? _written;

    /// <summary>The call that would compute it.</summary>
    public MethodCallExpression Function => function;

    /// <inheritdoc/>
    public Expression Shown => function;

    /// <inheritdoc/>
    public override ExpressionType NodeType => ExpressionType.Extension;

    /// <inheritdoc/>
    public override Type Type => function.Type;

    /// <inheritdoc/>
    public override bool CanReduce => true;

    /// <summary>The function of other operands.</summary>
    public ElementaryCall On(IEnumerable<Expression> operands) => new(function.Update(null, operands));

    /// <inheritdoc/>
    public override Expression Reduce() => _written ??= WrittenFunction.Of(function.Method).On(function.Arguments);
}
