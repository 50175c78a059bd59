using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>Checks of the arguments of a compiled function, before anything is written. The usual case is decided inline by the emitted code.</summary>
internal static class Arguments
{
    [DoesNotReturn]
    public static void ThrowNull(string name) => throw new ArgumentNullException(name);

    [DoesNotReturn]
    public static void ThrowLength(int length, int expected, string name, string of) =>
        throw new ArgumentException($"The array '{name}' has length {length}, but '{of}' has length {expected}. Give it the same length.", name);

    [DoesNotReturn]
    public static void ThrowResultLength(int length, int expected, string name, string unit, string what) =>
        throw new ArgumentException($"The array '{name}' has {length} {unit}, but needs {expected}: one for each {what}.", name);

    [DoesNotReturn]
    public static void ThrowOverlap(string name, string other) =>
        throw new ArgumentException($"The gradient '{name}' shares memory with '{other}': what is written to one would change the other. Give it memory of its own.", name);

    /// <summary>Whether two spans share an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Overlap<T>(Span<T> a, Span<T> b) => Overlap<T>(a, (ReadOnlySpan<T>)b);

    /// <inheritdoc cref="Overlap{T}(Span{T}, Span{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Overlap<T>(Span<T> a, ReadOnlySpan<T> b)
    {
        var distance = Unsafe.ByteOffset(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b));
        return ((nuint)distance < (nuint)((long)a.Length * Unsafe.SizeOf<T>()) || (nuint)(-distance) < (nuint)((long)b.Length * Unsafe.SizeOf<T>())) && a.Length > 0 && b.Length > 0;
    }

    /// <summary>Sets to zero what a loop of so many iterations does not write, from <paramref name="first"/> beside its first index to <paramref name="last"/> beside its last.</summary>
    /// <remarks>These are few, as a rule; a call would cost more, since whatever the method needs later would have to be saved.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ClearOutside<T>(Span<T> span, int count, int first, int last)
    {
        var (from, to) = count > 0 ? (first, count + last) : (0, 0);
        for (var i = 0; i < from; i++) span[i] = default!;
        for (var i = to; i < span.Length; i++) span[i] = default!;
    }
}
