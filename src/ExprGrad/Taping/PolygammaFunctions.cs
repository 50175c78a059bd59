namespace ExprGrad.Taping;

/// <summary>What MathNet.Numerics lacks of the polygamma functions.</summary>
internal static class PolygammaFunctions
{
    private const double AsymptoticFrom = 10;

    /// <summary>The second derivative of the logarithm of the gamma function; +Infinity at 0 and the negative integers.</summary>
    public static double Trigamma(double x)
    {
        if (x <= 0)
        {
            // Reflection: trigamma(x) + trigamma(1 - x) = (pi / sin(pi x))^2.
            double sine = double.SinPi(x);
            double quotient = Math.PI / sine;
            return (quotient * quotient) - Trigamma(1 - x);
        }

        // Recurrence: trigamma(x) = trigamma(x + 1) + 1 / x^2.
        double sum = 0;
        for (; x < AsymptoticFrom; x++)
            sum += 1 / (x * x);
        return sum + Asymptotic(x);
    }

    // 1/x + 1/(2 x^2) + sum of B(2k) / x^(2k+1), with the Bernoulli numbers B(2) to B(14) (Abramowitz and Stegun 6.4.12): from 10 on within 1e-16.
    private static double Asymptotic(double x)
    {
        double u = 1 / (x * x);
        double tail = 7.0 / 6;
        tail = (tail * u) - (691.0 / 2730);
        tail = (tail * u) + (5.0 / 66);
        tail = (tail * u) - (1.0 / 30);
        tail = (tail * u) + (1.0 / 42);
        tail = (tail * u) - (1.0 / 30);
        tail = (tail * u) + (1.0 / 6);
        return (1 / x) + (u / 2) + (tail * u / x);
    }
}
