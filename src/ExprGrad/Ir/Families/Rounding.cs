using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Steps, and what is left of a number beside them.</summary>
internal static class Rounding
{
    public static Primitive[] Table() =>
    [
        ZeroDerivative(Math.Floor),
        ZeroDerivative(Math.Ceiling),
        ZeroDerivative(Math.Truncate),
        ZeroDerivative((Func<double, double>)Math.Round),

        // These throw for digits or modes that don't exist.
        ZeroDerivative((Func<double, int, double>)Math.Round, 20, "roundDigits", total: false),
        ZeroDerivative((Func<double, MidpointRounding, double>)Math.Round, 4, "roundMode", total: false),
        ZeroDerivative((Func<double, int, MidpointRounding, double>)Math.Round, 20, "roundDigitsMode", total: false),

        // The sign of NaN throws.
        ZeroDerivative((Func<double, int>)Math.Sign, total: false),
        ZeroDerivative(Math.ILogB, 4),

        // y = a - b round(a / b)        dy/da = 1        dy/db = -round(a / b)
        Elementwise(
            Math.IEEERemainder,
            () => (a, b, y) => 1,
            () => (a, b, y) => -Math.Round((a - y) / b),
            name: "ieeeRemainder",
            synonym: "Ieee754Remainder"),

        // The neighbours of x: a step beside it, so its derivative is 1.
        Elementwise(Math.BitIncrement, () => (x, y) => 1, cost: 4),
        Elementwise(Math.BitDecrement, () => (x, y) => 1, cost: 4),
    ];
}
