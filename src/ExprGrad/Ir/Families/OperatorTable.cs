using System.Linq.Expressions;

namespace ExprGrad.Ir.Families;

/// <summary>Which primitive an operator of an expression tree is, by the type of its (left) operand.</summary>
internal static class OperatorTable
{
    public static Primitive? Find(ExpressionType operation, Type operandType)
    {
        if (IsEquality(operation) && !operandType.IsValueType) return FindAny(operation, isReal: false);
        var type = operandType.IsEnum ? Enum.GetUnderlyingType(operandType) : operandType;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => IsLogical(operation) ? FindAny(operation, isReal: false) : null,
            TypeCode.Double or TypeCode.Single => IsBitwise(operation) ? null : FindAny(operation, isReal: true),
            >= TypeCode.Char and <= TypeCode.UInt64 => FindAny(operation, isReal: false),
            _ => null,
        };
    }

    private static Primitive? FindAny(ExpressionType operation, bool isReal) => operation switch
    {
        ExpressionType.Add => Primitives.Add,
        ExpressionType.Subtract => Primitives.Subtract,
        ExpressionType.Multiply => Primitives.Multiply,
        ExpressionType.Negate => Primitives.Negate,
        ExpressionType.Divide => isReal ? Primitives.Divide : Primitives.IntegerDivide,
        ExpressionType.Modulo => isReal ? Primitives.Remainder : Primitives.IntegerRemainder,
        ExpressionType.AddChecked => isReal ? Primitives.Add : Primitives.CheckedAdd,
        ExpressionType.SubtractChecked => isReal ? Primitives.Subtract : Primitives.CheckedSubtract,
        ExpressionType.MultiplyChecked => isReal ? Primitives.Multiply : Primitives.CheckedMultiply,
        ExpressionType.NegateChecked => isReal ? Primitives.Negate : Primitives.CheckedNegate,
        ExpressionType.LessThan => Primitives.LessThan,
        ExpressionType.LessThanOrEqual => Primitives.LessThanOrEqual,
        ExpressionType.GreaterThan => Primitives.GreaterThan,
        ExpressionType.GreaterThanOrEqual => Primitives.GreaterThanOrEqual,
        ExpressionType.Equal => Primitives.Equal,
        ExpressionType.NotEqual => Primitives.NotEqual,
        ExpressionType.And => Primitives.And,
        ExpressionType.Or => Primitives.Or,
        ExpressionType.ExclusiveOr => Primitives.ExclusiveOr,
        ExpressionType.Not or ExpressionType.OnesComplement => Primitives.Not,
        ExpressionType.LeftShift => Primitives.LeftShift,
        ExpressionType.RightShift => Primitives.RightShift,
        ExpressionType.Power when isReal => Primitives.Pow,
        _ => null,
    };

    private static bool IsEquality(ExpressionType operation) => operation is ExpressionType.Equal or ExpressionType.NotEqual;

    private static bool IsLogical(ExpressionType operation) =>
        IsEquality(operation) || operation is ExpressionType.And or ExpressionType.Or or ExpressionType.ExclusiveOr or ExpressionType.Not;

    private static bool IsBitwise(ExpressionType operation) =>
        operation is ExpressionType.And or ExpressionType.Or or ExpressionType.ExclusiveOr or ExpressionType.Not
            or ExpressionType.OnesComplement or ExpressionType.LeftShift or ExpressionType.RightShift;
}
