using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime;

/// <summary>
/// Checks of all the places at which a loop, or several around each other, access a span: before the loops, so that <see cref="Unchecked"/> needs none in them. Where
/// one of the loops does not run, nothing is accessed, and nothing is wrong.
/// </summary>
/// <remarks>
/// The places are in 64 bits. A place in the span is then what 32 bits give too, whatever overflowed on the way to it: sums and products agree modulo 2^32.
/// </remarks>
internal static class Ranges
{
    /// <summary>Checks the places of a loop.</summary>
    /// <param name="length">The length of the span.</param>
    /// <param name="first">The first place in the first iteration.</param>
    /// <param name="width">How many elements from a place on are accessed.</param>
    /// <param name="stride">The distance from iteration to iteration.</param>
    /// <param name="trips">The number of iterations.</param>
    /// <exception cref="IndexOutOfRangeException">One of them is not in the span.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check(int length, int first, int width, int stride, int trips)
    {
        if (trips > 0) Check(length, first, width, Way(stride, trips), 0, 0);
    }

    /// <summary>Checks the places of two loops around each other.</summary>
    /// <inheritdoc cref="Check(int, int, int, int, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check(int length, int first, int width, int stride, int trips, int stride2, int trips2)
    {
        if (trips > 0 && trips2 > 0) Check(length, first, width, Way(stride, trips), Way(stride2, trips2), 0);
    }

    /// <summary>Checks the places of three loops around each other.</summary>
    /// <inheritdoc cref="Check(int, int, int, int, int)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check(int length, int first, int width, int stride, int trips, int stride2, int trips2, int stride3, int trips3)
    {
        if (trips > 0 && trips2 > 0 && trips3 > 0) Check(length, first, width, Way(stride, trips), Way(stride2, trips2), Way(stride3, trips3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check(int length, int first, int width, long way, long way2, long way3)
    {
        var lowest = first + Math.Min(way, 0) + Math.Min(way2, 0) + Math.Min(way3, 0);
        var highest = first + Math.Max(way, 0) + Math.Max(way2, 0) + Math.Max(way3, 0);
        if (lowest < 0 || highest + width > length) Refuse();
    }

    /// <summary>In debug builds, checks an access that needs none.</summary>
    [Conditional("DEBUG")]
    public static void Verify(int length, long index, int width)
    {
        if (index < 0 || index + width > length) throw new InvalidOperationException($"Elements {index} to {index + width - 1} of {length} are accessed without a check.");
    }

    /// <summary>Refuses an access that is out of range.</summary>
    /// <exception cref="IndexOutOfRangeException">Always.</exception>
    public static void Refuse() => throw new IndexOutOfRangeException();

    // From the first iteration to the last.
    private static long Way(int stride, int trips) => (long)stride * (trips - 1);
}
