using System.Numerics;

namespace ExprGrad.Tests.Runtime.Vectors;

internal static partial class PreciseMath
{
    public static Precise Sin(Precise x) => SineAfter(x, 0);

    public static Precise Cos(Precise x) => SineAfter(x, 1);

    /// <summary>sin(pi x).</summary>
    public static Precise SinPi(Precise x) => SineAfterTurns(x, 0);

    /// <summary>cos(pi x).</summary>
    public static Precise CosPi(Precise x) => SineAfterTurns(x, 1);

    public static Precise Atan(Precise x)
    {
        if (x.IsZero) return 0;
        if (Precise.Abs(x) > 1) return Precise.Scale(x.Sign * Pi, -1) - Atan(1 / x);
        if (x.Magnitude < -60) return x - (x * x * x / 3) + (x * x * x * x * x / 5);

        // Each step of Newton's, with one more term, triples the digits.
        Precise y = Math.Atan(x.ToDouble());
        for (var i = 0; i < 3; i++)
        {
            var (sine, cosine) = (Sin(y), Cos(y));
            var t = ((x * cosine) - sine) / (cosine + (x * sine));
            y += t - (t * t * t / 3);
        }

        return y;
    }

    public static Precise Asin(Precise x) => (1 - (x * x)).IsZero ? Precise.Scale(x.Sign * Pi, -1) : Atan(x / Precise.Sqrt(1 - (x * x)));

    public static Precise Acos(Precise x) => x.IsZero ? Precise.Scale(Pi, -1) : Atan(Precise.Sqrt(1 - (x * x)) / x) + (x.Sign < 0 ? Pi : 0);

    /// <summary>The angle of the point (x, y).</summary>
    public static Precise Atan2(Precise y, Precise x)
    {
        if (x.IsZero) return Precise.Scale(y.Sign * Pi, -1);
        var angle = Atan(y / x);
        return x.Sign > 0 ? angle : y.Sign < 0 ? angle - Pi : angle + Pi;
    }

    // In units of 2^-1200: the first 1600 bits of pi have enough for every double.
    private static Precise SineAfter(Precise x, int turns)
    {
        if (x.Exponent > 1100) throw new ArgumentOutOfRangeException(nameof(x));
        var bits = 1200 - Math.Min(x.Magnitude, 0);
        if (bits > PiBits) return turns == 0 ? x : 1;
        var half = PiDigits >> (PiBits - bits + 1);
        var fixedPoint = x.Exponent + bits >= 0 ? x.Mantissa << (x.Exponent + bits) : x.Mantissa >> -(x.Exponent + bits);
        if (x.Magnitude > 350)
        {
            half = PiDigits >> 1;
            bits = PiBits;
            fixedPoint = x.Mantissa << (x.Exponent + bits);
        }

        var n = ((2 * fixedPoint) + half) / (2 * half);
        if (((2 * fixedPoint) + half).Sign < 0) n -= 1;
        return Quadrant(new(fixedPoint - (n * half), -bits), n + turns);
    }

    private static Precise SineAfterTurns(Precise x, int turns)
    {
        var n = Precise.Round(Precise.Scale(x, 1));
        return Quadrant((x - Precise.Scale(new(n, 0), -1)) * Pi, n + turns);
    }

    private static Precise Quadrant(Precise rest, BigInteger turns)
    {
        var quadrant = (int)(((turns % 4) + 4) % 4);
        var value = Series(rest, quadrant % 2 == 0);
        return quadrant < 2 ? value : -value;
    }

    // The sine or the cosine.
    private static Precise Series(Precise x, bool odd)
    {
        Precise term = odd ? x : 1, sum = term;
        for (var k = odd ? 2 : 1; !term.IsZero && term.Magnitude > sum.Magnitude - Precise.Bits - 8; k += 2)
        {
            term = -term * x * x / (k * (k + 1));
            sum += term;
        }

        return sum;
    }
}
