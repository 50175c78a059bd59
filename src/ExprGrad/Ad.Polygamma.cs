namespace ExprGrad;

public static partial class Ad
{
    private const int MaxPolygammaOrder = 100;

    // B(2k) / (2k)! from k = 1, the Euler-Maclaurin coefficients.
    private static ReadOnlySpan<double> EulerMaclaurin =>
    [
        0.083333333333333333333, -0.0013888888888888888889, 0.000033068783068783068783, -8.2671957671957671958e-7,
        2.0876756987868098979e-8, -5.2841901386874931848e-10, 1.3382536530684678833e-11, -3.3896802963225828668e-13,
        8.5860620562778445641e-15, -2.174868698558061873e-16, 5.5090028283602295152e-18, -1.3954464685812523341e-19,
    ];

    /// <summary>The derivative of <see cref="Digamma(double)"/> of the given order; order 0 is the function itself.</summary>
    /// <param name="order">From 0 to 100; others give NaN.</param>
    /// <param name="x">The argument.</param>
    /// <returns>At 0 and the negative integers +Infinity for odd orders and NaN for even ones; NaN for NaN.</returns>
    public static double Polygamma(int order, double x) => order switch
    {
        0 => Digamma(x),
        < 0 or > MaxPolygammaOrder => double.NaN,
        _ when x > 0 => (int.IsOddInteger(order) ? 1 : -1) * Factorial(order) * HurwitzZeta(order + 1, x),
        _ => ReflectedPolygamma(order, x),
    };

    /// <inheritdoc cref="Polygamma(int, double)"/>
    public static float Polygamma(int order, float x) => (float)Polygamma(order, (double)x);

    private static double Factorial(int n)
    {
        var product = 1.0;
        for (var k = 2; k <= n; k++) product *= k;
        return product;
    }

    /// <summary>
    /// The sum over k from 0 of (x + k)^-s: the first terms themselves, smallest first, the others by Euler and Maclaurin.
    /// </summary>
    private static double HurwitzZeta(int s, double x)
    {
        var explicitTerms = (int)Math.Max(0, Math.Ceiling(20 + s - x));
        var start = x + explicitTerms;
        var sum = Tail(s, start);
        for (var k = explicitTerms - 1; k >= 0; k--) sum += Math.Pow(x + k, -s);
        return sum;
    }

    // x^(1-s) / (s-1) + x^-s / 2 + sum of B(2k)/(2k)! s (s+1) .. (s+2k-2) x^(1-s-2k)
    private static double Tail(int s, double x)
    {
        var power = Math.Pow(x, -s);
        var sum = (Math.Pow(x, 1 - s) / (s - 1)) + (power / 2);
        var factor = s * power / x;
        for (var k = 0; k < EulerMaclaurin.Length; k++)
        {
            sum += EulerMaclaurin[k] * factor;
            factor *= (s + (2 * k) + 1) / x * ((s + (2 * k) + 2) / x);
        }

        return sum;
    }

    // For x <= 0, from the derivatives of psi(1 - x) - psi(x) = pi cot(pi x).
    private static double ReflectedPolygamma(int order, double x)
    {
        if (double.IsNaN(x)) return x;
        var sine = double.SinPi(x);
        if (sine == 0) return int.IsOddInteger(order) ? double.PositiveInfinity : double.NaN;

        var mirrored = Polygamma(order, 1 - x);
        var cotangent = Math.Pow(Math.PI, order + 1) * CotangentDerivative(order, double.CosPi(x) / sine);
        return (int.IsOddInteger(order) ? -mirrored : mirrored) - cotangent;
    }

    /// <summary>The derivative of cot t as a polynomial in c = cot t: as c' = -(1 + c^2), that of q(c) is -(1 + c^2) q'(c).</summary>
    private static double CotangentDerivative(int order, double c)
    {
        Span<double> q = stackalloc double[MaxPolygammaOrder + 3];
        Span<double> next = stackalloc double[MaxPolygammaOrder + 3];
        q.Clear();
        q[1] = 1;
        for (var n = 0; n < order; n++)
        {
            next.Clear();
            for (var k = 1; k <= n + 1; k++)
            {
                next[k - 1] -= k * q[k];
                next[k + 1] -= k * q[k];
            }

            next.CopyTo(q);
        }

        var value = 0.0;
        for (var k = order + 1; k >= 0; k--) value = (value * c) + q[k];
        return value;
    }
}
