using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Products of rows along themselves: of each row with a vector, the sum over its columns, and multiples of rows added to a vector. Four rows at a time share what is read of the vector.
/// </summary>
/// <remarks>Columns behind the last whole vector are read together with those before them, once more: loads under a mask need a pointer, for which each row would have to be pinned.</remarks>
internal static partial class RowProducts<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, INumber<TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private const int Group = 4;

    /// <summary>How many rows to take at a time, so that they are still near when they are read once more: a multiple of all rounds of vectors.</summary>
    /// <param name="columns">The number of columns.</param>
    public static int RowsAtATime(int columns)
    {
        const int Least = 64, Most = 512, Elements = 1 << 12;
        return Math.Clamp(Elements / Math.Max(columns, 1) / Least * Least, Least, Most);
    }

    /// <summary>Sets numbers to the products of rows at equal distances with a vector.</summary>
    /// <param name="products">What takes a number for each row.</param>
    /// <param name="source">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="vector">What holds the vector.</param>
    /// <param name="start">Where that begins.</param>
    [MethodImpl(Callee.Optimised)]
    public static void Dot(Span<TScalar> products, ReadOnlySpan<TScalar> source, int index, int stride, int count, int columns, ReadOnlySpan<TScalar> vector, int start)
    {
        products = products[..count];
        if (columns <= 0 || count <= 0)
        {
            products.Clear();
            return;
        }

        Ranges.Check(source.Length, index, columns, stride, count);
        Dot(products, new RowsAtDistance<TScalar>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index), stride), vector.Slice(start, columns));
    }

    /// <summary>Sets numbers to the products of rows that are arrays of their own with a vector.</summary>
    /// <inheritdoc cref="Dot(Span{TScalar}, ReadOnlySpan{TScalar}, int, int, int, int, ReadOnlySpan{TScalar}, int)"/>
    [MethodImpl(Callee.Optimised)]
    public static void Dot(Span<TScalar> products, TScalar[][] source, int index, int stride, int count, int columns, ReadOnlySpan<TScalar> vector, int start)
    {
        products = products[..count];
        if (columns <= 0 || count <= 0)
        {
            products.Clear();
            return;
        }

        Ranges.Check(source.Length, index, 1, stride, count);
        Dot(products, new RowsOfArrays<TScalar>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), index), stride, columns), vector.Slice(start, columns));
    }

    /// <summary>Adds rows at equal distances, each times its factor, to a vector.</summary>
    /// <param name="target">What holds the vector.</param>
    /// <param name="start">Where that begins.</param>
    /// <param name="source">The rows.</param>
    /// <param name="index">Where the first row begins.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="factors">A factor for each row.</param>
    [MethodImpl(Callee.Optimised)]
    public static void AddMultiples(Span<TScalar> target, int start, ReadOnlySpan<TScalar> source, int index, int stride, int count, int columns, ReadOnlySpan<TScalar> factors)
    {
        if (columns <= 0 || count <= 0) return;
        Ranges.Check(source.Length, index, columns, stride, count);
        AddMultiples(target.Slice(start, columns), new RowsAtDistance<TScalar>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), index), stride), factors[..count]);
    }

    /// <summary>Adds rows that are arrays of their own, each times its factor, to a vector.</summary>
    /// <inheritdoc cref="AddMultiples(Span{TScalar}, int, ReadOnlySpan{TScalar}, int, int, int, int, ReadOnlySpan{TScalar})"/>
    [MethodImpl(Callee.Optimised)]
    public static void AddMultiples(Span<TScalar> target, int start, TScalar[][] source, int index, int stride, int count, int columns, ReadOnlySpan<TScalar> factors)
    {
        if (columns <= 0 || count <= 0) return;
        Ranges.Check(source.Length, index, 1, stride, count);
        AddMultiples(target.Slice(start, columns), new RowsOfArrays<TScalar>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(source), index), stride, columns), factors[..count]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At(ref TScalar row, int column) => TLanes.LoadUnsafe(in row, (nuint)column);

    // The lanes of the last so many columns, in a vector that ends with them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LastLanes(int columns) => TLanes.GreaterThanOrEqual(TLanes.Indices, TLanes.Convert(TLanes.Count - columns));
}
