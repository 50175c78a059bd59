using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// Operations with constants, and arithmetic with sums of two numbers, of which the second is small: High is the result rounded, Low what that lost
// (T. J. Dekker, A floating-point technique for extending the available precision, 1971).
internal static partial class Elementary<TVector, TLanes>
{
    private static TVector One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.Create(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Plus(TVector x, double term) => TLanes.Add(x, TLanes.Create(term));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Multiply(TVector x, double factor) => TLanes.Multiply(x, TLanes.Create(factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, TVector y, TVector term) => TLanes.FusedMultiplyAdd(x, y, term);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, TVector y, double term) => TLanes.FusedMultiplyAdd(x, y, TLanes.Create(term));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, double factor, TVector term) => TLanes.FusedMultiplyAdd(x, TLanes.Create(factor), term);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, double factor, double term) => TLanes.FusedMultiplyAdd(x, TLanes.Create(factor), TLanes.Create(term));

    // NaN stays NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Limit(TVector x, double least, double most) => TLanes.MaxNative(TLanes.Create(least), TLanes.MinNative(TLanes.Create(most), x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector IsZero(TVector x) => TLanes.Equal(x, TLanes.Create(0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SignOf(TVector x) => TLanes.And(x, TLanes.Create(-0.0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Rounded((TVector High, TVector Low) x) => TLanes.Add(x.High, x.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) Sum(TVector a, TVector b)
    {
        var high = TLanes.Add(a, b);
        var ofB = TLanes.Subtract(high, a);
        return (high, TLanes.Add(TLanes.Subtract(a, TLanes.Subtract(high, ofB)), TLanes.Subtract(b, ofB)));
    }

    // Of a number and one that is not larger, or 0 and any.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) OrderedSum(TVector larger, TVector smaller)
    {
        var high = TLanes.Add(larger, smaller);
        return (high, TLanes.Subtract(smaller, TLanes.Subtract(high, larger)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) Product(TVector a, TVector b)
    {
        var high = TLanes.Multiply(a, b);
        return (high, TLanes.FusedMultiplyAdd(a, b, TLanes.Negate(high)));
    }

    // Of sums of two numbers, with one division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector High, TVector Low) Quotient(TVector a, TVector aLow, TVector b, TVector bLow)
    {
        var inverse = TLanes.Divide(One, b);
        var high = TLanes.Multiply(a, inverse);
        var remainder = TLanes.FusedMultiplyAdd(TLanes.Negate(high), b, a);
        remainder = TLanes.Add(remainder, TLanes.FusedMultiplyAdd(TLanes.Negate(high), bLow, aLow));
        return (high, TLanes.Multiply(remainder, inverse));
    }
}
