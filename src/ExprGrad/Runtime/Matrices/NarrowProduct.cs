using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// The product of a matrix whose rows have their elements side by side and one of up to four columns. A vector of 512 bits holds these columns for several terms of the sums, in four lanes each; the
/// lanes of the terms are added at the end.
/// </summary>
internal static unsafe class NarrowProduct<TScalar>
    where TScalar : unmanaged
{
    /// <summary>The most columns of B.</summary>
    public const int Columns = 4;

    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>The number of terms in a vector.</summary>
    public static int Terms => Vector512<TScalar>.Count / Columns;

    /// <summary>Computes the product, with a buffer for the columns, whole vectors of terms.</summary>
    public static void Run(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> copy)
    {
        copy = copy[..(Parts.Of(b.Rows, Terms) * Vector512<TScalar>.Count)];
        for (var j = 0; j < b.Columns; j++)
        {
            ref var source = ref b.At(0, j);
            for (var place = j; place < b.Rows * Columns; place += Columns)
            {
                copy[place] = source;
                source = ref Unsafe.Add(ref source, b.RowStride);
            }
        }

        // What is no column is computed with, but not stored; what is no term must not add to the sums.
        copy[(b.Rows * Columns)..].Clear();
        fixed (TScalar* left = &a.At(0, 0), right = copy, target = &c.At(0, 0))
        {
            var row = 0;
            for (; row + 8 <= c.Rows; row += 8) Rows<Eight>(left + ((nint)row * a.RowStride), a.RowStride, right, a.Columns, target + ((nint)row * c.RowStride), c.RowStride, b.Columns, mode);
            for (; row + 4 <= c.Rows; row += 4) Rows<Four>(left + ((nint)row * a.RowStride), a.RowStride, right, a.Columns, target + ((nint)row * c.RowStride), c.RowStride, b.Columns, mode);
            for (; row < c.Rows; row++) Rows<One>(left + ((nint)row * a.RowStride), a.RowStride, right, a.Columns, target + ((nint)row * c.RowStride), c.RowStride, b.Columns, mode);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRows>(TScalar* a, nint aRow, TScalar* b, int inner, TScalar* c, nint cRow, int columns, ProductMode mode)
        where TRows : struct, ICount
    {
        Vector512<TScalar> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint row2 = 2 * aRow, row3 = 3 * aRow, row4 = 4 * aRow, row5 = 5 * aRow, row6 = 6 * aRow, row7 = 7 * aRow;
        for (; inner >= Terms; inner -= Terms)
        {
            var x = Vector512.Load(b);
            c0 = Add(Spread(a), x, c0);
            if (TRows.Value > 1) c1 = Add(Spread(a + aRow), x, c1);
            if (TRows.Value > 2) c2 = Add(Spread(a + row2), x, c2);
            if (TRows.Value > 3) c3 = Add(Spread(a + row3), x, c3);
            if (TRows.Value > 4) c4 = Add(Spread(a + row4), x, c4);
            if (TRows.Value > 5) c5 = Add(Spread(a + row5), x, c5);
            if (TRows.Value > 6) c6 = Add(Spread(a + row6), x, c6);
            if (TRows.Value > 7) c7 = Add(Spread(a + row7), x, c7);
            a += Terms;
            b += Vector512<TScalar>.Count;
        }

        if (inner > 0)
        {
            var x = Vector512.Load(b);
            var rest = FirstLanes<Vector512<TScalar>, TScalar>.Mask<Lanes512<TScalar>>(inner);
            c0 = Add(Spread(a, rest), x, c0);
            if (TRows.Value > 1) c1 = Add(Spread(a + aRow, rest), x, c1);
            if (TRows.Value > 2) c2 = Add(Spread(a + row2, rest), x, c2);
            if (TRows.Value > 3) c3 = Add(Spread(a + row3, rest), x, c3);
            if (TRows.Value > 4) c4 = Add(Spread(a + row4, rest), x, c4);
            if (TRows.Value > 5) c5 = Add(Spread(a + row5, rest), x, c5);
            if (TRows.Value > 6) c6 = Add(Spread(a + row6, rest), x, c6);
            if (TRows.Value > 7) c7 = Add(Spread(a + row7, rest), x, c7);
        }

        var mask = FirstLanes<Vector512<TScalar>, TScalar>.Mask<Lanes512<TScalar>>(columns);
        Put(c, c0, mask, mode);
        if (TRows.Value > 1) Put(c + cRow, c1, mask, mode);
        if (TRows.Value > 2) Put(c + (2 * cRow), c2, mask, mode);
        if (TRows.Value > 3) Put(c + (3 * cRow), c3, mask, mode);
        if (TRows.Value > 4) Put(c + (4 * cRow), c4, mask, mode);
        if (TRows.Value > 5) Put(c + (5 * cRow), c5, mask, mode);
        if (TRows.Value > 6) Put(c + (6 * cRow), c6, mask, mode);
        if (TRows.Value > 7) Put(c + (7 * cRow), c7, mask, mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Add(Vector512<TScalar> a, Vector512<TScalar> b, Vector512<TScalar> c) => Lanes512<TScalar>.FusedMultiplyAdd(a, b, c);

    // Elements of a row of A, each in four lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Spread(TScalar* a) => Spread(Vector128.Load(a).ToVector256Unsafe().ToVector512Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Spread(TScalar* a, Vector512<TScalar> mask) => Spread(FirstLanes<Vector512<TScalar>, TScalar>.Load(a, mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Spread(Vector512<TScalar> x) => typeof(TScalar) == typeof(double)
        ? Avx512F.PermuteVar8x64(x.AsDouble(), Vector512.Create(0L, 0, 0, 0, 1, 1, 1, 1)).As<double, TScalar>()
        : Avx512F.PermuteVar16x32(x.AsSingle(), Vector512.Create(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)).As<float, TScalar>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TScalar* c, Vector512<TScalar> x, Vector512<TScalar> mask, ProductMode mode)
    {
        var half = x.GetLower() + x.GetUpper();
        var sums = typeof(TScalar) == typeof(double) ? half.ToVector512Unsafe() : (half.GetLower() + half.GetUpper()).ToVector256Unsafe().ToVector512Unsafe();
        if (mode == ProductMode.Add) sums = FirstLanes<Vector512<TScalar>, TScalar>.Load(c, mask) + sums;
        if (mode == ProductMode.Subtract) sums = FirstLanes<Vector512<TScalar>, TScalar>.Load(c, mask) - sums;
        FirstLanes<Vector512<TScalar>, TScalar>.Store(sums, c, mask);
    }
}
