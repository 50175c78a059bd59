using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Arithmetic of 32-bit integers that doubles hold, with C#'s results where they overflow. All that is computed on the way stays below 2^53, so that nothing is rounded; zeros are
/// positive, as integers' are.
/// </summary>
internal static class IntegerLanes<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private const double Half = 1L << 16;
    private const double All = 1L << 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector WrappedAdd(TVector a, TVector b) => Wrap(TLanes.Add(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector WrappedSubtract(TVector a, TVector b) => Wrap(TLanes.Subtract(a, b));

    // With a = h 2^16 + l: a b = h b 2^16 + l b, of which the first product counts up to multiples of 2^32 only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector WrappedMultiply(TVector a, TVector b)
    {
        var high = TLanes.Floor(TLanes.Multiply(a, TLanes.Convert(1 / Half)));
        var low = TLanes.Subtract(a, TLanes.Multiply(high, TLanes.Convert(Half)));
        return Wrap(TLanes.Add(TLanes.Multiply(Wrap(TLanes.Multiply(high, b)), TLanes.Convert(Half)), TLanes.Multiply(low, b)));
    }

    // A quotient that is no integer is farther from one than it is rounded: its distance is 1 / |b| at least, 2^-53 |a / b| is smaller.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector IntegerQuotient(TVector a, TVector b) => TLanes.Add(TLanes.Truncate(TLanes.Divide(a, b)), TLanes.Convert(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector IntegerRemainder(TVector a, TVector b) => TLanes.Add(TLanes.Subtract(a, TLanes.Multiply(b, TLanes.Truncate(TLanes.Divide(a, b)))), TLanes.Convert(0));

    /// <summary>The lanes whose quotient is no integer that there is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Indivisible(TVector a, TVector b) => TLanes.Or(
        TLanes.Equal(b, TLanes.Convert(0)), TLanes.And(TLanes.Equal(b, TLanes.Convert(-1)), TLanes.Equal(a, TLanes.Convert(int.MinValue))));

    /// <summary>The integral part of a number, as C# converts it: the nearest integer that there is, and 0 for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ToInteger(TVector x)
    {
        var inRange = TLanes.Min(TLanes.Max(x, TLanes.Convert(int.MinValue)), TLanes.Convert(int.MaxValue));
        return TLanes.And(TLanes.Equal(x, x), TLanes.Add(TLanes.Truncate(inRange), TLanes.Convert(0)));
    }

    /// <summary>The lanes that are no index of an array of a length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector OutOfRange(TVector indices, int length) =>
        TLanes.Or(TLanes.LessThan(indices, TLanes.Convert(0)), TLanes.GreaterThanOrEqual(indices, TLanes.Convert(length)));

    /// <summary>The integer in the first lane of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static int FirstOf(TVector integers, TVector mask) => LaneValues.Integer(FirstNumberOf(integers, mask));

    /// <summary>The number in the first lane of a mask.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TScalar FirstNumberOf(TVector numbers, TVector mask)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref mask);
        var lane = 0;
        while (!LaneValues.IsSet(lanes[lane])) lane++;
        return TLanes.GetLane(numbers, lane);
    }

    // x - 2^32 floor((x + 2^31) / 2^32)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Wrap(TVector x)
    {
        var times = TLanes.Floor(TLanes.Multiply(TLanes.Add(x, TLanes.Convert(All / 2)), TLanes.Convert(1 / All)));
        return TLanes.Add(TLanes.Subtract(x, TLanes.Multiply(times, TLanes.Convert(All))), TLanes.Convert(0));
    }
}
