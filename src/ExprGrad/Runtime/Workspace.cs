namespace ExprGrad.Runtime;

/// <summary>The buffers of one call. They grow to the largest sizes asked for and are used again by later calls.</summary>
internal sealed class Workspace(WorkspaceStack owner, uint number)
{
    private Array?[] _buffers = new Array?[4];

    /// <summary>The tape of a function that records on one.</summary>
    public Tape Tape => field ??= new Tape();

    /// <summary>Where it is given back to.</summary>
    internal WorkspaceStack Owner { get; } = owner;

    /// <summary>Which of its owner's workspaces this is, from 1.</summary>
    internal uint Number { get; } = number;

    /// <summary>The number of the next free one, 0 if there is none; for the owner.</summary>
    internal uint Next { get; set; }

    /// <summary>A buffer of at least one element, with whatever it held before.</summary>
    public T[] Rent<T>(int slot, int length)
    {
        if (slot >= _buffers.Length) Array.Resize(ref _buffers, Math.Max(2 * _buffers.Length, slot + 1));
        if (_buffers[slot] is T[] buffer && buffer.Length >= length) return buffer;
        var larger = new T[Math.Max(length, 4)];
        _buffers[slot] = larger;
        return larger;
    }

    /// <summary>The first elements of a buffer, with whatever they held before.</summary>
    public Span<T> Span<T>(int slot, int length) => Rent<T>(slot, length).AsSpan(0, length);

    /// <summary>The first elements of a buffer that grows row by row: those before the last row are kept.</summary>
    public Span<T> Grow<T>(int slot, int length)
    {
        if (slot < _buffers.Length && _buffers[slot] is T[] buffer && buffer.Length < length)
            Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * buffer.Length, length), Array.MaxLength));
        else
            buffer = Rent<T>(slot, length);
        _buffers[slot] = buffer;
        return buffer.AsSpan(0, length);
    }

    /// <summary>The size of a buffer of several dimensions; a dimension that no loop ran over may be negative and counts as 0.</summary>
    /// <exception cref="OutOfMemoryException">The buffer would be larger than an array can be.</exception>
    public static int Size(int rows, int columns) => Checked((long)Math.Max(rows, 0) * Math.Max(columns, 0));

    /// <summary>The size of a buffer with one more row.</summary>
    /// <exception cref="OutOfMemoryException">The buffer would be larger than an array can be.</exception>
    public static int Append(int size, int row) => Checked((long)size + row);

    private static int Checked(long size) =>
        size <= Array.MaxLength ? (int)size : throw new OutOfMemoryException($"A buffer of {size:N0} elements is needed, more than an array can hold.");
}
