using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// A lambda over the operands of a primitive: a derivative rule or an expansion. It is written in double and retyped where the operands are
/// float.
/// </summary>
/// <param name="build">Makes the lambda; called when it is first asked for, because most programs use few of all.</param>
/// <param name="isFixed">Whether it already has the types of the only method that it is for, a user's.</param>
internal sealed class Formula(Func<LambdaExpression> build, bool isFixed = false)
{
    private LambdaExpression? _written;
    private LambdaExpression? _inFloat;

    /// <summary>The lambda for operands of the real type, double or float.</summary>
    public LambdaExpression For(Type real) => real == typeof(float) && !isFixed ? _inFloat ??= SinglePrecision.Retype(Written) : Written;

    private LambdaExpression Written => _written ??= build();
}
