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
    public static void ThrowResultLength(int length, int expected, string name) =>
        throw new ArgumentException($"The array '{name}' has length {length}, but the result has length {expected}.", name);

    [DoesNotReturn]
    public static void ThrowOverlap(string name, string other) =>
        throw new ArgumentException($"The gradient '{name}' shares memory with '{other}', which would be overwritten while it is read. Give it memory of its own.", name);

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

    /// <summary>Whether two jagged arrays are the same or share a row in the same place, as a copy of the outer array alone does.</summary>
    public static bool OverlapRows<T>(T[][] a, T[][] b)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (ReferenceEquals(a[i], b[i]) && a[i].Length > 0) return true;
        }

        return false;
    }

    /// <summary>
    /// Checks that the rows of a gradient have the lengths of its input's rows, and that no row is that before it, as where one array was filled in for all.
    /// </summary>
    public static void SameRows<T>(T[][] rows, T[][] expected, string name, string of)
    {
        if (rows.Length != expected.Length) ThrowLength(rows.Length, expected.Length, name, of);
        for (var i = 0; i < rows.Length; i++)
        {
            if (expected[i] is null) ThrowNull($"{of}[{i}]");
            if (rows[i] is null) ThrowNull($"{name}[{i}]");
            if (rows[i].Length != expected[i].Length) ThrowLength(rows[i].Length, expected[i].Length, $"{name}[{i}]", $"{of}[{i}]");
            if (i > 0 && ReferenceEquals(rows[i], rows[i - 1])) ThrowOverlap($"{name}[{i}]", $"{name}[{i - 1}]");
        }
    }

    /// <summary>Sets to zero what a loop of so many iterations does not write, from <paramref name="first"/> beside its first index to <paramref name="last"/> beside its last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ClearOutside<T>(Span<T> span, int count, int first, int last)
    {
        var (from, to) = count > 0 ? (first, count + last) : (0, 0);
        if (from > 0) span[..from].Clear();
        if (to < span.Length) span[to..].Clear();
    }

    /// <summary>Sets all elements of all rows to zero.</summary>
    public static void ClearRows<T>(T[][] rows)
    {
        foreach (var row in rows) Array.Clear(row);
    }
}
