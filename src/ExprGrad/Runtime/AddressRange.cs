using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime;

/// <summary>
/// Where objects of a gradient lie in memory: while each lies behind the one before, as those do that were made one after the other, all are different, and all lie between two addresses.
/// </summary>
/// <param name="First">The address of the first; 0 if there is none.</param>
/// <param name="Last">The address of the last.</param>
/// <param name="Behind">What the last one's elements end before.</param>
/// <param name="IsMixed">Whether one doesn't lie behind the one before; nothing else is known then.</param>
/// <remarks>It holds until objects are moved (<see cref="Moves"/>). Arrays without elements hold nothing, and don't count; nor does what is missing.</remarks>
internal readonly record struct AddressRange(nint First, nint Last, nint Behind, bool IsMixed)
{
    // What an array has before its elements, at most.
    private const int Header = 32;

    /// <summary>How often objects may have been moved. Addresses tell something only as long as that stays the same.</summary>
    public static int Moves => GC.CollectionCount(0);

    /// <summary>The address of an object now.</summary>
    public static nint Of(object item) => Unsafe.As<object, nint>(ref item);

    /// <summary>With one more object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AddressRange WithObject(object? item) => item is null ? this : With(Of(item), 0);

    /// <summary>With one more array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AddressRange WithArray(Array? array, int size) => array is null || array.Length == 0 ? this : With(Of(array), Header + ((nint)array.Length * size));

    /// <summary>With the arrays of numbers in an array of arrays.</summary>
    public AddressRange WithRows(Array? rows, int size)
    {
        if (rows is double[]?[] doubles) return WithRows(doubles);
        var range = this;
        foreach (var row in rows is null ? [] : NestedArrays.Rows(rows)) range = row is not null && NestedArrays.IsNested(row) ? range.WithRows(row, size) : range.WithArray(row, size);
        return range;
    }

    // The most frequent ones: their rows need no look at their types, which would take longer than all the rest.
    private AddressRange WithRows(double[]?[] rows)
    {
        var (first, last, isMixed) = (First, Last, IsMixed);
        double[]? end = null;
        foreach (var row in rows)
        {
            if (row is null || row.Length == 0) continue;
            var address = Of(row);
            isMixed |= address <= last;
            last = address;
            if (end is null && first == 0) first = address;
            end = row;
        }

        return end is null ? this : new(first, last, last + Header + ((nint)end.Length * sizeof(double)), isMixed);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AddressRange With(nint address, nint size) => new(First == 0 ? address : First, address, address + size, IsMixed | address <= Last);
}
