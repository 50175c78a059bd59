using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>Whether what is given for gradients lies apart from each other and from inputs, as far as addresses tell: what lies apart is not shared, and what doesn't may be.</summary>
internal static class AddressRanges
{
    /// <summary>Whether no object is in two ranges, nor twice in one. The ranges are in ascending order then.</summary>
    public static bool AreApart(Span<AddressRange> gradients)
    {
        var areInOrder = true;
        for (var i = 0; i < gradients.Length; i++)
        {
            if (gradients[i].IsMixed) return false;
            areInOrder &= i == 0 || gradients[i - 1].Last < gradients[i].First;
        }

        if (areInOrder) return true;
        gradients.Sort(static (a, b) => a.First.CompareTo(b.First));
        for (var i = 1; i < gradients.Length; i++)
        {
            if (gradients[i].First <= gradients[i - 1].Last && gradients[i].First != 0) return false;
        }

        return true;
    }

    /// <summary>Whether an object is in none of the ranges, which are in ascending order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsObjectApart(Span<AddressRange> gradients, object? item) => item is null || IsApart(gradients, AddressRange.Of(item));

    /// <summary>Whether an array is in none of the ranges.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsArrayApart(Span<AddressRange> gradients, Array? array) => array is null || IsApart(gradients, AddressRange.Of(array)) || array.Length == 0;

    /// <summary>Whether no array of numbers in an array of arrays is in one of the ranges.</summary>
    public static bool AreRowsApart(Span<AddressRange> gradients, Array? rows)
    {
        if (rows is double[]?[] doubles) return AreRowsApart(gradients, doubles);
        foreach (var row in rows is null ? [] : NestedArrays.Rows(rows))
        {
            if (!(row is not null && NestedArrays.IsNested(row) ? AreRowsApart(gradients, row) : IsArrayApart(gradients, row))) return false;
        }

        return true;
    }

    // The most frequent ones: their rows need no look at their types, which would take longer than all the rest. What is missing has the address 0.
    private static bool AreRowsApart(Span<AddressRange> gradients, double[]?[] rows)
    {
        var (first, last) = (gradients[0].First, gradients[^1].Last);
        foreach (var row in rows)
        {
            var address = AddressRange.Of(row!);
            if (address >= first && address <= last && !IsBetween(gradients, address) && row is { Length: > 0 }) return false;
        }

        return true;
    }

    /// <summary>Whether no element of a span is between the ends of one of the ranges.</summary>
    public static unsafe bool IsSpanApart<T>(Span<AddressRange> gradients, ReadOnlySpan<T> span)
    {
        var first = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
        var behind = first + ((nint)span.Length * Unsafe.SizeOf<T>());
        foreach (var range in gradients)
        {
            if (range.First < behind && first < range.Behind) return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsApart(Span<AddressRange> gradients, nint address) => address < gradients[0].First || address > gradients[^1].Last || IsBetween(gradients, address);

    // Whether it is in none of them although it lies between the first and the last.
    private static bool IsBetween(Span<AddressRange> gradients, nint address)
    {
        var (low, high) = (0, gradients.Length);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (gradients[middle].First <= address) low = middle;
            else high = middle;
        }

        return address > gradients[low].Last;
    }
}
