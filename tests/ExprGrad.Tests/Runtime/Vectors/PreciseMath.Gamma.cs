using System.Numerics;

namespace ExprGrad.Tests.Runtime.Vectors;

// Stirling's series from 60 on, where the term after the last is below 2^-230 of the whole; recurrences down from there.
internal static partial class PreciseMath
{
    private const int Terms = 40;
    private const int Far = 60;

    private static readonly Precise[] Bernoulli = EvenBernoulli();

    /// <summary>ln Gamma(x) for a positive x.</summary>
    public static Precise LogGamma(Precise x)
    {
        if ((x - 1).IsZero || (x - 2).IsZero) return 0;
        Precise product = 1;
        for (; x < Far; x += 1) product *= x;
        var sum = ((x - 0.5) * Log(x)) - x + (Log(2 * Pi) / 2);
        var power = 1 / x;
        for (var k = 1; k <= Terms; k++)
        {
            sum += Bernoulli[k] * power / (2 * k * ((2 * k) - 1));
            power /= x * x;
        }

        return sum - Log(product);
    }

    /// <summary>The derivative of it.</summary>
    public static Precise Digamma(Precise x)
    {
        Precise sum = 0;
        for (; x < Far; x += 1) sum -= 1 / x;
        sum += Log(x) - (1 / (2 * x));
        Precise power = 1;
        for (var k = 1; k <= Terms; k++)
        {
            power /= x * x;
            sum -= Bernoulli[k] * power / (2 * k);
        }

        return sum;
    }

    // B(2k) = (-1)^(k-1) 2k T(k) / (4^k (4^k - 1)), by the tangent numbers T (R. Brent, D. Harvey, Fast computation of Bernoulli, tangent and secant numbers, 2011).
    private static Precise[] EvenBernoulli()
    {
        var tangent = new BigInteger[Terms + 1];
        tangent[1] = 1;
        for (var k = 2; k <= Terms; k++) tangent[k] = (k - 1) * tangent[k - 1];
        for (var k = 2; k <= Terms; k++)
        {
            for (var j = k; j <= Terms; j++) tangent[j] = ((j - k) * tangent[j - 1]) + ((j - k + 2) * tangent[j]);
        }

        var numbers = new Precise[Terms + 1];
        for (var k = 1; k <= Terms; k++)
        {
            var four = BigInteger.One << (2 * k);
            numbers[k] = new Precise((k % 2 == 1 ? 1 : -1) * 2 * k * tangent[k], 0) / new Precise(four * (four - 1), 0);
        }

        return numbers;
    }
}
