using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Logarithms
{
    private const double Log2E = 1.4426950408889634074;
    private const double Log10E = 0.43429448190325182765;

    public static Primitive[] Table() =>
    [
        // y = ln x             dy/dx = 1 / x
        Elementwise(Math.Log, () => (x, y) => 1 / x),

        // y = log2 x           dy/dx = log2(e) / x
        Elementwise(Math.Log2, () => (x, y) => Log2E / x),

        // y = log10 x          dy/dx = log10(e) / x
        Elementwise(Math.Log10, () => (x, y) => Log10E / x),

        // y = ln(1 + x)        dy/dx = 1 / (1 + x)
        Elementwise(double.LogP1, () => (x, y) => 1 / (1 + x)),

        // y = log2(1 + x)      dy/dx = log2(e) / (1 + x)
        Elementwise(double.Log2P1, () => (x, y) => Log2E / (1 + x)),

        // y = log10(1 + x)     dy/dx = log10(e) / (1 + x)
        Elementwise(double.Log10P1, () => (x, y) => Log10E / (1 + x)),

        // y = ln x / ln b      dy/dx = 1 / (x ln b)            dy/db = -y / (b ln b)
        Elementwise(
            Math.Log,
            () => (x, b, y) => 1 / Math.Log(b) / x,
            () => (x, b, y) => -y / Math.Log(b) / b,
            cost: 40,
            name: "logBase",
            expansion: () => (x, b) => b == 1 | (x != 1 & (b == 0 | b == double.PositiveInfinity)) ? double.NaN : Math.Log(x) / Math.Log(b)),

        // y = ln(1 + x), exact for small x; a part of softplus
        Elementwise(Ad.LogOnePlus, () => (x, y) => 1 / (1 + x)),
    ];
}
