using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The angle x pi.
internal static partial class Elementary<TVector, TLanes>
{
    private const double PiLow = 1.2246467991473532e-16;

    /// <summary>sin(pi x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector SinPi(TVector x)
    {
        var (n, high, low) = HalfUnits(x);
        var y = SineAfter(Plus(n, IntegerBits), high, low);

        // Integers give 0 with their own sign.
        return TLanes.Select(IsZero(y), SignOf(x), y);
    }

    /// <summary>cos(pi x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector CosPi(TVector x)
    {
        var (n, high, low) = HalfUnits(x);
        var y = SineAfter(Plus(n, IntegerBits + 1), high, low);
        return TLanes.Select(IsZero(y), TLanes.Create(0), y);
    }

    /// <summary>tan(pi x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector TanPi(TVector x)
    {
        var (n, high, low) = HalfUnits(x);
        var turns = Plus(n, IntegerBits);
        var y = TangentAfter(turns, high, low);

        // Even integers give 0 with their own sign, odd ones with the other; poles are positive after one quarter turn, negative after three.
        var second = TLanes.ShiftLeft(TLanes.And(turns, TLanes.FromBits(2)), 62);
        var pole = TLanes.ExclusiveOr(TLanes.Create(double.PositiveInfinity), second);
        var zero = TLanes.ExclusiveOr(SignOf(x), second);
        return TLanes.Select(IsZero(high), TLanes.Select(IsOdd(turns), pole, zero), y);
    }

    // x = 2 k + n / 2 + r with |n| at most 2: n quarter turns and the angle high + low = pi r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector N, TVector High, TVector Low) HalfUnits(TVector x)
    {
        var turn = MultiplyAdd(TLanes.Round(Multiply(x, 0.5)), -2, x);
        var n = TLanes.Round(TLanes.Add(turn, turn));
        var r = MultiplyAdd(n, -0.5, turn);
        var (high, low) = Product(r, TLanes.Create(Math.PI));
        return (n, high, MultiplyAdd(r, PiLow, low));
    }
}
