using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ExprGrad.Runtime.Threading;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime;

/// <summary>The buffers of one call. They grow to the largest sizes asked for and are used again by later calls.</summary>
/// <remarks>Emitted code asks for them once a call, or once a loop: as calls, since each method that the JIT inlines costs it time (docs/adr/0053-calls-that-stay-calls.md).</remarks>
internal sealed class Workspace(WorkspaceStack owner, uint number)
{
    private Buffer[] _buffers = new Buffer[4];

    /// <summary>The tape of a function that records on one.</summary>
    public Tape Tape => field ??= new Tape();

    /// <summary>What the blocks of a loop that runs on several threads get from the call.</summary>
    public BlockCall Blocks => field ??= new BlockCall(this);

    /// <summary>Where it is given back to.</summary>
    internal WorkspaceStack Owner { get; } = owner;

    /// <summary>Which of its owner's workspaces this is, from 1; 0 for what belongs to a block of another one's call.</summary>
    internal uint Number { get; } = number;

    /// <summary>The number of the next free one, 0 if there is none; for the owner.</summary>
    internal uint Next { get; set; }

    /// <summary>An array of at least one element, with whatever it held before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T[] Rent<T>(int slot, int length)
    {
        ref var place = ref Place(slot).Memory;
        if (place is T[] buffer && buffer.Length >= length) return buffer;
        var larger = new T[Math.Max(length, 4)];
        place = larger;
        return larger;
    }

    /// <summary>The first elements of a buffer that is begun, with whatever was there before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> Span<T>(int slot, int length)
        where T : struct
    {
        var begun = Kept<T>(slot, length);
        AlignedMemory.Spoil(MemoryMarshal.AsBytes(begun));
        return begun;
    }

    /// <summary>The first elements of a buffer, with what was written to them since it was begun.</summary>
    public Span<T> Kept<T>(int slot, int length)
        where T : struct
    {
        ref var place = ref Place(slot);
        if (place.Memory is not AlignedMemory memory || memory.Capacity<T>() < length) place.Memory = memory = AlignedMemory.For<T>(length);
        place.Length = length;
        return memory.First<T>(length);
    }

    /// <summary>The span that was taken last of a buffer that has one type of elements; empty if none was.</summary>
    [MethodImpl(Callee.Optimised)]
    public Span<T> Again<T>(int slot)
        where T : struct => Place(slot) is { Memory: AlignedMemory memory, Length: var length } ? memory.First<T>(length) : [];

    /// <summary>The same of elements that are or hold references.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> Objects<T>(int slot, int length)
    {
        Place(slot).Length = length;
        return Rent<T>(slot, length).AsSpan(0, length);
    }

    /// <summary>The span of such elements that was taken last; empty if none was.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> ObjectsAgain<T>(int slot) => Place(slot) is { Memory: T[] elements, Length: var length } ? elements.AsSpan(0, length) : [];

    /// <summary>An object that later calls use again.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T Part<T>(int slot)
        where T : class, new()
    {
        ref var place = ref Place(slot).Memory;
        if (place is T part) return part;
        place = part = new T();
        return part;
    }

    /// <summary>An array of just these lengths, with what it held before if it had them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T Fitted<T>(int slot, int length, int columns)
        where T : class
    {
        ref var place = ref Place(slot).Memory;
        var array = NestedArrays.Fitted(place as T, length, columns);
        place = array;
        return array;
    }

    /// <summary>An array of the shape of another, with what it held before as far as it had that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public T FittedTo<T>(int slot, T shape)
        where T : class
    {
        ref var place = ref Place(slot).Memory;
        var array = NestedArrays.FittedTo(place as T, shape);
        place = array;
        return array;
    }

    /// <summary>The first elements of a buffer that grows row by row: those before the last row are kept.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> Grow<T>(int slot, int length)
        where T : struct
    {
        ref var place = ref Place(slot).Memory;
        if (place is AlignedMemory memory && memory.Capacity<T>() is var capacity && capacity < length)
        {
            var larger = AlignedMemory.For<T>((int)Math.Min(Math.Max(2L * capacity, length), Array.MaxLength));
            memory.First<T>(capacity).CopyTo(larger.First<T>(capacity));
            place = larger;
        }

        return Kept<T>(slot, length);
    }

    /// <summary>The same of elements that are or hold references.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Span<T> GrowObjects<T>(int slot, int length)
    {
        ref var place = ref Place(slot).Memory;
        if (place is T[] buffer && buffer.Length < length)
        {
            Array.Resize(ref buffer, (int)Math.Min(Math.Max(2L * buffer.Length, length), Array.MaxLength));
            place = buffer;
        }

        return Objects<T>(slot, length);
    }

    private ref Buffer Place(int slot)
    {
        if (slot >= _buffers.Length) Array.Resize(ref _buffers, Math.Max(2 * _buffers.Length, slot + 1));
        return ref _buffers[slot];
    }

    /// <summary>The size of a buffer of several dimensions; a dimension that no loop ran over may be negative and counts as 0.</summary>
    /// <exception cref="OutOfMemoryException">The buffer would be larger than an array can be.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Size(int rows, int columns) => Checked((long)Math.Max(rows, 0) * Math.Max(columns, 0));

    /// <summary>The size of a buffer with one more row.</summary>
    /// <exception cref="OutOfMemoryException">The buffer would be larger than an array can be.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Append(int size, int row) => Checked((long)size + row);

    private static int Checked(long size) =>
        size <= Array.MaxLength ? (int)size : throw new OutOfMemoryException($"A buffer of {size:N0} elements is needed, more than an array can hold.");

    private struct Buffer
    {
        public object? Memory;

        /// <summary>How many elements the span has that was taken last.</summary>
        public int Length;
    }
}
