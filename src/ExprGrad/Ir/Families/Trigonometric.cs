using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Trigonometric
{
    public static Primitive[] Table() =>
    [
        // y = sin x            dy/dx = cos x
        Elementwise(Math.Sin, () => (x, y) => Math.Cos(x)),

        // y = cos x            dy/dx = -sin x
        Elementwise(Math.Cos, () => (x, y) => -Math.Sin(x)),

        // y = tan x            dy/dx = 1 + y^2
        Elementwise(Math.Tan, () => (x, y) => 1 + (y * y)),

        // y = asin x           dy/dx = (1 - x^2)^(-1/2)
        Elementwise(Math.Asin, () => (x, y) => 1 / Math.Sqrt((1 - x) * (1 + x))),

        // y = acos x           dy/dx = -(1 - x^2)^(-1/2)
        Elementwise(Math.Acos, () => (x, y) => -1 / Math.Sqrt((1 - x) * (1 + x))),

        // y = atan x           dy/dx = 1 / (1 + x^2)
        Elementwise(Math.Atan, () => (x, y) => 1 / (1 + (x * x))),

        // y = atan(a / b)      dy/da = b / (a^2 + b^2)                         dy/db = -a / (a^2 + b^2)
        // Divided through by the larger of both, so that no square overflows; 0 at (0, 0).
        Elementwise(
            Math.Atan2,
            () => (a, b, y) => Math.Abs(a) < Math.Abs(b) ? 1 / (b + (a * (a / b))) : a == 0 ? 0 : b / a / (a + (b * (b / a))),
            () => (a, b, y) => Math.Abs(a) < Math.Abs(b) ? -(a / b) / (b + (a * (a / b))) : a == 0 ? 0 : -1 / (a + (b * (b / a)))),

        // The same with the angle x pi, or y / pi.
        Elementwise(double.SinPi, () => (x, y) => Math.PI * double.CosPi(x)),
        Elementwise(double.CosPi, () => (x, y) => -Math.PI * double.SinPi(x)),
        Elementwise(double.TanPi, () => (x, y) => Math.PI * (1 + (y * y))),
        Elementwise(double.AsinPi, () => (x, y) => 1 / Math.PI / Math.Sqrt((1 - x) * (1 + x))),
        Elementwise(double.AcosPi, () => (x, y) => -1 / Math.PI / Math.Sqrt((1 - x) * (1 + x))),
        Elementwise(double.AtanPi, () => (x, y) => 1 / Math.PI / (1 + (x * x))),
        Elementwise(
            double.Atan2Pi,
            () => (a, b, y) => (Math.Abs(a) < Math.Abs(b) ? 1 / (b + (a * (a / b))) : a == 0 ? 0 : b / a / (a + (b * (b / a)))) / Math.PI,
            () => (a, b, y) =>
                (Math.Abs(a) < Math.Abs(b) ? -(a / b) / (b + (a * (a / b))) : a == 0 ? 0 : -1 / (a + (b * (b / a)))) / Math.PI),

        // y = x pi / 180       dy/dx = pi / 180
        Elementwise(double.DegreesToRadians, () => (x, y) => Math.PI / 180, cost: 5, expansion: () => x => x * Math.PI / 180),

        // y = x 180 / pi       dy/dx = 180 / pi
        Elementwise(double.RadiansToDegrees, () => (x, y) => 180 / Math.PI, cost: 5, expansion: () => x => x * 180 / Math.PI),
    ];
}
