using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

internal delegate double FitError(double[] x, int n);

internal delegate double FitErrorGradient(double[] x, int n, double[] dx);

/// <summary>How far a polynomial with the coefficients x is from the sign of t, at n points from -1 to 1.</summary>
internal static class LeastSquares
{
    private static readonly Expression<Func<double[], double, double>> s_polynomial = (x, t) =>
        x.Aggregate(new { Sum = 0.0, Power = 1.0 }, (at, coefficient) => new { Sum = at.Sum + coefficient * at.Power, Power = at.Power * t }).Sum;

    private static readonly Expression<Func<double, double>> s_sign = t => (t > 0 ? 1 : 0) - (t < 0 ? 1 : 0);

    private static readonly Expression<Func<double, double>> s_square = r => r * r;

    public static readonly Expression<Func<double[], int, double>> Function = (x, n) => 0.5 * (
        from i in Enumerable.Range(0, n)
        let t = -1 + 2.0 * i / (n - 1)
        select s_square.Invoke(s_sign.Invoke(t) - s_polynomial.Invoke(x, t))).Sum();
}
