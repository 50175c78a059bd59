using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Functions that throw for operands that can be told beforehand: in lanes those are looked at all at once.</summary>
internal static class RefusedOperands
{
    /// <summary>Whether operands tell if the primitive throws.</summary>
    public static bool Tell(Primitive primitive) =>
        primitive == Primitives.Clamp || primitive == Primitives.RoundDigits || primitive == Primitives.RoundMode || primitive == Primitives.RoundDigitsMode;
}
