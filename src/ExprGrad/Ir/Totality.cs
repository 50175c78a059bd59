using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>Tells operations that always yield a value from those that may throw.</summary>
internal static class Totality
{
    public static bool IsTotal(Node node) => node switch
    {
        Apply apply => IsTotal(apply.Primitive, apply.Operands),
        Call or RangeChecked => false,
        Member member => member.Info.DeclaringType!.IsValueType || StoredMembers.Contains(member.Info),
        _ => true,
    };

    public static bool IsTotal(Primitive primitive, ReadOnlySpan<Node> operands) => primitive.IsTotal || IsSafeDivision(primitive, operands);

    // An integer division by a literal can fail only for 0, and for -1 with the smallest dividend.
    private static bool IsSafeDivision(Primitive primitive, ReadOnlySpan<Node> operands) =>
        primitive is OperatorPrimitive { NodeType: ExpressionType.Divide or ExpressionType.Modulo }
        && operands[1] is Constant { Value: int and not (0 or -1) or long and not (0L or -1L) };
}
