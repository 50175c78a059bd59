using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>The functions of <see cref="Ad"/> that loss functions and statistics need.</summary>
internal static class Special
{
    private const double TwoOverSqrtPi = 1.1283791670955125739;
    private const double OneOverSqrtTwoPi = 0.39894228040143267794;

    public static Primitive[] Table() =>
    [
        // y = x, but constant to the derivative
        ZeroDerivative((Func<double, double>)Ad.StopGradient, 0, "stopGradient"),

        // y = 1 / (1 + e^-x)       dy/dx = y (1 - y), the second factor by symmetry, which keeps the upper tail
        Elementwise(
            Ad.Sigmoid,
            () => (x, y) => y * Ad.Sigmoid(-x),
            cost: 28,
            expansion: () => x => (x >= 0 ? 1 : Math.Exp(-Math.Abs(x))) / (1 + Math.Exp(-Math.Abs(x)))),

        // y = ln(1 + e^x)          dy/dx = 1 / (1 + e^-x)
        Elementwise(
            Ad.Softplus,
            () => (x, y) => Ad.Sigmoid(x),
            cost: 48,
            expansion: () => x => Math.Max(x, 0) + Ad.LogOnePlus(Math.Exp(-Math.Abs(x)))),

        // y = erf x                dy/dx = 2 / sqrt(pi) e^(-x^2)
        Elementwise(Ad.Erf, () => (x, y) => TwoOverSqrtPi * Math.Exp(-(x * x)), cost: 40),

        // y = 1 - erf x            dy/dx = -2 / sqrt(pi) e^(-x^2)
        Elementwise(Ad.Erfc, () => (x, y) => -TwoOverSqrtPi * Math.Exp(-(x * x)), cost: 40),

        // y = erfc(-x/sqrt(2)) / 2     dy/dx = e^(-x^2/2) / sqrt(2 pi)
        Elementwise(
            Ad.NormalCdf,
            () => (x, y) => OneOverSqrtTwoPi * Math.Exp(-0.5 * (x * x)),
            cost: 42,
            expansion: () => x => Math.Abs((x > 0 ? 1.0 : 0.0) - (Math.Exp(-0.5 * (x * x)) * Ad.ScaledNormalTail(Math.Abs(x))))),

        // y = erfc(t/sqrt(2)) e^(t^2/2) / 2        dy/dt = t y - 1 / sqrt(2 pi)
        Elementwise(Ad.ScaledNormalTail, () => (t, y) => (t * y) - OneOverSqrtTwoPi),

        // y = ln |Gamma(x)|        dy/dx = psi(x)
        Elementwise(Ad.LogGamma, () => (x, y) => Ad.Digamma(x), cost: 80),

        // y = psi(x)               dy/dx = psi'(x)
        Elementwise(Ad.Digamma, () => (x, y) => Ad.Trigamma(x), cost: 80),

        // y = psi'(x)              dy/dx = psi''(x)
        Elementwise(Ad.Trigamma, () => (x, y) => Ad.Polygamma(2, x), cost: 400),

        // y = psi^(n)(x)           dy/dx = psi^(n+1)(x)
        Elementwise(Ad.Polygamma, () => (n, x, y) => Ad.Polygamma(n + 1, x), cost: 400),
    ];
}
