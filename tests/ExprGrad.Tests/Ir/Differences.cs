namespace ExprGrad.Tests.Ir;

/// <summary>Derivatives by central differences: the fourth-order formula over four values.</summary>
internal static class Differences
{
    public static double Derivative(Func<double, double> f, double x, double step = 1e-3)
    {
        var h = step * Math.Max(1, Math.Abs(x));
        return ((8 * (f(x + h) - f(x - h))) - (f(x + (2 * h)) - f(x - (2 * h)))) / (12 * h);
    }
}
