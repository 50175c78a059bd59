using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>
/// Memory that begins at the beginning of a cache line: a vector in it never lies in two of them. Arrays begin anywhere, and the collector moves them; this one stays where it is.
/// </summary>
internal sealed class AlignedMemory
{
    private const int Line = 64;

    private readonly ulong[] _words;
    private readonly int _start;

    private AlignedMemory(long words)
    {
        _words = GC.AllocateUninitializedArray<ulong>(checked((int)(words + (Line / sizeof(ulong)))), pinned: true);
        Spoil(MemoryMarshal.AsBytes(_words.AsSpan()));
        var address = (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(_words, 0);
        _start = (int)((Line - (address % Line)) % Line / sizeof(ulong));
    }

    /// <summary>The number of elements that there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Capacity<T>()
        where T : struct => (int)Math.Min((long)(_words.Length - (Line / sizeof(ulong))) * sizeof(ulong) / Unsafe.SizeOf<T>(), Array.MaxLength);

    /// <summary>The first elements.</summary>
    public Span<T> First<T>(int length)
        where T : struct => MemoryMarshal.Cast<ulong, T>(_words.AsSpan(_start, _words.Length - (Line / sizeof(ulong))))[..length];

    /// <summary>Memory for elements of a type.</summary>
    /// <exception cref="OutOfMemoryException">It would be larger than an array can be.</exception>
    public static AlignedMemory For<T>(int length)
        where T : struct
    {
        var words = (((long)length * Unsafe.SizeOf<T>()) + sizeof(ulong) - 1) / sizeof(ulong);
        return words <= Array.MaxLength - Line ? new AlignedMemory(words) : throw new OutOfMemoryException($"A buffer of {length:N0} elements is needed, more than an array can hold.");
    }

    /// <summary>In debug builds, what is read before it is written is no number, and no index of anything: in new memory it would most often be 0, in used memory what another buffer held, and go unnoticed.</summary>
    [Conditional("DEBUG")]
    internal static void Spoil(Span<byte> bytes) => MemoryMarshal.Cast<byte, ushort>(bytes).Fill(0x7FF8);
}
