using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Powers and roots, products that are functions, reciprocals.</summary>
internal static class Powers
{
    public static Primitive[] Table() =>
    [
        // y = x^(1/2)          dy/dx = 1 / (2 y), +Infinity at 0
        Elementwise(Math.Sqrt, () => (x, y) => 0.5 / Math.Abs(y), cost: 4),

        // y = x^p              dy/dx = p x^(p-1), 0 where p = 0                dy/dp = y ln x, 0 where y = 0
        Elementwise(
            Math.Pow, () => (x, p, y) => p == 0 ? 0 : p * Math.Pow(x, p - 1), () => (x, p, y) => y == 0 ? 0 : y * Math.Log(x), cost: 40),

        // y = x^(1/3)          dy/dx = 1 / (3 y^2), +Infinity at 0
        Elementwise(Math.Cbrt, () => (x, y) => 1 / (3 * (y * y))),

        // y = x^(1/n)          dy/dx = y^(1-n) / n
        Elementwise(double.RootN, () => (x, n, y) => Math.Pow(y, 1.0 - n) / n, cost: 40),

        // y = sqrt(a^2 + b^2)  dy/da = a / y, 0 at (0, 0)                      dy/db = b / y, 0 at (0, 0)
        Elementwise(double.Hypot, () => (a, b, y) => y == 0 ? 0 : a / y, () => (a, b, y) => y == 0 ? 0 : b / y, cost: 8),

        // y = a b + c          dy/da = b           dy/db = a                   dy/dc = 1
        Elementwise(Math.FusedMultiplyAdd, () => (a, b, c, y) => b, () => (a, b, c, y) => a, () => (a, b, c, y) => 1, cost: 1),
        Elementwise(double.MultiplyAddEstimate, () => (a, b, c, y) => b, () => (a, b, c, y) => a, () => (a, b, c, y) => 1, cost: 1),

        // y = a (1 - s) + b s  dy/da = 1 - s       dy/db = s                   dy/ds = b - a
        Elementwise(
            double.Lerp,
            () => (a, b, s, y) => 1 - s,
            () => (a, b, s, y) => s,
            () => (a, b, s, y) => b - a,
            cost: 3,
            expansion: () => (a, b, s) => double.MultiplyAddEstimate(a, 1 - s, b * s)),

        // y = x 2^n            dy/dx = 2^n
        Elementwise(Math.ScaleB, () => (x, n, y) => Math.ScaleB(1, n), cost: 4),

        // y ~ 1 / x            dy/dx = -y^2
        Elementwise(Math.ReciprocalEstimate, () => (x, y) => -(y * y), cost: 2),

        // y ~ x^(-1/2)         dy/dx = -y^3 / 2
        Elementwise(Math.ReciprocalSqrtEstimate, () => (x, y) => -0.5 * (y * y * y), cost: 2),
    ];
}
