using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>Arrays in arrays of arrays, of any depth, that stand at two places: what is added to one of them is added to the other. Empty arrays hold nothing, and may be one.</summary>
/// <remarks>Ranges must be those of now; if objects are moved meanwhile, what is found does not count.</remarks>
internal static class SharedRows
{
    /// <summary>Checks that each array of numbers stands at one place.</summary>
    /// <exception cref="ArgumentException">One stands at two.</exception>
    public static void CheckDistinct(Array gradient, in RowRange range, string name)
    {
        if (range.Ascends) return;
        var table = References.Table();
        var areDistinct = AddTo(table, gradient);
        table.Clear();
        if (!areDistinct) ThrowTwice(gradient, name);
    }

    /// <summary>Whether two arrays of a type have an array of numbers in common, wherever it stands.</summary>
    public static bool Overlap(Array a, in RowRange rangeOfA, Array b, in RowRange rangeOfB)
    {
        if (rangeOfA.Ascends && rangeOfB.Ascends && (rangeOfA.IsApart(rangeOfB.First, rangeOfB.Behind) || (HaveLeaves(a) && AreApart(NestedArrays.Rows(a), NestedArrays.Rows(b))))) return false;
        var table = References.Table();
        AddTo(table, a);
        var overlap = Contains(table, b);
        table.Clear();
        return overlap;
    }

    /// <summary>Whether an array of numbers shares an element with a span.</summary>
    public static unsafe bool Overlap<T>(Array arrays, in RowRange range, Span<T> span)
        where T : unmanaged
    {
        var first = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
        return !range.IsApart(first, first + (span.Length * sizeof(T))) && Overlap(arrays, span);
    }

    private static bool Overlap<T>(Array arrays, Span<T> span)
        where T : unmanaged
    {
        if (arrays is T[]?[] vectors) return Overlap(vectors, span);
        if (!NestedArrays.IsNested(arrays)) return Arguments.Overlap(span, Elements.All<T>(arrays));
        foreach (var row in NestedArrays.Rows(arrays))
        {
            if (row is not null && Overlap(row, span)) return true;
        }

        return false;
    }

    private static bool Overlap<T>(T[]?[] rows, Span<T> span)
        where T : unmanaged
    {
        foreach (var row in rows)
        {
            if (Arguments.Overlap(span, row.AsSpan())) return true;
        }

        return false;
    }

    // Names an array that stands at two places.
    [DoesNotReturn]
    private static void ThrowTwice(Array arrays, string name)
    {
        var names = new Dictionary<Array, string>(ReferenceEqualityComparer.Instance);
        Find(arrays, name);
        throw new InvalidOperationException($"The arrays of '{name}' have changed during a call.");

        void Find(Array? array, string place)
        {
            if (array is null) return;
            if (!NestedArrays.IsNested(array))
            {
                if (array.Length > 0 && !names.TryAdd(array, place)) Arguments.ThrowOverlap(place, names[array]);
                return;
            }

            var rows = NestedArrays.Rows(array);
            for (var i = 0; i < rows.Length; i++) Find(rows[i], NestedArrays.Name(place, NestedArrays.Indices(array, i)));
        }
    }

    private static bool HaveLeaves(Array arrays) => arrays is double[][] or float[][] or double[][,] or float[][,];

    // Goes through two ascending sequences side by side; false, too, if one of them isn't ascending.
    private static bool AreApart(ReadOnlySpan<Array?> a, ReadOnlySpan<Array?> b)
    {
        nint first = 0, second = 0;
        int i = Next(a, 0, ref first), j = Next(b, 0, ref second);
        while (i < a.Length && j < b.Length)
        {
            if (i < 0 || j < 0 || first == second) return false;
            if (first < second) i = Next(a, i + 1, ref first);
            else j = Next(b, j + 1, ref second);
        }

        while (i >= 0 && i < a.Length) i = Next(a, i + 1, ref first);
        while (j >= 0 && j < b.Length) j = Next(b, j + 1, ref second);
        return i >= 0 && j >= 0;
    }

    // The next array from a place on that isn't empty; -1 if it does not lie behind the one before.
    private static int Next(ReadOnlySpan<Array?> arrays, int place, ref nint last)
    {
        for (; place < arrays.Length; place++)
        {
            if (arrays[place] is { Length: > 0 } row) return References.IsBehind(row, ref last) ? place : -1;
        }

        return place;
    }

    private static bool AddTo(HashSet<object> table, Array? arrays)
    {
        if (arrays is null || arrays.Length == 0) return true;
        if (!NestedArrays.IsNested(arrays)) return table.Add(arrays);
        var areNew = true;
        foreach (var row in NestedArrays.Rows(arrays)) areNew &= AddTo(table, row);
        return areNew;
    }

    private static bool Contains(HashSet<object> table, Array? arrays)
    {
        if (arrays is null || !NestedArrays.IsNested(arrays)) return arrays is not null && table.Contains(arrays);
        foreach (var row in NestedArrays.Rows(arrays))
        {
            if (Contains(table, row)) return true;
        }

        return false;
    }
}
