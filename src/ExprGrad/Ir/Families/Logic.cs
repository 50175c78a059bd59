using System.Linq.Expressions;
using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Logic of booleans, and of the bits of integers. Both operands are evaluated; lazy forms are branches of the graph.</summary>
internal static class Logic
{
    public static readonly Primitive And = Discrete("and", ExpressionType.And, commutative: true);
    public static readonly Primitive Or = Discrete("or", ExpressionType.Or, commutative: true);
    public static readonly Primitive ExclusiveOr = Discrete("xor", ExpressionType.ExclusiveOr, commutative: true);
    public static readonly Primitive Not = Discrete("not", ExpressionType.Not, arity: 1);

    public static Primitive[] Table() => [And, Or, ExclusiveOr, Not];
}
