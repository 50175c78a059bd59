using System.Numerics;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Elementary functions to nearly the precision of <see cref="Precise"/>, from their series.</summary>
internal static partial class PreciseMath
{
    // pi = 16 atan(1/5) - 4 atan(1/239), to so many bits that every double's angle is left with enough.
    private const int PiBits = 1600;
    private static readonly BigInteger PiDigits = (16 * ArctanOfInverse(5)) - (4 * ArctanOfInverse(239));

    public static Precise Pi { get; } = new(PiDigits, -PiBits);

    public static Precise Ln2 { get; } = LnOf2();

    public static Precise Exp(Precise x)
    {
        var n = (int)Precise.Round(x / Ln2);
        var r = Precise.Scale(x - (Ln2 * n), -10);
        var sum = Sum(r, k => k);
        for (var i = 0; i < 10; i++) sum *= sum;
        return Precise.Scale(sum, n);
    }

    /// <summary>e^x - 1.</summary>
    public static Precise ExpM1(Precise x)
    {
        if (x.IsZero || x.Magnitude > -40) return Exp(x) - 1;
        return x * Sum(x, k => k + 1);
    }

    public static Precise Log(Precise x)
    {
        // Each step of Halley's triples the digits.
        var exponent = x.Magnitude;
        var m = Precise.Scale(x, -exponent);
        Precise y = Math.Log(m.ToDouble());
        for (var i = 0; i < 3; i++)
        {
            var e = Exp(y);
            y += 2 * (m - e) / (m + e);
        }

        return y + (Ln2 * exponent);
    }

    /// <summary>ln(1 + x).</summary>
    public static Precise LogP1(Precise x)
    {
        if (x.IsZero || x.Magnitude > -40) return Log(1 + x);
        Precise sum = 0, power = x;
        for (var k = 1; k < 12; k++)
        {
            sum += power / k;
            power *= -x;
        }

        return sum;
    }

    // 1 + x/d(1) + x^2/(d(1) d(2)) + ...
    private static Precise Sum(Precise x, Func<int, int> divisor)
    {
        Precise sum = 1, term = 1;
        for (var k = 1; !term.IsZero && term.Magnitude > sum.Magnitude - Precise.Bits - 8; k++)
        {
            term = term * x / divisor(k);
            sum += term;
        }

        return sum;
    }

    // 2 atanh(1/3)
    private static Precise LnOf2()
    {
        Precise sum = 0, power = (Precise)2 / 3;
        for (var k = 1; k < 200; k += 2)
        {
            sum += power / k;
            power /= 9;
        }

        return sum;
    }

    private static BigInteger ArctanOfInverse(int x)
    {
        BigInteger sum = 0, power = (BigInteger.One << PiBits) / x;
        for (var k = 1; !power.IsZero; k += 2)
        {
            sum += (k & 2) == 0 ? power / k : -power / k;
            power /= x * x;
        }

        return sum;
    }
}
