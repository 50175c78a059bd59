using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Hyperbolic
{
    public static Primitive[] Table() =>
    [
        // y = tanh x       dy/dx = 1 - y^2
        Elementwise(Math.Tanh, () => (x, y) => 1 - (y * y)),
    ];
}
