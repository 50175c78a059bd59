namespace ExprGrad.Ir;

/// <summary>Bounds of numbers that follow from what they are made of: constants, counts, and their sums and products.</summary>
internal static class Magnitude
{
    private const int DeepestFormula = 16;

    /// <summary>Whether the number is finite whatever the inputs are.</summary>
    /// <param name="node">The number.</param>
    /// <param name="loops">Loops that it is used in: there their extents are at least 1.</param>
    public static bool IsFinite(Node node, AxisSet loops) => Bound(node, loops, depth: 0) < (node.Type == typeof(float) ? float.MaxValue : double.MaxValue) / 2;

    private static double Bound(Node node, AxisSet loops, int depth)
    {
        double Of(int operand) => Bound(node.Operands[operand], loops, depth + 1);
        if (depth > DeepestFormula) return double.PositiveInfinity;
        switch (node)
        {
            case Constant { Value: double value }:
                return double.IsNaN(value) ? double.PositiveInfinity : Math.Abs(value);
            case Constant { Value: float value }:
                return float.IsNaN(value) ? double.PositiveInfinity : Math.Abs(value);
            case In:
                return Of(0);
            case Apply { Primitive: ConversionPrimitive }:
                return node.Operands[0].IsReal ? Of(0) : Math.Pow(2, 64);
            case Apply { Primitive: var primitive }:
                return primitive == Primitives.Negate ? Of(0)
                    : primitive == Primitives.Add || primitive == Primitives.Subtract ? Of(0) + Of(1)
                    : primitive == Primitives.Multiply ? Of(0) * Of(1)
                    : primitive == Primitives.Divide ? Of(0) / Smallest(node.Operands[1], loops)
                    : double.PositiveInfinity;
            default:
                return double.PositiveInfinity;
        }
    }

    // What a divisor is at least, by magnitude.
    private static double Smallest(Node divisor, AxisSet loops) => In.Through(divisor) switch
    {
        Constant { Value: double value } => Math.Abs(value),
        Constant { Value: float value } => Math.Abs(value),
        Apply { Primitive: ConversionPrimitive, Operands: [var count] } => loops.Any(loop => !loop.IsGuard && loop.Bound == count) ? 1 : 0,
        _ => 0,
    };
}
