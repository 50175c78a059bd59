namespace ExprGrad.Tests.Runtime.Vectors;

internal static partial class PreciseMath
{
    public static Precise Sinh(Precise x)
    {
        var e = ExpM1(x);
        return Precise.Scale(e + (e / (e + 1)), -1);
    }

    public static Precise Cosh(Precise x) => Precise.Scale(Exp(x) + Exp(-x), -1);

    public static Precise Tanh(Precise x)
    {
        var e = ExpM1(Precise.Scale(x, 1));
        return e / (e + 2);
    }

    public static Precise Asinh(Precise x)
    {
        var a = Precise.Abs(x);
        return x.Sign * LogP1(a + (a * a / (1 + Precise.Sqrt(1 + (a * a)))));
    }

    public static Precise Acosh(Precise x) => LogP1(x - 1 + Precise.Sqrt((x - 1) * (x + 1)));

    public static Precise Atanh(Precise x) => Precise.Scale(LogP1(2 * x / (1 - x)), -1);

    public static Precise Cbrt(Precise x) => x.IsZero ? 0 : x.Sign * Exp(Log(Precise.Abs(x)) / 3);
}
