using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>The innermost loop of a product: a tile of the result that stays in registers, for all of the inner dimension.</summary>
internal static class ProductTile<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>
    /// Rows of a (elements a + i aRow + k aStep) times vectors of columns of b (from b + k bStep on, the last row from bEnd on) to the rows of c (from c + i cRow on), where so many lanes of
    /// the last vector are in use. Nothing is checked here: the operands are, before the whole product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Run<TRows, TVectors>(
        ref TScalar a, nint aRow, nint aStep, ref TScalar b, nint bStep, ref TScalar bEnd, int inner, ref TScalar c, nint cRow, int lastLanes, ProductMode mode)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        TVector c40 = default, c41 = default, c42 = default;
        TVector c50 = default, c51 = default, c52 = default;
        TVector c60 = default, c61 = default, c62 = default;
        TVector c70 = default, c71 = default, c72 = default;
        nint row2 = 2 * aRow, row3 = 3 * aRow, row4 = 4 * aRow, row5 = 5 * aRow, row6 = 6 * aRow, row7 = 7 * aRow;
        for (; inner > 0; inner--)
        {
            if (inner == 1) b = ref bEnd;
            var b0 = TLanes.LoadUnsafe(in b, 0);
            var b1 = TVectors.Value > 1 ? TLanes.LoadUnsafe(in b, (uint)TLanes.Count) : default;
            var b2 = TVectors.Value > 2 ? TLanes.LoadUnsafe(in b, 2 * (uint)TLanes.Count) : default;
            Accumulate<TVectors>(a, b0, b1, b2, ref c00, ref c01, ref c02);

            if (TRows.Value > 1)
            {
                Accumulate<TVectors>(Unsafe.Add(ref a, aRow), b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (TRows.Value > 2)
            {
                Accumulate<TVectors>(Unsafe.Add(ref a, row2), b0, b1, b2, ref c20, ref c21, ref c22);
                Accumulate<TVectors>(Unsafe.Add(ref a, row3), b0, b1, b2, ref c30, ref c31, ref c32);
            }

            if (TRows.Value > 4)
            {
                Accumulate<TVectors>(Unsafe.Add(ref a, row4), b0, b1, b2, ref c40, ref c41, ref c42);
                Accumulate<TVectors>(Unsafe.Add(ref a, row5), b0, b1, b2, ref c50, ref c51, ref c52);
                Accumulate<TVectors>(Unsafe.Add(ref a, row6), b0, b1, b2, ref c60, ref c61, ref c62);
                Accumulate<TVectors>(Unsafe.Add(ref a, row7), b0, b1, b2, ref c70, ref c71, ref c72);
            }

            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }

        if (lastLanes < TLanes.Count)
        {
            var mask = TLanes.LessThan(TLanes.Indices, TLanes.Convert(lastLanes));
            fixed (TScalar* first = &c)
            {
                Put<TVectors>(first, mask, mode, c00, c01, c02);

                if (TRows.Value > 1)
                {
                    Put<TVectors>(first + cRow, mask, mode, c10, c11, c12);
                }

                if (TRows.Value > 2)
                {
                    Put<TVectors>(first + (2 * cRow), mask, mode, c20, c21, c22);
                    Put<TVectors>(first + (3 * cRow), mask, mode, c30, c31, c32);
                }

                if (TRows.Value > 4)
                {
                    Put<TVectors>(first + (4 * cRow), mask, mode, c40, c41, c42);
                    Put<TVectors>(first + (5 * cRow), mask, mode, c50, c51, c52);
                    Put<TVectors>(first + (6 * cRow), mask, mode, c60, c61, c62);
                    Put<TVectors>(first + (7 * cRow), mask, mode, c70, c71, c72);
                }
            }

            return;
        }

        Put<TVectors>(ref c, mode, c00, c01, c02);

        if (TRows.Value > 1)
        {
            Put<TVectors>(ref Unsafe.Add(ref c, cRow), mode, c10, c11, c12);
        }

        if (TRows.Value > 2)
        {
            Put<TVectors>(ref Unsafe.Add(ref c, 2 * cRow), mode, c20, c21, c22);
            Put<TVectors>(ref Unsafe.Add(ref c, 3 * cRow), mode, c30, c31, c32);
        }

        if (TRows.Value > 4)
        {
            Put<TVectors>(ref Unsafe.Add(ref c, 4 * cRow), mode, c40, c41, c42);
            Put<TVectors>(ref Unsafe.Add(ref c, 5 * cRow), mode, c50, c51, c52);
            Put<TVectors>(ref Unsafe.Add(ref c, 6 * cRow), mode, c60, c61, c62);
            Put<TVectors>(ref Unsafe.Add(ref c, 7 * cRow), mode, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TVectors>(TScalar a, TVector b0, TVector b1, TVector b2, ref TVector c0, ref TVector c1, ref TVector c2)
        where TVectors : struct, ICount
    {
        var x = TLanes.Create(a);
        c0 = TLanes.FusedMultiplyAdd(x, b0, c0);
        if (TVectors.Value > 1) c1 = TLanes.FusedMultiplyAdd(x, b1, c1);
        if (TVectors.Value > 2) c2 = TLanes.FusedMultiplyAdd(x, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVectors>(ref TScalar c, ProductMode mode, TVector c0, TVector c1, TVector c2)
        where TVectors : struct, ICount
    {
        Put(ref c, 0, mode, c0);
        if (TVectors.Value > 1) Put(ref c, (uint)TLanes.Count, mode, c1);
        if (TVectors.Value > 2) Put(ref c, 2 * (uint)TLanes.Count, mode, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref TScalar c, nuint index, ProductMode mode, TVector value)
    {
        if (mode == ProductMode.Add) value = TLanes.Add(TLanes.LoadUnsafe(in c, index), value);
        if (mode == ProductMode.Subtract) value = TLanes.Subtract(TLanes.LoadUnsafe(in c, index), value);
        TLanes.StoreUnsafe(value, ref c, index);
    }

    // The last vector in part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Put<TVectors>(TScalar* c, TVector mask, ProductMode mode, TVector c0, TVector c1, TVector c2)
        where TVectors : struct, ICount
    {
        if (TVectors.Value > 1) Put(ref *c, 0, mode, c0);
        if (TVectors.Value > 2) Put(ref *c, (uint)TLanes.Count, mode, c1);
        var last = TVectors.Value == 1 ? c0 : TVectors.Value == 2 ? c1 : c2;
        c += (TVectors.Value - 1) * TLanes.Count;
        if (mode == ProductMode.Add) last = TLanes.Add(FirstLanes<TVector, TScalar>.Load(c, mask), last);
        if (mode == ProductMode.Subtract) last = TLanes.Subtract(FirstLanes<TVector, TScalar>.Load(c, mask), last);
        FirstLanes<TVector, TScalar>.Store(last, c, mask);
    }
}
