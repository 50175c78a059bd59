using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Logarithms
{
    public static Primitive[] Table() =>
    [
        // y = ln x         dy/dx = 1 / x
        Elementwise(Math.Log, () => (x, y) => 1 / x),
    ];
}
