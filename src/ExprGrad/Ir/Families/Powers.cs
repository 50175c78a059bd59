using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Powers
{
    public static Primitive[] Table() =>
    [
        // y = sqrt x       dy/dx = 1 / (2 y), +Infinity at 0
        Elementwise(Math.Sqrt, () => (x, y) => 0.5 / y, cost: 4),

        // y = x^p          dy/dx = p x^(p-1), 0 where p = 0        dy/dp = y ln x, 0 where y = 0
        Elementwise(Math.Pow, () => (x, p, y) => p == 0 ? 0 : p * Math.Pow(x, p - 1), () => (x, p, y) => y == 0 ? 0 : y * Math.Log(x), cost: 40),
    ];
}
