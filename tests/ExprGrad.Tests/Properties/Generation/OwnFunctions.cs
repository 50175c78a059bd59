using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>A user's functions with derivatives of their own, which differ from what their bodies would give by nothing.</summary>
internal static class OwnFunctions
{
    private static Expression<Func<double, double, double>> SwishDx => (x, y) => y + (1 - y) / (1 + Math.Exp(-x));

    private static Expression<Func<double, double, double, double>> BlendDx => (x, t, y) => 1 - Math.Cos(t);

    private static Expression<Func<double, double, double, double>> BlendDt => (x, t, y) => x * Math.Sin(t);

    [Derivative(nameof(SwishDx))]
    public static double Swish(double x) => x / (1 + Math.Exp(-x));

    [Derivative(nameof(BlendDx), nameof(BlendDt))]
    public static double Blend(double x, double t) => x * (1 - Math.Cos(t));
}
