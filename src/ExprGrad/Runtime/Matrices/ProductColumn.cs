using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// One column of a product, c = A b, in vectors along the rows of A, where the elements of its columns are neighbours.
/// </summary>
internal static unsafe class ProductColumn<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    // So many vectors along the rows are added up at once, for even and odd terms by themselves.
    private const int MostVectors = 4;

    /// <summary>Computes the column, with a buffer for whole vectors of its elements.</summary>
    public static void Run(scoped in MatrixView<TScalar> a, scoped in MatrixView<TScalar> b, scoped in MatrixView<TScalar> c, ProductMode mode, Span<TScalar> buffer)
    {
        var sums = buffer[..Packing<TVector, TScalar, TLanes>.RoundUp(c.Rows, TLanes.Count)];
        fixed (TScalar* left = &a.At(0, 0), right = &b.At(0, 0), target = sums)
        {
            for (var row = 0; row < a.Rows; row += MostVectors * TLanes.Count)
            {
                var rows = Math.Min(a.Rows - row, MostVectors * TLanes.Count);
                var vectors = Parts.Of(rows, TLanes.Count);
                var last = FirstLanes<TVector, TScalar>.Mask<TLanes>(rows - ((vectors - 1) * TLanes.Count));
                if (vectors == 1) Vectors<One>(left + row, a.ColumnStride, right, b.RowStride, a.Columns, last, target + row);
                else if (vectors == 2) Vectors<Two>(left + row, a.ColumnStride, right, b.RowStride, a.Columns, last, target + row);
                else if (vectors == 3) Vectors<Three>(left + row, a.ColumnStride, right, b.RowStride, a.Columns, last, target + row);
                else Vectors<Four>(left + row, a.ColumnStride, right, b.RowStride, a.Columns, last, target + row);
            }
        }

        Put(sums, c, mode);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors<TVectors>(TScalar* a, nint aColumn, TScalar* b, nint bRow, int inner, TVector last, TScalar* target)
        where TVectors : struct, ICount
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default;
        TVector d0 = default, d1 = default, d2 = default, d3 = default;
        for (; inner > 1; inner -= 2)
        {
            Add<TVectors>(TLanes.Create(*b), a, last, ref c0, ref c1, ref c2, ref c3);
            Add<TVectors>(TLanes.Create(b[bRow]), a + aColumn, last, ref d0, ref d1, ref d2, ref d3);
            a += 2 * aColumn;
            b += 2 * bRow;
        }

        if (inner > 0) Add<TVectors>(TLanes.Create(*b), a, last, ref c0, ref c1, ref c2, ref c3);
        TLanes.StoreUnsafe(TLanes.Add(c0, d0), ref *target, 0);
        if (TVectors.Value > 1) TLanes.StoreUnsafe(TLanes.Add(c1, d1), ref *target, (uint)TLanes.Count);
        if (TVectors.Value > 2) TLanes.StoreUnsafe(TLanes.Add(c2, d2), ref *target, 2 * (uint)TLanes.Count);
        if (TVectors.Value > 3) TLanes.StoreUnsafe(TLanes.Add(c3, d3), ref *target, 3 * (uint)TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVectors>(TVector b, TScalar* a, TVector last, ref TVector c0, ref TVector c1, ref TVector c2, ref TVector c3)
        where TVectors : struct, ICount
    {
        c0 = TLanes.FusedMultiplyAdd(b, Load(a, 0, TVectors.Value == 1, last), c0);
        if (TVectors.Value > 1) c1 = TLanes.FusedMultiplyAdd(b, Load(a, 1, TVectors.Value == 2, last), c1);
        if (TVectors.Value > 2) c2 = TLanes.FusedMultiplyAdd(b, Load(a, 2, TVectors.Value == 3, last), c2);
        if (TVectors.Value > 3) c3 = TLanes.FusedMultiplyAdd(b, Load(a, 3, TVectors.Value == 4, last), c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(TScalar* a, int vector, bool isLast, TVector last) =>
        isLast ? FirstLanes<TVector, TScalar>.Load(a + (vector * TLanes.Count), last) : TLanes.LoadUnsafe(in *a, (uint)(vector * TLanes.Count));

    /// <summary>Puts the elements of a column.</summary>
    public static void Put(ReadOnlySpan<TScalar> sums, scoped in MatrixView<TScalar> c, ProductMode mode)
    {
        ref var target = ref c.At(0, 0);
        for (var i = 0; i < c.Rows; i++)
        {
            ProductStrips<TVector, TScalar, TLanes>.TakeOne(ref target, sums[i], mode);
            target = ref Unsafe.Add(ref target, c.RowStride);
        }
    }
}
