using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

// The products of rows with a vector.
internal static partial class RowProducts<TVector, TScalar, TLanes>
{
    // Whether there is a quick way to add up the lanes of as many vectors.
    private static bool HasTotals
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (typeof(TVector) == typeof(Vector512<double>) && Avx512F.IsSupported) || (typeof(TVector) == typeof(Vector256<double>) && Avx.IsSupported);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dot<TRows>(Span<TScalar> products, TRows rows, ReadOnlySpan<TScalar> vector)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var row = !HasTotals ? 0 : vector.Length < TLanes.Count ? DotOfFew(products, rows, vector) : DotOfMany(products, rows, vector);
        for (; row < products.Length; row++) products[row] = TensorPrimitives.Dot(MemoryMarshal.CreateReadOnlySpan(ref rows.Row(row), vector.Length), vector);
    }

    // As many at a time as there are lanes. Returns how many it has taken, as does the next one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotOfMany<TRows>(Span<TScalar> products, TRows rows, ReadOnlySpan<TScalar> vector)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var (row, rest) = (0, LastLanes(vector.Length % TLanes.Count));
        for (; row <= products.Length - TLanes.Count; row += TLanes.Count)
        {
            var first = Four(ref rows.Row(row), ref rows.Row(row + 1), ref rows.Row(row + 2), ref rows.Row(row + 3), vector, rest);
            var totals = TLanes.Count == Group
                ? VectorTotals<TVector>.Of(first)
                : VectorTotals<TVector>.Of(first, Four(ref rows.Row(row + 4), ref rows.Row(row + 5), ref rows.Row(row + 6), ref rows.Row(row + 7), vector, rest));
            TLanes.StoreUnsafe(totals, ref MemoryMarshal.GetReference(products), (nuint)row);
        }

        return row;
    }

    // Of rows shorter than a vector. As a call: they are pinned there.
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
}
