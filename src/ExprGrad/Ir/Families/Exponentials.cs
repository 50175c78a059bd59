using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Exponentials
{
    public static Primitive[] Table() =>
    [
        // y = e^x          dy/dx = y
        Elementwise(Math.Exp, () => (x, y) => y),
    ];
}
