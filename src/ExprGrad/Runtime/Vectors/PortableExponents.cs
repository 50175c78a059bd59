using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>The exponents of floating-point numbers by their bits, for hardware without instructions for them.</summary>
internal static class PortableExponents<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, IVectorOperations<TVector, TScalar>
{
    private static bool IsDouble
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(TScalar) == typeof(double);
    }

    private static int FractionBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsDouble ? 52 : 23;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Scale(TVector x, TVector n)
    {
        // In two steps, since 2^n may be out of range where x 2^n is not; the first is exact.
        n = Limit(n);
        var half = TLanes.Truncate(TLanes.Multiply(n, TLanes.Convert(0.5)));
        return TLanes.Multiply(TLanes.Multiply(x, PowerOfTwo(half)), PowerOfTwo(TLanes.Subtract(n, half)));
    }

    // In up to three steps. Downwards the first two take off less, so that what they may round is farther below all numbers than a rounding would show.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ScaleB(TVector x, TVector n)
    {
        var (most, least) = (TLanes.Convert(IsDouble ? 1023 : 127), TLanes.Convert(IsDouble ? -1022 : -126));
        var down = TLanes.Convert(IsDouble ? -1022 + 53 : -126 + 24);
        for (var i = 0; i < 2; i++)
        {
            var step = TLanes.Select(TLanes.GreaterThan(n, most), most, TLanes.Select(TLanes.LessThan(n, least), down, TLanes.Convert(0)));
            x = TLanes.Multiply(x, PowerOfTwo(step));
            n = TLanes.Subtract(n, step);
        }

        n = TLanes.Select(TLanes.GreaterThan(n, most), most, TLanes.Select(TLanes.LessThan(n, least), least, n));
        return TLanes.Multiply(x, PowerOfTwo(n));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponent(TVector x)
    {
        var magnitude = TLanes.Abs(x);
        var small = TLanes.LessThan(magnitude, SmallestNormal());
        var normal = TLanes.Select(small, TLanes.Multiply(magnitude, UpByFraction()), magnitude);

        // The exponent's bits, as the fraction of 2^52 (2^23), make 2^52 plus their number.
        var top = IsDouble ? TLanes.FromBits(0x4330_0000_0000_0000) : TLanes.FromBits(0x4B00_0000);
        var bias = IsDouble ? 4503599627370496.0 + 1023 : 8388608.0 + 127;
        var exponent = TLanes.Subtract(TLanes.Or(TLanes.ShiftRight(normal, FractionBits), top), TLanes.Convert(bias));
        exponent = TLanes.Subtract(exponent, TLanes.And(small, TLanes.Convert(FractionBits)));
        exponent = TLanes.Select(TLanes.Equal(magnitude, TLanes.Convert(0)), TLanes.Convert(double.NegativeInfinity), exponent);
        return TLanes.Select(TLanes.LessThan(magnitude, TLanes.Convert(double.PositiveInfinity)), exponent, magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mantissa(TVector x)
    {
        var normal = TLanes.Select(TLanes.LessThan(x, SmallestNormal()), TLanes.Multiply(x, UpByFraction()), x);
        var fraction = IsDouble ? TLanes.FromBits(0x000F_FFFF_FFFF_FFFF) : TLanes.FromBits(0x007F_FFFF);
        var mantissa = TLanes.Or(TLanes.And(normal, fraction), TLanes.Convert(1));
        mantissa = TLanes.Select(TLanes.LessThan(x, TLanes.Convert(double.PositiveInfinity)), mantissa, TLanes.Convert(1));
        return TLanes.Select(TLanes.GreaterThanOrEqual(x, TLanes.Convert(0)), mantissa, TLanes.Convert(double.NaN));
    }

    // So that both halves are exponents of normal numbers; beyond, x 2^n is 0 or infinite for every x near 1. NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Limit(TVector n)
    {
        var most = IsDouble ? 2044 : 252;
        n = TLanes.Select(TLanes.GreaterThan(n, TLanes.Convert(most)), TLanes.Convert(most), n);
        return TLanes.Select(TLanes.LessThan(n, TLanes.Convert(-most)), TLanes.Convert(-most), n);
    }

    // 2^n for the exponents of normal numbers: n + 3 2^51 (3 2^22) has n in its lowest bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTwo(TVector n) =>
        TLanes.AddBits(TLanes.ShiftLeft(TLanes.Add(n, TLanes.Convert(IsDouble ? 6755399441055744.0 : 12582912.0)), FractionBits), TLanes.Convert(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallestNormal() => TLanes.Convert(IsDouble ? 2.2250738585072014e-308 : 1.17549435082228751e-38);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector UpByFraction() => TLanes.Convert(IsDouble ? 4503599627370496.0 : 8388608.0);
}
