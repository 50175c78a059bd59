using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Products of rows along themselves: of each row with a vector, the sum over its columns, and multiples of rows added to a vector. Four rows at a time share what is read of the vector.
/// </summary>
/// <remarks>Columns behind the last whole vector are read together with those before them, once more: loads under a mask need a pointer, for which each row would have to be pinned.</remarks>
internal static class RowProducts<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, INumber<TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private const int Group = 4;

    // Whether there is a quick way to add up the lanes of as many vectors.
    private static bool HasTotals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (typeof(TVector) == typeof(Vector512<double>) && Avx512F.IsSupported) || (typeof(TVector) == typeof(Vector256<double>) && Avx.IsSupported);
    }

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
    private static void Dot<TRows>(Span<TScalar> products, TRows rows, ReadOnlySpan<TScalar> vector)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var row = 0;
        if (HasTotals && vector.Length < TLanes.Count)
        {
            row = DotOfFew(products, rows, vector);
        }
        else if (HasTotals)
        {
            var rest = LastLanes(vector.Length % TLanes.Count);
            for (; row <= products.Length - TLanes.Count; row += TLanes.Count)
            {
                var first = Four(ref rows.Row(row), ref rows.Row(row + 1), ref rows.Row(row + 2), ref rows.Row(row + 3), vector, rest);
                var totals = TLanes.Count == Group
                    ? VectorTotals<TVector>.Of(first)
                    : VectorTotals<TVector>.Of(first, Four(ref rows.Row(row + 4), ref rows.Row(row + 5), ref rows.Row(row + 6), ref rows.Row(row + 7), vector, rest));
                TLanes.StoreUnsafe(totals, ref MemoryMarshal.GetReference(products), (nuint)row);
            }
        }

        for (; row < products.Length; row++) products[row] = TensorPrimitives.Dot(MemoryMarshal.CreateReadOnlySpan(ref rows.Row(row), vector.Length), vector);
    }

    // Of rows shorter than a vector. As a call: they are pinned there. Returns how many it has taken.
    [MethodImpl(Callee.Optimised)]
    private static int DotOfFew<TRows>(Span<TScalar> products, TRows rows, ReadOnlySpan<TScalar> vector)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var (row, x) = (0, TLanes.LoadFirst(in MemoryMarshal.GetReference(vector), vector.Length));
        for (; row <= products.Length - TLanes.Count; row += TLanes.Count)
        {
            var first = (Product(ref rows.Row(row), x, vector.Length), Product(ref rows.Row(row + 1), x, vector.Length), Product(ref rows.Row(row + 2), x, vector.Length), Product(ref rows.Row(row + 3), x, vector.Length));
            var totals = TLanes.Count == Group
                ? VectorTotals<TVector>.Of(first)
                : VectorTotals<TVector>.Of(
                    first, (Product(ref rows.Row(row + 4), x, vector.Length), Product(ref rows.Row(row + 5), x, vector.Length), Product(ref rows.Row(row + 6), x, vector.Length), Product(ref rows.Row(row + 7), x, vector.Length)));
            TLanes.StoreUnsafe(totals, ref MemoryMarshal.GetReference(products), (nuint)row);
        }

        return row;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector Product(ref TScalar row, TVector x, int columns) => TLanes.Multiply(x, TLanes.LoadFirst(in row, columns));
    }

    // For each row a vector whose lanes add up to its product with the vector; with the lanes of the columns behind the last whole vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (TVector, TVector, TVector, TVector) Four(ref TScalar row0, ref TScalar row1, ref TScalar row2, ref TScalar row3, ReadOnlySpan<TScalar> vector, TVector rest)
    {
        ref var first = ref MemoryMarshal.GetReference(vector);
        var x = At(ref first, 0);
        var (sum0, sum1) = (TLanes.Multiply(x, At(ref row0, 0)), TLanes.Multiply(x, At(ref row1, 0)));
        var (sum2, sum3) = (TLanes.Multiply(x, At(ref row2, 0)), TLanes.Multiply(x, At(ref row3, 0)));
        var column = TLanes.Count;
        for (; column <= vector.Length - TLanes.Count; column += TLanes.Count)
        {
            x = At(ref first, column);
            sum0 = TLanes.MultiplyAddEstimate(x, At(ref row0, column), sum0);
            sum1 = TLanes.MultiplyAddEstimate(x, At(ref row1, column), sum1);
            sum2 = TLanes.MultiplyAddEstimate(x, At(ref row2, column), sum2);
            sum3 = TLanes.MultiplyAddEstimate(x, At(ref row3, column), sum3);
        }

        if (column < vector.Length)
        {
            // 0 for those that have been taken, in rows too: there may be infinities.
            column = vector.Length - TLanes.Count;
            x = TLanes.And(rest, At(ref first, column));
            sum0 = TLanes.MultiplyAddEstimate(x, TLanes.And(rest, At(ref row0, column)), sum0);
            sum1 = TLanes.MultiplyAddEstimate(x, TLanes.And(rest, At(ref row1, column)), sum1);
            sum2 = TLanes.MultiplyAddEstimate(x, TLanes.And(rest, At(ref row2, column)), sum2);
            sum3 = TLanes.MultiplyAddEstimate(x, TLanes.And(rest, At(ref row3, column)), sum3);
        }

        return (sum0, sum1, sum2, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMultiples<TRows>(Span<TScalar> target, TRows rows, ReadOnlySpan<TScalar> factors)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var (row, last) = (0, target.Length - TLanes.Count);
        if (last >= 0)
        {
            ref var first = ref MemoryMarshal.GetReference(target);

            // The last columns stay in registers: to read what was just written at another place takes long.
            var hasRest = target.Length % TLanes.Count != 0;
            var (rest, other) = (TLanes.Create(default), TLanes.Create(default));
            for (; row <= factors.Length - Group; row += Group)
            {
                ref var row0 = ref rows.Row(row);
                ref var row1 = ref rows.Row(row + 1);
                ref var row2 = ref rows.Row(row + 2);
                ref var row3 = ref rows.Row(row + 3);
                var (f0, f1, f2, f3) = (TLanes.Create(factors[row]), TLanes.Create(factors[row + 1]), TLanes.Create(factors[row + 2]), TLanes.Create(factors[row + 3]));
                for (var column = 0; column <= last; column += TLanes.Count)
                {
                    var sum = TLanes.MultiplyAddEstimate(f2, At(ref row2, column), TLanes.MultiplyAddEstimate(f0, At(ref row0, column), At(ref first, column)));
                    var next = TLanes.MultiplyAddEstimate(f3, At(ref row3, column), TLanes.Multiply(f1, At(ref row1, column)));
                    TLanes.StoreUnsafe(TLanes.Add(sum, next), ref first, (nuint)column);
                }

                if (!hasRest) continue;
                rest = TLanes.MultiplyAddEstimate(f2, At(ref row2, last), TLanes.MultiplyAddEstimate(f0, At(ref row0, last), rest));
                other = TLanes.MultiplyAddEstimate(f3, At(ref row3, last), TLanes.MultiplyAddEstimate(f1, At(ref row1, last), other));
            }

            if (hasRest)
            {
                var before = At(ref first, last);
                TLanes.StoreUnsafe(TLanes.Select(LastLanes(target.Length % TLanes.Count), TLanes.Add(before, TLanes.Add(rest, other)), before), ref first, (nuint)last);
            }
        }

        else
        {
            AddFew(target, rows, factors);
            return;
        }

        for (; row < factors.Length; row++) AddOne(target, ref rows.Row(row), factors[row]);
    }

    // Not TensorPrimitives.MultiplyAddEstimate, which stores long vectors past the caches.
    [MethodImpl(Callee.Optimised)]
    private static void AddOne(Span<TScalar> target, ref TScalar row, TScalar factor)
    {
        ref var first = ref MemoryMarshal.GetReference(target);
        var (f, column) = (TLanes.Create(factor), 0);
        for (; column <= target.Length - TLanes.Count; column += TLanes.Count)
            TLanes.StoreUnsafe(TLanes.MultiplyAddEstimate(f, At(ref row, column), At(ref first, column)), ref first, (nuint)column);
        ref var rest = ref Unsafe.Add(ref first, column);
        TLanes.StoreFirst(
            TLanes.MultiplyAddEstimate(f, TLanes.LoadFirst(in Unsafe.Add(ref row, column), target.Length - column), TLanes.LoadFirst(in rest, target.Length - column)), ref rest, target.Length - column);
    }

    // Rows shorter than a vector.
    [MethodImpl(Callee.Optimised)]
    private static void AddFew<TRows>(Span<TScalar> target, TRows rows, ReadOnlySpan<TScalar> factors)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        ref var first = ref MemoryMarshal.GetReference(target);
        var (sum, next) = (TLanes.LoadFirst(in first, target.Length), TLanes.Create(default));
        for (var row = 0; row < factors.Length - 1; row += 2)
        {
            sum = TLanes.MultiplyAddEstimate(TLanes.Create(factors[row]), TLanes.LoadFirst(in rows.Row(row), target.Length), sum);
            next = TLanes.MultiplyAddEstimate(TLanes.Create(factors[row + 1]), TLanes.LoadFirst(in rows.Row(row + 1), target.Length), next);
        }

        if (factors.Length % 2 == 1) next = TLanes.MultiplyAddEstimate(TLanes.Create(factors[^1]), TLanes.LoadFirst(in rows.Row(factors.Length - 1), target.Length), next);
        TLanes.StoreFirst(TLanes.Add(sum, next), ref first, target.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At(ref TScalar row, int column) => TLanes.LoadUnsafe(in row, (nuint)column);

    // The lanes of the last so many columns, in a vector that ends with them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LastLanes(int columns) => TLanes.GreaterThanOrEqual(TLanes.Indices, TLanes.Convert(TLanes.Count - columns));
}
