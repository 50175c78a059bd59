using System.Numerics;

namespace ExprGrad.Benchmarks.PyTorch.Programs;

/// <summary>Data of a closed formula, to the bit those that <c>../programs.py</c> computes: numbers between two bounds, scattered as random ones are.</summary>
internal static class Data
{
    public static T[] Vector<T>(int seed, int length, double low = -0.5, double high = 0.5)
        where T : struct, INumber<T> => [.. Enumerable.Range(0, length).Select(i => Number<T>(seed, i, low, high))];

    public static T[,] Matrix<T>(int seed, int rows, int columns, double low = -0.5, double high = 0.5)
        where T : struct, INumber<T>
    {
        var matrix = new T[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) matrix[i, j] = Number<T>(seed, i * columns + j, low, high);
        }

        return matrix;
    }

    public static int[] Indices(int seed, int length, int below) => [.. Enumerable.Range(0, length).Select(i => (int)(Hash(seed, i) % (uint)below))];

    private static T Number<T>(int seed, int index, double low, double high)
        where T : struct, INumber<T> => T.CreateChecked(low + (high - low) * (Hash(seed, index) / 4_294_967_296.0));

    private static uint Hash(int seed, int index)
    {
        var h = unchecked((uint)(index + 1_000_003 * seed) * 2_654_435_769);
        h = unchecked((h ^ (h >> 16)) * 0x45D9F3B);
        return h ^ (h >> 16);
    }
}
