using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Trigonometric
{
    public static Primitive[] Table() =>
    [
        // y = sin x        dy/dx = cos x
        Elementwise(Math.Sin, () => (x, y) => Math.Cos(x)),

        // y = cos x        dy/dx = -sin x
        Elementwise(Math.Cos, () => (x, y) => -Math.Sin(x)),
    ];
}
