using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// One column of a product, c = A b, in vectors along the rows of A, whose elements are side by side: eight rows at once, so that the lanes of their sums are added up together.
/// </summary>
internal static unsafe class ProductDots<TScalar>
    where TScalar : unmanaged
{
    private const int Rows = 8;

    public static bool IsSupported => Avx512F.IsSupported;

    /// <summary>Computes the column, with a buffer for whole vectors of its terms, and for its elements.</summary>
    public static void Run(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> buffer)
    {
        var copy = buffer[..b.Rows];
        ref var source = ref b.At(0, 0);
        for (var k = 0; k < copy.Length; k++)
        {
            copy[k] = source;
            source = ref Unsafe.Add(ref source, b.RowStride);
        }

        var sums = buffer.Slice(copy.Length, Parts.Of(c.Rows, Rows) * Rows);
        var (vectors, rest) = Math.DivRem(a.Columns, Vector512<TScalar>.Count);
        var mask = FirstLanes<Vector512<TScalar>, TScalar>.Mask<Lanes512<TScalar>>(rest);
        fixed (TScalar* left = &a.At(0, 0), right = copy, target = sums)
        {
            for (var row = 0; row < c.Rows; row += Rows) EightRows(left + ((nint)row * a.RowStride), a.RowStride, a.Rows - row - 1, right, vectors, mask, target + row);
        }

        ProductColumn<Vector512<TScalar>, TScalar, Lanes512<TScalar>>.Put(sums, c, mode);
    }

    // What is no row is the last one again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows(TScalar* a, nint aRow, int last, TScalar* b, int vectors, Vector512<TScalar> mask, TScalar* target)
    {
        Vector512<TScalar> c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint row1 = Math.Min(1, last) * aRow, row2 = Math.Min(2, last) * aRow, row3 = Math.Min(3, last) * aRow, row4 = Math.Min(4, last) * aRow;
        nint row5 = Math.Min(5, last) * aRow, row6 = Math.Min(6, last) * aRow, row7 = Math.Min(7, last) * aRow;
        for (; vectors > 0; vectors--)
        {
            var x = Vector512.Load(b);
            c0 = Add(Vector512.Load(a), x, c0);
            c1 = Add(Vector512.Load(a + row1), x, c1);
            c2 = Add(Vector512.Load(a + row2), x, c2);
            c3 = Add(Vector512.Load(a + row3), x, c3);
            c4 = Add(Vector512.Load(a + row4), x, c4);
            c5 = Add(Vector512.Load(a + row5), x, c5);
            c6 = Add(Vector512.Load(a + row6), x, c6);
            c7 = Add(Vector512.Load(a + row7), x, c7);
            a += Vector512<TScalar>.Count;
            b += Vector512<TScalar>.Count;
        }

        var end = First(b, mask);
        c0 = Add(First(a, mask), end, c0);
        c1 = Add(First(a + row1, mask), end, c1);
        c2 = Add(First(a + row2, mask), end, c2);
        c3 = Add(First(a + row3, mask), end, c3);
        c4 = Add(First(a + row4, mask), end, c4);
        c5 = Add(First(a + row5, mask), end, c5);
        c6 = Add(First(a + row6, mask), end, c6);
        c7 = Add(First(a + row7, mask), end, c7);
        var (pair01, pair23, pair45, pair67) = (Pair(c0, c1), Pair(c2, c3), Pair(c4, c5), Pair(c6, c7));
        if (typeof(TScalar) == typeof(double)) Halves(Halves(pair01, pair23), Halves(pair45, pair67)).Store(target);
        else Quarters(Halves(Quads(pair01, pair23), Quads(pair45, pair67))).Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Add(Vector512<TScalar> a, Vector512<TScalar> b, Vector512<TScalar> c) => Lanes512<TScalar>.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> First(TScalar* source, Vector512<TScalar> mask) => FirstLanes<Vector512<TScalar>, TScalar>.Load(source, mask);

    // In each 128 bits: sums of two lanes of a, and of b; of floats twice.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Pair(Vector512<TScalar> a, Vector512<TScalar> b) => typeof(TScalar) == typeof(double)
        ? (Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()) + Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble())).As<double, TScalar>()
        : (Avx512F.UnpackLow(a.AsSingle(), b.AsSingle()) + Avx512F.UnpackHigh(a.AsSingle(), b.AsSingle())).As<float, TScalar>();

    // In each 128 bits the sums of four rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Quads(Vector512<TScalar> a, Vector512<TScalar> b) =>
        Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, TScalar>() + Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, TScalar>();

    // In the lower half sums of two quarters of a, in the upper one of b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<TScalar> Halves(Vector512<TScalar> a, Vector512<TScalar> b) =>
        Avx512F.Shuffle4x128(a.AsDouble(), b.AsDouble(), 0x88).As<double, TScalar>() + Avx512F.Shuffle4x128(a.AsDouble(), b.AsDouble(), 0xDD).As<double, TScalar>();

    // Sums of two quarters each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<TScalar> Quarters(Vector512<TScalar> a) => Halves(a, a).GetLower();
}
