using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Hyperbolic
{
    public static Primitive[] Table() =>
    [
        // y = tanh x           dy/dx = 1 - y^2
        Elementwise(Math.Tanh, () => (x, y) => 1 - (y * y)),

        // y = sinh x           dy/dx = cosh x
        Elementwise(Math.Sinh, () => (x, y) => Math.Cosh(x)),

        // y = cosh x           dy/dx = sinh x
        Elementwise(Math.Cosh, () => (x, y) => Math.Sinh(x)),

        // y = asinh x          dy/dx = (1 + x^2)^(-1/2), without overflow
        Elementwise(Math.Asinh, () => (x, y) => 1 / double.Hypot(1, x)),

        // y = acosh x          dy/dx = (x^2 - 1)^(-1/2), without overflow
        Elementwise(Math.Acosh, () => (x, y) => 1 / Math.Sqrt(x - 1) / Math.Sqrt(x + 1)),

        // y = atanh x          dy/dx = 1 / (1 - x^2)
        Elementwise(Math.Atanh, () => (x, y) => 1 / ((1 - x) * (1 + x))),
    ];
}
