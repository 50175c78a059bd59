using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Functions that throw for operands that can be told beforehand: in lanes those are looked at all at once.</summary>
internal static class RefusedOperands
{
    /// <summary>Whether the primitive takes bounds, and throws where they are not in order.</summary>
    public static bool HasBounds(Primitive primitive) => primitive == Primitives.Clamp || primitive == Primitives.ClampNative;

    /// <summary>Whether operands tell if the primitive throws.</summary>
    public static bool Tell(Primitive primitive) =>
        HasBounds(primitive) || primitive == Primitives.RoundDigits || primitive == Primitives.RoundMode || primitive == Primitives.RoundDigitsMode;
}
