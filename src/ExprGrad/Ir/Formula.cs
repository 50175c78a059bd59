using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// A lambda over the operands of a primitive: a derivative rule or an expansion. It is written in double and retyped where the operands are float.
/// </summary>
/// <param name="build">Makes the lambda; called when it is first asked for, because most programs use few of all.</param>
internal sealed class Formula(Func<LambdaExpression> build)
{
    private LambdaExpression? _written;
    private LambdaExpression? _inFloat;

    /// <summary>The lambda as it was written: in double, or in float if it belongs to a user's float method.</summary>
    public LambdaExpression Written => _written ??= build();

    /// <summary>The lambda for operands of the real type, double or float.</summary>
    public LambdaExpression For(Type real) => real == typeof(float) ? _inFloat ??= SinglePrecision.Retype(Written) : Written;
}
