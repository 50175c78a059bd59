using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Rows of floats that are arrays of their own, one for each of 16 lanes, as vectors of what stands in one column: four columns at a time, which are two doubles to begin with.</summary>
internal static class RowsOfFloats
{
    /// <summary>How many columns are read at once.</summary>
    public const int Columns = 4;

    private static readonly Vector512<int> s_even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    private static readonly Vector512<int> s_odd = s_even + Vector512<int>.One;

    /// <summary>Makes vectors of the columns; false, and nothing done, if a row is too short.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="index">Which one is the first.</param>
    /// <param name="stride">The distance of the rows.</param>
    /// <param name="columns">The number of columns, no less than are read at once.</param>
    /// <param name="target">What takes the columns.</param>
    /// <param name="step">The distance of the columns there.</param>
    [MethodImpl(Callee.Optimised)]
    public static bool TryTranspose(float[][] source, int index, int stride, int columns, ref Vector512<float> target, nint step)
    {
        // Whoever puts other rows into the source meanwhile changes nothing of those that were found to be long enough.
        Rows rows = default;
        for (var lane = 0; lane < Vector512<float>.Count; lane++)
        {
            rows[lane] = source[index + (stride * lane)];
            if (rows[lane].Length < columns) return false;
        }

        for (var four = 0; four < columns; four += Columns)
        {
            // The last of a number that is no multiple of four come together with some before them, once more.
            var column = Math.Min(four, columns - Columns);
            var (a01, a23) = Pairs(ref rows, 0, (nuint)column);
            var (b01, b23) = Pairs(ref rows, 8, (nuint)column);
            ref var place = ref Unsafe.Add(ref target, column * step);
            place = Avx512F.PermuteVar16x32x2(a01, s_even, b01);
            Unsafe.Add(ref place, step) = Avx512F.PermuteVar16x32x2(a01, s_odd, b01);
            Unsafe.Add(ref place, 2 * step) = Avx512F.PermuteVar16x32x2(a23, s_even, b23);
            Unsafe.Add(ref place, 3 * step) = Avx512F.PermuteVar16x32x2(a23, s_odd, b23);
        }

        return true;
    }

    // Of eight rows the first and second column in turn, and the third and fourth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second) Pairs(ref Rows rows, int lane, nuint column)
    {
        var even = Vector512.Create(
            Vector256.Create(Row(ref rows, lane, column), Row(ref rows, lane + 2, column)), Vector256.Create(Row(ref rows, lane + 4, column), Row(ref rows, lane + 6, column)));
        var odd = Vector512.Create(
            Vector256.Create(Row(ref rows, lane + 1, column), Row(ref rows, lane + 3, column)), Vector256.Create(Row(ref rows, lane + 5, column), Row(ref rows, lane + 7, column)));
        return (Avx512F.UnpackLow(even, odd).AsSingle(), Avx512F.UnpackHigh(even, odd).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Row(ref Rows rows, int lane, nuint column) => Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(rows[lane]), column).AsDouble();

    [InlineArray(16)]
    private struct Rows
    {
        private float[] _first;
    }
}
