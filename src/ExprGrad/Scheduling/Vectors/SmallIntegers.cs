using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Integers that are known to be so small that sums of them don't wrap around: choices among literals, and signs.</summary>
internal static class SmallIntegers
{
    private const int Largest = 1 << 24;
    private const int Deepest = 16;

    /// <summary>What the magnitude does not exceed; null if that is not known or is large.</summary>
    public static int? Bound(Node node) => Bound(node, depth: 0);

    /// <summary>Whether the primitive does as well with integers that are rounded to floats: all that are too large to be held are far beyond those that it tells apart.</summary>
    public static bool MayBeRounded(Primitive primitive) => primitive == Primitives.ScaleB || primitive == Primitives.RoundDigits || primitive == Primitives.RoundDigitsMode;

    private static int? Bound(Node node, int depth)
    {
        if (depth > Deepest) return null;
        int? Operand(int i) => Bound(node.Operands[i], depth + 1);
        var bound = node switch
        {
            Constant { Value: int value } => value == int.MinValue ? null : Math.Abs(value),
            Constant { Value: MidpointRounding value } => (int)value,
            In => Operand(0),
            Apply { Primitive: var primitive } when primitive == Primitives.Sign => 1,
            Apply { Primitive: var primitive } when primitive == Primitives.Negate => Operand(0),
            Apply { Primitive: var primitive } when primitive == Primitives.Select => LargerOf(Operand(1), Operand(2)),
            Apply { Primitive: var primitive } when primitive == Primitives.Add || primitive == Primitives.Subtract => Operand(0) + Operand(1),
            _ => (int?)null,
        };
        return bound <= Largest ? bound : null;
    }

    private static int? LargerOf(int? a, int? b) => a is { } x && b is { } y ? Math.Max(x, y) : null;
}
