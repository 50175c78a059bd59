using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>The innermost loop of a product: a tile of the result that stays in registers, for all of the inner dimension.</summary>
internal static class ProductTile<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    // From so many terms on, asking for rows of C costs less than a hundredth of the tile.
    private const int FewestTermsAhead = 128;

    // So many terms before its turn a row of B is asked for. Of 8, 16 and 32, 16 was the best or as good as it.
    private const int StepsAhead = 16;

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

        // Tiles of more than eight rows are two vectors wide, of more than twelve one.
        TVector c80 = default, c81 = default, c90 = default, c91 = default, ca0 = default, ca1 = default, cb0 = default, cb1 = default;
        TVector cc0 = default, cd0 = default, ce0 = default, cf0 = default, none = default;
        ref var a8 = ref TRows.Value > 8 ? ref Unsafe.Add(ref a, 8 * aRow) : ref a;
        if (mode != ProductMode.Set && inner >= FewestTermsAhead) AskFor<TRows, TVectors>(ref c, cRow);
        nint row2 = 2 * aRow, row3 = 3 * aRow, row4 = 4 * aRow, row5 = 5 * aRow, row6 = 6 * aRow, row7 = 7 * aRow;
        for (; inner > 0; inner--)
        {
            if (inner == 1) b = ref bEnd;
            var b0 = TLanes.LoadUnsafe(in b, 0);
            var b1 = TVectors.Value > 1 ? TLanes.LoadUnsafe(in b, (uint)TLanes.Count) : default;
            var b2 = TVectors.Value > 2 ? TLanes.LoadUnsafe(in b, 2 * (uint)TLanes.Count) : default;
            AskAhead<TVectors>(ref Unsafe.Add(ref b, StepsAhead * bStep));
            Accumulate<TVectors>(a, b0, b1, b2, ref c00, ref c01, ref c02);

            if (TRows.Value > 1) Accumulate<TVectors>(Unsafe.Add(ref a, aRow), b0, b1, b2, ref c10, ref c11, ref c12);
            if (TRows.Value > 2) Accumulate<TVectors>(Unsafe.Add(ref a, row2), b0, b1, b2, ref c20, ref c21, ref c22);
            if (TRows.Value > 3) Accumulate<TVectors>(Unsafe.Add(ref a, row3), b0, b1, b2, ref c30, ref c31, ref c32);
            if (TRows.Value > 4) Accumulate<TVectors>(Unsafe.Add(ref a, row4), b0, b1, b2, ref c40, ref c41, ref c42);
            if (TRows.Value > 5) Accumulate<TVectors>(Unsafe.Add(ref a, row5), b0, b1, b2, ref c50, ref c51, ref c52);
            if (TRows.Value > 6) Accumulate<TVectors>(Unsafe.Add(ref a, row6), b0, b1, b2, ref c60, ref c61, ref c62);
            if (TRows.Value > 7) Accumulate<TVectors>(Unsafe.Add(ref a, row7), b0, b1, b2, ref c70, ref c71, ref c72);
            if (TRows.Value > 8) Accumulate<TVectors>(a8, b0, b1, b2, ref c80, ref c81, ref none);
            if (TRows.Value > 9) Accumulate<TVectors>(Unsafe.Add(ref a8, aRow), b0, b1, b2, ref c90, ref c91, ref none);
            if (TRows.Value > 10) Accumulate<TVectors>(Unsafe.Add(ref a8, row2), b0, b1, b2, ref ca0, ref ca1, ref none);
            if (TRows.Value > 11) Accumulate<TVectors>(Unsafe.Add(ref a8, row3), b0, b1, b2, ref cb0, ref cb1, ref none);
            if (TRows.Value > 12) Accumulate<TVectors>(Unsafe.Add(ref a8, row4), b0, b1, b2, ref cc0, ref none, ref none);
            if (TRows.Value > 13) Accumulate<TVectors>(Unsafe.Add(ref a8, row5), b0, b1, b2, ref cd0, ref none, ref none);
            if (TRows.Value > 14) Accumulate<TVectors>(Unsafe.Add(ref a8, row6), b0, b1, b2, ref ce0, ref none, ref none);
            if (TRows.Value > 15) Accumulate<TVectors>(Unsafe.Add(ref a8, row7), b0, b1, b2, ref cf0, ref none, ref none);

            a = ref Unsafe.Add(ref a, aStep);
            if (TRows.Value > 8) a8 = ref Unsafe.Add(ref a8, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }

        // The sums are taken as they are, or times 1 or -1 to what is there.
        var sign = TLanes.Convert(mode == ProductMode.Subtract ? -1 : 1);
        if (lastLanes < TLanes.Count)
        {
            var mask = FirstLanes<TVector, TScalar>.Mask<TLanes>(lastLanes);
            fixed (TScalar* first = &c)
            {
                PutFirst<TVectors>(first, mask, mode, sign, c00, c01, c02);
                if (TRows.Value > 1) PutFirst<TVectors>(first + cRow, mask, mode, sign, c10, c11, c12);
                if (TRows.Value > 2) PutFirst<TVectors>(first + (2 * cRow), mask, mode, sign, c20, c21, c22);
                if (TRows.Value > 3) PutFirst<TVectors>(first + (3 * cRow), mask, mode, sign, c30, c31, c32);
                if (TRows.Value > 4) PutFirst<TVectors>(first + (4 * cRow), mask, mode, sign, c40, c41, c42);
                if (TRows.Value > 5) PutFirst<TVectors>(first + (5 * cRow), mask, mode, sign, c50, c51, c52);
                if (TRows.Value > 6) PutFirst<TVectors>(first + (6 * cRow), mask, mode, sign, c60, c61, c62);
                if (TRows.Value > 7) PutFirst<TVectors>(first + (7 * cRow), mask, mode, sign, c70, c71, c72);
                if (TRows.Value > 8) PutFirst<TVectors>(first + (8 * cRow), mask, mode, sign, c80, c81, none);
                if (TRows.Value > 9) PutFirst<TVectors>(first + (9 * cRow), mask, mode, sign, c90, c91, none);
                if (TRows.Value > 10) PutFirst<TVectors>(first + (10 * cRow), mask, mode, sign, ca0, ca1, none);
                if (TRows.Value > 11) PutFirst<TVectors>(first + (11 * cRow), mask, mode, sign, cb0, cb1, none);
                if (TRows.Value > 12) PutFirst<TVectors>(first + (12 * cRow), mask, mode, sign, cc0, none, none);
                if (TRows.Value > 13) PutFirst<TVectors>(first + (13 * cRow), mask, mode, sign, cd0, none, none);
                if (TRows.Value > 14) PutFirst<TVectors>(first + (14 * cRow), mask, mode, sign, ce0, none, none);
                if (TRows.Value > 15) PutFirst<TVectors>(first + (15 * cRow), mask, mode, sign, cf0, none, none);
            }
        }
        else if (mode == ProductMode.Set)
        {
            Put<TVectors>(ref c, c00, c01, c02);
            if (TRows.Value > 1) Put<TVectors>(ref Unsafe.Add(ref c, cRow), c10, c11, c12);
            if (TRows.Value > 2) Put<TVectors>(ref Unsafe.Add(ref c, 2 * cRow), c20, c21, c22);
            if (TRows.Value > 3) Put<TVectors>(ref Unsafe.Add(ref c, 3 * cRow), c30, c31, c32);
            if (TRows.Value > 4) Put<TVectors>(ref Unsafe.Add(ref c, 4 * cRow), c40, c41, c42);
            if (TRows.Value > 5) Put<TVectors>(ref Unsafe.Add(ref c, 5 * cRow), c50, c51, c52);
            if (TRows.Value > 6) Put<TVectors>(ref Unsafe.Add(ref c, 6 * cRow), c60, c61, c62);
            if (TRows.Value > 7) Put<TVectors>(ref Unsafe.Add(ref c, 7 * cRow), c70, c71, c72);
            if (TRows.Value > 8) Put<TVectors>(ref Unsafe.Add(ref c, 8 * cRow), c80, c81, none);
            if (TRows.Value > 9) Put<TVectors>(ref Unsafe.Add(ref c, 9 * cRow), c90, c91, none);
            if (TRows.Value > 10) Put<TVectors>(ref Unsafe.Add(ref c, 10 * cRow), ca0, ca1, none);
            if (TRows.Value > 11) Put<TVectors>(ref Unsafe.Add(ref c, 11 * cRow), cb0, cb1, none);
            if (TRows.Value > 12) Put<TVectors>(ref Unsafe.Add(ref c, 12 * cRow), cc0, none, none);
            if (TRows.Value > 13) Put<TVectors>(ref Unsafe.Add(ref c, 13 * cRow), cd0, none, none);
            if (TRows.Value > 14) Put<TVectors>(ref Unsafe.Add(ref c, 14 * cRow), ce0, none, none);
            if (TRows.Value > 15) Put<TVectors>(ref Unsafe.Add(ref c, 15 * cRow), cf0, none, none);
        }
        else
        {
            Add<TVectors>(ref c, sign, c00, c01, c02);
            if (TRows.Value > 1) Add<TVectors>(ref Unsafe.Add(ref c, cRow), sign, c10, c11, c12);
            if (TRows.Value > 2) Add<TVectors>(ref Unsafe.Add(ref c, 2 * cRow), sign, c20, c21, c22);
            if (TRows.Value > 3) Add<TVectors>(ref Unsafe.Add(ref c, 3 * cRow), sign, c30, c31, c32);
            if (TRows.Value > 4) Add<TVectors>(ref Unsafe.Add(ref c, 4 * cRow), sign, c40, c41, c42);
            if (TRows.Value > 5) Add<TVectors>(ref Unsafe.Add(ref c, 5 * cRow), sign, c50, c51, c52);
            if (TRows.Value > 6) Add<TVectors>(ref Unsafe.Add(ref c, 6 * cRow), sign, c60, c61, c62);
            if (TRows.Value > 7) Add<TVectors>(ref Unsafe.Add(ref c, 7 * cRow), sign, c70, c71, c72);
            if (TRows.Value > 8) Add<TVectors>(ref Unsafe.Add(ref c, 8 * cRow), sign, c80, c81, none);
            if (TRows.Value > 9) Add<TVectors>(ref Unsafe.Add(ref c, 9 * cRow), sign, c90, c91, none);
            if (TRows.Value > 10) Add<TVectors>(ref Unsafe.Add(ref c, 10 * cRow), sign, ca0, ca1, none);
            if (TRows.Value > 11) Add<TVectors>(ref Unsafe.Add(ref c, 11 * cRow), sign, cb0, cb1, none);
            if (TRows.Value > 12) Add<TVectors>(ref Unsafe.Add(ref c, 12 * cRow), sign, cc0, none, none);
            if (TRows.Value > 13) Add<TVectors>(ref Unsafe.Add(ref c, 13 * cRow), sign, cd0, none, none);
            if (TRows.Value > 14) Add<TVectors>(ref Unsafe.Add(ref c, 14 * cRow), sign, ce0, none, none);
            if (TRows.Value > 15) Add<TVectors>(ref Unsafe.Add(ref c, 15 * cRow), sign, cf0, none, none);
        }
    }

    // C of a large product is out of the near caches when its next terms are added: it comes while they are summed up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AskFor<TRows, TVectors>(ref TScalar c, nint cRow)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        if (!Sse.IsSupported) return;
        for (var row = 0; row < TRows.Value; row++)
        {
            // A row may begin within a line.
            var first = (byte*)Unsafe.AsPointer(ref Unsafe.Add(ref c, row * cRow));
            for (var vector = 0; vector < TVectors.Value; vector++) Sse.Prefetch0(first + (vector * Unsafe.SizeOf<TVector>()));
            Sse.Prefetch0(first + (TVectors.Value * Unsafe.SizeOf<TVector>()) - 1);
        }
    }

    // What of a strip comes some steps later: a long strip and a tile of A are more than the nearest cache holds. Tiles of few terms lose a hundredth by it, as much as a branch in the loop costs
    // the long ones. An address behind the operand may be asked for: nothing is read there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AskAhead<TVectors>(ref TScalar b)
        where TVectors : struct, ICount
    {
        if (!Sse.IsSupported) return;
        var first = (byte*)Unsafe.AsPointer(ref b);
        for (var vector = 0; vector < TVectors.Value; vector++) Sse.Prefetch0(first + (vector * Unsafe.SizeOf<TVector>()));
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
    private static void Put<TVectors>(ref TScalar c, TVector c0, TVector c1, TVector c2)
        where TVectors : struct, ICount
    {
        TLanes.StoreUnsafe(c0, ref c, 0);
        if (TVectors.Value > 1) TLanes.StoreUnsafe(c1, ref c, (uint)TLanes.Count);
        if (TVectors.Value > 2) TLanes.StoreUnsafe(c2, ref c, 2 * (uint)TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVectors>(ref TScalar c, TVector sign, TVector c0, TVector c1, TVector c2)
        where TVectors : struct, ICount
    {
        c0 = TLanes.FusedMultiplyAdd(sign, c0, TLanes.LoadUnsafe(in c, 0));
        if (TVectors.Value > 1) c1 = TLanes.FusedMultiplyAdd(sign, c1, TLanes.LoadUnsafe(in c, (uint)TLanes.Count));
        if (TVectors.Value > 2) c2 = TLanes.FusedMultiplyAdd(sign, c2, TLanes.LoadUnsafe(in c, 2 * (uint)TLanes.Count));
        Put<TVectors>(ref c, c0, c1, c2);
    }

    // The last vector in part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void PutFirst<TVectors>(TScalar* c, TVector mask, ProductMode mode, TVector sign, TVector c0, TVector c1, TVector c2)
        where TVectors : struct, ICount
    {
        var last = TVectors.Value == 1 ? c0 : TVectors.Value == 2 ? c1 : c2;
        var end = c + ((TVectors.Value - 1) * TLanes.Count);
        if (mode != ProductMode.Set)
        {
            if (TVectors.Value > 1) c0 = TLanes.FusedMultiplyAdd(sign, c0, TLanes.LoadUnsafe(in *c, 0));
            if (TVectors.Value > 2) c1 = TLanes.FusedMultiplyAdd(sign, c1, TLanes.LoadUnsafe(in *c, (uint)TLanes.Count));
            last = TLanes.FusedMultiplyAdd(sign, last, FirstLanes<TVector, TScalar>.Load(end, mask));
        }

        if (TVectors.Value > 1) TLanes.StoreUnsafe(c0, ref *c, 0);
        if (TVectors.Value > 2) TLanes.StoreUnsafe(c1, ref *c, (uint)TLanes.Count);
        FirstLanes<TVector, TScalar>.Store(last, end, mask);
    }
}
