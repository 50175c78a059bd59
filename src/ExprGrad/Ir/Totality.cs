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

    public static bool IsTotal(Primitive primitive, ReadOnlySpan<Node> operands) => primitive.IsTotal || IsSafeDivision(primitive, operands) || HasSafeLiterals(primitive, operands);

    // An integer division by a literal can fail only for 0, and for -1 with the smallest dividend.
    private static bool IsSafeDivision(Primitive primitive, ReadOnlySpan<Node> operands) =>
        primitive is OperatorPrimitive { NodeType: ExpressionType.Divide or ExpressionType.Modulo }
        && operands[1] is Constant { Value: int and not (0 or -1) or long and not (0L or -1L) };

    /// <summary>The most digits that <see cref="Math.Round(double, int)"/> and <see cref="MathF.Round(float, int)"/> round numbers of a type to.</summary>
    public static int MostDigits(Type type) => type == typeof(float) ? 6 : 15;

    // Bounds that are in order, a number of digits and a mode of rounding that there are.
    private static bool HasSafeLiterals(Primitive primitive, ReadOnlySpan<Node> operands) =>
        primitive == Primitives.Clamp || primitive == Primitives.ClampNative ? AreInOrder(operands[1], operands[2])
        : primitive == Primitives.RoundDigits ? IsDigits(operands[1], operands[0].Type)
        : primitive == Primitives.RoundMode ? IsMode(operands[1])
        : primitive == Primitives.RoundDigitsMode && IsDigits(operands[1], operands[0].Type) && IsMode(operands[2]);

    private static bool AreInOrder(Node low, Node high) => (low, high) switch
    {
        (Constant { Value: double a }, Constant { Value: double b }) => !(a > b),
        (Constant { Value: float a }, Constant { Value: float b }) => !(a > b),
        _ => false,
    };

    private static bool IsDigits(Node digits, Type type) => digits is Constant { Value: int count } && count >= 0 && count <= MostDigits(type);

    private static bool IsMode(Node mode) => mode is Constant { Value: MidpointRounding value } && Enum.IsDefined(value);
}
