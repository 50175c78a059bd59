using System.Linq.Expressions;
using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Operators of integers that may throw, and those on bits (which serve booleans too). None has a derivative.</summary>
internal static class Integers
{
    public static readonly Primitive Divide = Discrete("idiv", ExpressionType.Divide, cost: 20, total: false);
    public static readonly Primitive Remainder = Discrete("irem", ExpressionType.Modulo, cost: 20, total: false);

    public static readonly Primitive CheckedAdd = Discrete("checked_add", ExpressionType.AddChecked, total: false, commutative: true);
    public static readonly Primitive CheckedSubtract = Discrete("checked_sub", ExpressionType.SubtractChecked, total: false);
    public static readonly Primitive CheckedMultiply = Discrete("checked_mul", ExpressionType.MultiplyChecked, total: false, commutative: true);
    public static readonly Primitive CheckedNegate = Discrete("checked_neg", ExpressionType.NegateChecked, arity: 1, total: false);

    public static readonly Primitive And = Discrete("and", ExpressionType.And, commutative: true);
    public static readonly Primitive Or = Discrete("or", ExpressionType.Or, commutative: true);
    public static readonly Primitive ExclusiveOr = Discrete("xor", ExpressionType.ExclusiveOr, commutative: true);
    public static readonly Primitive Not = Discrete("not", ExpressionType.Not, arity: 1);
    public static readonly Primitive LeftShift = Discrete("shl", ExpressionType.LeftShift);
    public static readonly Primitive RightShift = Discrete("shr", ExpressionType.RightShift);

    public static Primitive[] Table() =>
    [
        Divide, Remainder, CheckedAdd, CheckedSubtract, CheckedMultiply, CheckedNegate, And, Or, ExclusiveOr, Not, LeftShift, RightShift,
    ];
}
