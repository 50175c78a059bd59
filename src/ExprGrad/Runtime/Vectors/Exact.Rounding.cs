using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// As Math rounds: x 10^digits is rounded and divided again, but for numbers so large that they have no such digits.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>x to a number of digits, the even one at a tie.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector RoundDigits(TVector x, TVector digits)
    {
        var power = PowerOfTen(digits);
        return LargeAsIs(x, TLanes.Divide(TLanes.Round(TLanes.Multiply(x, power)), power));
    }

    /// <summary>x to an integer by a <see cref="MidpointRounding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector RoundMode(TVector x, TVector mode) => Rounded(x, mode);

    /// <summary>x to a number of digits by a <see cref="MidpointRounding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector RoundDigitsMode(TVector x, TVector digits, TVector mode)
    {
        var power = PowerOfTen(digits);
        return LargeAsIs(x, TLanes.Divide(Rounded(TLanes.Multiply(x, power), mode), power));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Rounded(TVector x, TVector mode)
    {
        // The number below a half: a half would take that number itself to 1.
        var awayFromZero = TLanes.Truncate(TLanes.Add(x, TLanes.CopySign(TLanes.Convert(IsDouble ? 0.49999999999999994 : 0.49999997f), x)));
        var y = TLanes.Select(Is(MidpointRounding.AwayFromZero), awayFromZero, TLanes.Round(x));
        y = TLanes.Select(Is(MidpointRounding.ToZero), TLanes.Truncate(x), y);
        y = TLanes.Select(Is(MidpointRounding.ToNegativeInfinity), TLanes.Floor(x), y);
        return TLanes.Select(Is(MidpointRounding.ToPositiveInfinity), TLanes.Ceiling(x), y);

        TVector Is(MidpointRounding one) => TLanes.Equal(mode, TLanes.Convert((int)one));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LargeAsIs(TVector x, TVector y) => TLanes.Select(TLanes.LessThan(TLanes.Abs(x), TLanes.Convert(IsDouble ? 1e16 : 1e8)), y, x);

    // 10^n for n from 0 to 15, bit by bit of n; exact, as all such powers are.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector PowerOfTen(TVector n)
    {
        var power = TLanes.Convert(1);
        foreach (var (bit, factor) in ((int, double)[])[(8, 1e8), (4, 1e4), (2, 1e2), (1, 1e1)])
        {
            var isSet = TLanes.GreaterThanOrEqual(n, TLanes.Convert(bit));
            power = TLanes.Select(isSet, TLanes.Multiply(power, TLanes.Convert(factor)), power);
            n = TLanes.Select(isSet, TLanes.Subtract(n, TLanes.Convert(bit)), n);
        }

        return power;
    }
}
