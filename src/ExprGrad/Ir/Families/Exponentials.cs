using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

internal static class Exponentials
{
    private const double Ln2 = 0.69314718055994530942;
    private const double Ln10 = 2.3025850929940456840;

    // The derivatives of the -1 forms are not y + 1: that would lose them where y is close to -1.
    public static Primitive[] Table() =>
    [
        // y = e^x              dy/dx = y
        Elementwise(Math.Exp, () => (x, y) => y),

        // y = 2^x              dy/dx = y ln 2
        Elementwise(double.Exp2, () => (x, y) => y * Ln2, cost: 40),

        // y = 10^x             dy/dx = y ln 10
        Elementwise(double.Exp10, () => (x, y) => y * Ln10, cost: 40),

        // y = e^x - 1          dy/dx = e^x
        Elementwise(double.ExpM1, () => (x, y) => Math.Exp(x)),

        // y = 2^x - 1          dy/dx = 2^x ln 2
        Elementwise(double.Exp2M1, () => (x, y) => double.Exp2(x) * Ln2, cost: 40),

        // y = 10^x - 1         dy/dx = 10^x ln 10
        Elementwise(double.Exp10M1, () => (x, y) => double.Exp10(x) * Ln10, cost: 40),
    ];
}
