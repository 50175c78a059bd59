using System.Numerics;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>A number with 256 significant bits, mantissa times 2^exponent: slow, simple, and of nothing that it is compared with.</summary>
internal readonly struct Precise
{
    public const int Bits = 256;

    public Precise(BigInteger mantissa, int exponent)
    {
        var excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Bits;
        (Mantissa, Exponent) = mantissa.IsZero ? (0, 0) : excess > 0 ? (mantissa >> excess, exponent + excess) : (mantissa, exponent);
    }

    public BigInteger Mantissa { get; }

    public int Exponent { get; }

    /// <summary>The exponent of the leading bit.</summary>
    public int Magnitude => (int)BigInteger.Abs(Mantissa).GetBitLength() - 1 + Exponent;

    public bool IsZero => Mantissa.IsZero;

    public int Sign => Mantissa.Sign;

    public static implicit operator Precise(int value) => new(value, 0);

    public static implicit operator Precise(double value)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value));
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var mantissa = exponent == 0 ? fraction : fraction | 0x10_0000_0000_0000;
        return new(bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    public static Precise operator +(Precise a, Precise b)
    {
        if (a.IsZero) return b;
        if (b.IsZero) return a;
        if (a.Exponent < b.Exponent) (a, b) = (b, a);

        // What is far below the other's last bit is a unit there.
        var distance = a.Exponent - b.Exponent;
        if (distance > 4 * Bits) return new((a.Mantissa << (4 * Bits)) + b.Sign, a.Exponent - (4 * Bits));
        return new((a.Mantissa << distance) + b.Mantissa, b.Exponent);
    }

    public static Precise operator -(Precise x) => new(-x.Mantissa, x.Exponent);

    public static Precise operator -(Precise a, Precise b) => a + -b;

    public static Precise operator *(Precise a, Precise b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public static Precise operator /(Precise a, Precise b) => new((a.Mantissa << (2 * Bits)) / b.Mantissa, a.Exponent - b.Exponent - (2 * Bits));

    public static bool operator <(Precise a, Precise b) => (a - b).Sign < 0;

    public static bool operator >(Precise a, Precise b) => (a - b).Sign > 0;

    /// <summary>x 2^n.</summary>
    public static Precise Scale(Precise x, int n) => new(x.Mantissa, x.Exponent + n);

    public static Precise Abs(Precise x) => x.Sign < 0 ? -x : x;

    public static Precise Sqrt(Precise x)
    {
        if (x.IsZero) return 0;
        var shift = (3 * Bits) + ((x.Exponent - (3 * Bits)) & 1);
        var square = x.Mantissa << shift;
        var root = BigInteger.One << (((int)square.GetBitLength() + 1) / 2);
        for (; ; )
        {
            var next = (root + (square / root)) >> 1;
            if (next >= root) return new(root, (x.Exponent - shift) / 2);
            root = next;
        }
    }

    /// <summary>The integer below.</summary>
    public static BigInteger Floor(Precise x) => x.Exponent >= 0 ? x.Mantissa << x.Exponent : x.Mantissa >> -x.Exponent;

    public static BigInteger Round(Precise x) => Floor(x + 0.5);

    /// <summary>The nearest double, for numbers that are normal ones.</summary>
    public double ToDouble()
    {
        if (IsZero) return 0;
        var shift = Math.Max(0, (int)BigInteger.Abs(Mantissa).GetBitLength() - 64);
        return Math.ScaleB((double)(Mantissa >> shift), Exponent + shift);
    }

    /// <summary>How far a number is from this one, in units of the last place of a format with so many digits and such a least exponent.</summary>
    public double UlpsTo(double value, int digits = 53, int least = -1074)
    {
        var limit = digits == 53 ? 1024 : 128;
        if (double.IsNaN(value)) return double.PositiveInfinity;

        // Infinity stands for the number after the largest.
        var number = double.IsInfinity(value) ? Scale(Math.Sign(value), limit) : (Precise)value;
        var ulp = IsZero ? least : Math.Max(least, Math.Min(Magnitude, limit - 1) - digits + 1);
        if (double.IsInfinity(value) && Magnitude >= limit && Math.Sign(value) == Sign) return 0;
        return Math.Abs(Scale(number - this, -ulp).ToDouble());
    }
}
