using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime;

/// <summary>Where the rows of an array of arrays lie: each behind the one before, as those that were made one after the other do, and all between two addresses.</summary>
/// <param name="Ascends">Whether each row lies behind the one before; otherwise nothing is known.</param>
/// <param name="First">Where the first row begins.</param>
/// <param name="Behind">What the last row ends before.</param>
/// <remarks>It holds until objects are moved (<see cref="References.Moves"/>).</remarks>
internal readonly record struct RowRange(bool Ascends, nint First, nint Behind)
{
    // What an array has besides its elements, at most.
    private const int Header = 64;

    /// <summary>Finds it; rows that are missing or empty are nowhere.</summary>
    public static RowRange Of(Array arrays)
    {
        nint first = 0, last = 0;
        Array? end = null;
        if (!(arrays is double[]?[] doubles ? Scan(doubles, ref first, ref last, ref end) : Scan(arrays, ref first, ref last, ref end))) return default;
        return new RowRange(true, first, end is null ? first : last + Header + (end.Length * sizeof(double)));
    }

    /// <summary>Whether nothing lies both in this range and between the addresses.</summary>
    public bool IsApart(nint first, nint behind) => Ascends && (Behind <= first || behind <= First);

    private static bool Scan(Array arrays, ref nint first, ref nint last, ref Array? end)
    {
        foreach (var row in NestedArrays.Rows(arrays))
        {
            if (row is null || row.Length == 0) continue;
            if (NestedArrays.IsNested(row))
            {
                if (!Scan(row, ref first, ref last, ref end)) return false;
                continue;
            }

            if (!References.IsBehind(row, ref last)) return false;
            if (end is null) first = last;
            end = row;
        }

        return true;
    }

    // The most frequent ones: their rows need no look at their types, which would take longer than all the rest.
    private static bool Scan(double[]?[] rows, ref nint first, ref nint last, ref Array? end)
    {
        double[]? before = null;
        foreach (var row in rows)
        {
            if (row is null || row.Length == 0) continue;
            if (!References.IsBehind(row, ref last)) return false;
            if (before is null) first = last;
            before = row;
        }

        end = before;
        return true;
    }
}
