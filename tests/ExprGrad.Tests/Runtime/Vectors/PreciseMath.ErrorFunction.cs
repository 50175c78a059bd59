namespace ExprGrad.Tests.Runtime.Vectors;

internal static partial class PreciseMath
{
    private static readonly Precise SqrtPi = Precise.Sqrt(Pi);

    public static Precise Erf(Precise x)
    {
        if (Precise.Abs(x) > 6) return x.Sign * (1 - Erfc(Precise.Abs(x)));

        // 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...), in which nothing cancels
        Precise term = x, sum = x;
        for (var k = 3; !term.IsZero && term.Magnitude > sum.Magnitude - Precise.Bits - 8; k += 2)
        {
            term = 2 * term * x * x / k;
            sum += term;
        }

        return 2 * sum * Exp(-(x * x)) / SqrtPi;
    }

    public static Precise Erfc(Precise x)
    {
        if (!(x > 6)) return 1 - Erf(x);

        // e^(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / ...)))
        var fraction = x;
        for (var k = 200; k > 0; k--) fraction = x + (Precise.Scale(k, -1) / fraction);
        return Exp(-(x * x)) / SqrtPi / fraction;
    }
}
