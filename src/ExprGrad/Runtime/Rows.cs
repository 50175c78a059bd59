using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>Finds rows that jagged arrays have in common, in one pass over each: rows of an output are numbered in their own memory meanwhile.</summary>
internal static class Rows
{
    /// <summary>Whether two rows are the same array, which would take the gradient of both.</summary>
    public static bool AreShared<T>(T[][] rows)
        where T : struct
    {
        var saved = Number(rows);
        var areShared = false;
        for (var i = 0; i < rows.Length; i++) areShared |= rows[i].Length > 0 && NumberOf(rows[i]) != i;
        Restore(rows, saved);
        return areShared;
    }

    /// <summary>Whether a row of the output is also a row of the other array, if there is one.</summary>
    public static bool Overlap<T>(T[][] rows, T[]?[]? other)
        where T : struct
    {
        if (other is null) return false;
        var saved = Number(rows);
        var overlap = false;
        foreach (var row in other)
        {
            if (row is null || row.Length == 0) continue;
            var number = NumberOf(row);
            overlap |= (uint)number < (uint)rows.Length && ReferenceEquals(rows[number], row);
        }

        Restore(rows, saved);
        return overlap;
    }

    /// <summary>Whether a row, if there are any, shares an element with the span.</summary>
    public static bool Overlap<T>(T[]?[]? rows, Span<T> other) => Overlap(rows, (ReadOnlySpan<T>)other);

    /// <inheritdoc cref="Overlap{T}(T[][], Span{T})"/>
    public static bool Overlap<T>(T[]?[]? rows, ReadOnlySpan<T> other)
    {
        foreach (var row in rows ?? [])
        {
            if (row is not null && Arguments.Overlap<T>(row, other)) return true;
        }

        return false;
    }

    private static int[] Number<T>(T[][] rows)
        where T : struct
    {
        var saved = ArrayPool<int>.Shared.Rent(rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length == 0) continue;
            saved[i] = NumberOf(rows[i]);
            NumberOf(rows[i]) = i;
        }

        return saved;
    }

    // Backwards: of a row that is there twice the first number was saved as the second time's content.
    private static void Restore<T>(T[][] rows, int[] saved)
        where T : struct
    {
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            if (rows[i].Length > 0) NumberOf(rows[i]) = saved[i];
        }

        ArrayPool<int>.Shared.Return(saved);
    }

    // In the first four bytes of the first element.
    private static ref int NumberOf<T>(T[] row)
        where T : struct =>
        ref Unsafe.As<T, int>(ref MemoryMarshal.GetArrayDataReference(row));
}
