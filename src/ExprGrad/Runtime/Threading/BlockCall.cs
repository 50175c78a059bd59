using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Threading;

/// <summary>A block of a loop's iterations, as a method that was compiled.</summary>
/// <param name="own">The block's own buffers.</param>
/// <param name="call">What it gets from the call that it is a part of.</param>
/// <param name="block">Its number.</param>
internal delegate void BlockBody(Workspace own, BlockCall call, int block);

/// <summary>
/// A loop whose iterations run in blocks, and what they get from the method that runs it, beside the numbers that lie in arrays of its workspace: objects, and memory that stays where
/// it is until they are done. Each block has buffers of its own, whichever thread it runs on, so that a call needs the same memory each time.
/// </summary>
internal sealed class BlockCall(Workspace workspace) : BlockedWork
{
    /// <summary>So many spans can be pinned at once.</summary>
    public const int MostSpans = 16;

    private readonly nint[] _pinned = new nint[MostSpans];
    private Workspace[] _own = [];
    private object?[] _objects = [];
    private BlockBody _body = null!;
    private int _extent;
    private int _size;

    /// <summary>The buffers of the call.</summary>
    public Workspace Workspace => workspace;

    /// <summary>The first iteration of a block.</summary>
    public int First(int block) => block * _size;

    /// <summary>The iteration behind the last one of a block.</summary>
    public int End(int block) => _extent - First(block) > _size ? First(block) + _size : _extent;

    /// <summary>The buffers of a block.</summary>
    public Workspace Own(int block) => _own[block];

    /// <summary>A buffer of the call, which was taken from its workspace before blocks began; an empty one need not have been.</summary>
    public Span<T> Buffer<T>(int slot, int length)
        where T : struct => length == 0 ? [] : workspace.Kept<T>(slot, length);

    /// <summary>The same of elements that are or hold references.</summary>
    public Span<T> ObjectBuffer<T>(int slot, int length) => length == 0 ? [] : workspace.Objects<T>(slot, length);

    /// <summary>What <see cref="Buffer"/> gave last.</summary>
    public Span<T> BufferAgain<T>(int slot)
        where T : struct => workspace.Again<T>(slot);

    /// <summary>What <see cref="ObjectBuffer"/> gave last.</summary>
    public Span<T> ObjectBufferAgain<T>(int slot) => workspace.ObjectsAgain<T>(slot);

    /// <summary>Room for objects that blocks need.</summary>
    public object?[] Objects(int count)
    {
        if (_objects.Length < count) _objects = new object?[count];
        return _objects;
    }

    /// <summary>Memory that was pinned.</summary>
    public unsafe Span<T> Pinned<T>(int number, int length)
        where T : unmanaged => new((void*)_pinned[number], length);

    /// <summary>Where a span begins, to be pinned.</summary>
    public static ReadOnlySpan<byte> Start<T>(ReadOnlySpan<T> span)
        where T : unmanaged => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(span)), span.IsEmpty ? 0 : 1);

    /// <summary>Runs all iterations.</summary>
    /// <param name="body">Runs a block of them.</param>
    /// <param name="extent">How many there are.</param>
    /// <param name="size">How many are in a block.</param>
    /// <param name="threads">How many threads may work on them.</param>
    public void Run(BlockBody body, int extent, int size, int threads)
    {
        (_body, _extent, _size) = (body, extent, size);
        var blocks = BlockPlan.Count(extent, size);
        if (_own.Length < blocks) MakeOwn(blocks);
        try
        {
            Run(blocks, threads);
        }
        finally
        {
            Array.Clear(_objects);
            Array.Clear(_pinned);
        }
    }

    /// <summary>The same with memory that must not move until all is done.</summary>
    public unsafe void RunPinned(
        BlockBody body, int extent, int size, int threads,
        ReadOnlySpan<byte> s0, ReadOnlySpan<byte> s1, ReadOnlySpan<byte> s2, ReadOnlySpan<byte> s3, ReadOnlySpan<byte> s4, ReadOnlySpan<byte> s5, ReadOnlySpan<byte> s6, ReadOnlySpan<byte> s7,
        ReadOnlySpan<byte> s8, ReadOnlySpan<byte> s9, ReadOnlySpan<byte> s10, ReadOnlySpan<byte> s11, ReadOnlySpan<byte> s12, ReadOnlySpan<byte> s13, ReadOnlySpan<byte> s14, ReadOnlySpan<byte> s15)
    {
        fixed (byte* p0 = s0, p1 = s1, p2 = s2, p3 = s3, p4 = s4, p5 = s5, p6 = s6, p7 = s7, p8 = s8, p9 = s9, p10 = s10, p11 = s11, p12 = s12, p13 = s13, p14 = s14, p15 = s15)
        {
            ReadOnlySpan<nint> starts =
            [
                (nint)p0, (nint)p1, (nint)p2, (nint)p3, (nint)p4, (nint)p5, (nint)p6, (nint)p7, (nint)p8, (nint)p9, (nint)p10, (nint)p11, (nint)p12, (nint)p13, (nint)p14, (nint)p15,
            ];
            starts.CopyTo(_pinned);
            Run(body, extent, size, threads);
        }
    }

    protected override void Do(int block) => _body(_own[block], this, block);

    private void MakeOwn(int count)
    {
        var have = _own.Length;
        Array.Resize(ref _own, count);
        for (var i = have; i < count; i++) _own[i] = new Workspace(workspace.Owner, number: 0);
    }
}
