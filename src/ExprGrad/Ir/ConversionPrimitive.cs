using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// A numeric conversion to <paramref name="target"/>. Between real types its derivative is 1 (the cotangent is converted to the operand's
/// type), to or from others it has none.
/// </summary>
internal sealed class ConversionPrimitive(string name, Type target, bool isChecked) : Primitive(name, 1)
{
    public Type Target { get; } = target;

    public bool IsChecked { get; } = isChecked;

    public override Type ResultType(ReadOnlySpan<Type> operandTypes) => Target;

    public override Expression Emit(IReadOnlyList<Expression> operands) =>
        IsChecked ? Expression.ConvertChecked(operands[0], Target) : Expression.Convert(operands[0], Target);
}
