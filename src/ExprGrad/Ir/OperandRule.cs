using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// The derivative of a primitive with respect to one operand, as a lambda. Elementwise: (x1, .., xn, y) => dy/dxi.
/// Selective: (x1, .., xn, y, t) => t * dy/dxi, with t the tangent or cotangent that is passed or dropped.
/// </summary>
/// <param name="build">Makes the lambda; called when the rule is first asked for, for most programs use few of all rules.</param>
internal sealed class OperandRule(Func<LambdaExpression> build)
{
    private LambdaExpression? written;
    private LambdaExpression? inFloat;

    /// <summary>The rule as it was written: in double, or in float if it belongs to a user's float function.</summary>
    public LambdaExpression Written => written ??= build();

    /// <summary>The rule in the real type of the operands, double or float: one that is written in double is retyped for float operands.</summary>
    public LambdaExpression For(Type real) => real == typeof(float) ? inFloat ??= SinglePrecision.Retype(Written) : Written;
}
