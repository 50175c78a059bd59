using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Rows of two to four columns without gaps between them, as points in the plane and in space are, one for each lane: as vectors of what stands in one column, and back. Each of these
/// vectors has its numbers from at most four others, two permutations of two vectors.
/// </summary>
internal static class PackedRows<T>
    where T : unmanaged
{
    private const int Most = 4;

    private static readonly Shuffle[] s_toColumns = Shuffles((columns, vector, lane) => (lane * columns) + vector);
    private static readonly Shuffle[] s_toRows = Shuffles((columns, vector, lane) => (vector * Lanes) + lane is var place ? (place % columns * Lanes) + (place / columns) : 0);

    /// <summary>Whether rows at a distance are such rows, and the hardware has the instructions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Are(int columns, int stride) => columns is >= 2 and <= Most && stride == columns && Avx512F.IsSupported;

    private static int Lanes => Vector512<T>.Count;

    /// <summary>Makes vectors of the columns.</summary>
    /// <param name="first">The first of the rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="target">What takes the first column.</param>
    /// <param name="step">The distance of the columns there.</param>
    [MethodImpl(Callee.Optimised)]
    public static void Load(ref T first, int columns, ref Vector512<T> target, nint step)
    {
        ref readonly var shuffle = ref s_toColumns[columns];
        var (a, b) = (At(ref first, 0), At(ref first, 1));
        var (c, d) = columns == 2 ? (a, b) : (At(ref first, 2), At(ref first, columns - 1));
        for (var column = 0; column < columns; column++) Unsafe.Add(ref target, column * step) = shuffle.Take(column, a, b, c, d);
    }

    /// <summary>Adds columns to the rows.</summary>
    /// <param name="first">The first of the rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="source">What holds the columns.</param>
    [MethodImpl(Callee.Optimised)]
    public static void Add(ref T first, int columns, ref Vector512<T> source)
    {
        ref readonly var shuffle = ref s_toRows[columns];
        var (a, b) = (source, Unsafe.Add(ref source, 1));
        var (c, d) = columns == 2 ? (a, b) : (Unsafe.Add(ref source, 2), Unsafe.Add(ref source, columns - 1));
        for (var vector = 0; vector < columns; vector++) (At(ref first, vector) + shuffle.Take(vector, a, b, c, d)).StoreUnsafe(ref first, (nuint)(vector * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> At(ref T first, int vector) => Vector512.LoadUnsafe(ref first, (nuint)(vector * Lanes));

    private static Shuffle[] Shuffles(Func<int, int, int, int> placeOf) => [.. Enumerable.Range(0, Most + 1).Select(columns => new Shuffle(columns, (vector, lane) => placeOf(columns, vector, lane)))];

    /// <summary>For each of some vectors, which lanes it takes of the first two and of the last two of others, and which of these.</summary>
    private readonly struct Shuffle
    {
        private readonly Vector512<T>[] _places;
        private readonly Vector512<T>[] _areLast;

        public Shuffle(int columns, Func<int, int, int> placeOf)
        {
            (_places, _areLast) = (new Vector512<T>[columns], new Vector512<T>[columns]);
            for (var vector = 0; vector < columns; vector++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                {
                    var place = placeOf(vector, lane);
                    _places[vector] = WithLane(_places[vector], lane, place % (2 * Lanes));
                    _areLast[vector] = WithLane(_areLast[vector], lane, place < 2 * Lanes ? 0 : -1);
                }
            }
        }

        public Vector512<T> Take(int vector, Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d)
        {
            var places = _places[vector];
            return Vector512.ConditionalSelect(_areLast[vector], Permute(c, places, d), Permute(a, places, b));
        }

        private static Vector512<T> WithLane(Vector512<T> vector, int lane, int value) =>
            typeof(T) == typeof(double) ? vector.AsInt64().WithElement(lane, value).As<long, T>() : vector.AsInt32().WithElement(lane, value).As<int, T>();

        private static Vector512<T> Permute(Vector512<T> a, Vector512<T> places, Vector512<T> b) => typeof(T) == typeof(double)
            ? Avx512F.PermuteVar8x64x2(a.AsDouble(), places.AsInt64(), b.AsDouble()).As<double, T>()
            : Avx512F.PermuteVar16x32x2(a.AsSingle(), places.AsInt32(), b.AsSingle()).As<float, T>();
    }
}
