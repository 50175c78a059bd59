namespace ExprGrad.Tests.Language;

/// <summary>Arguments: numbers of either sign, no two of them equal, none near a kink.</summary>
internal static class Sample
{
    private static readonly double[] s_numbers = [0.5, -1.2, 2.0, 0.3, 0.9, -0.7, 1.4, -2.1];

    // Behind the first numbers come their likes, all different.
    public static double[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => s_numbers[i % s_numbers.Length] * (1 + (0.125 * (i / s_numbers.Length))))];

    public static float[] Singles(int length) => Array.ConvertAll(s_numbers[..length], number => (float)number);

    public static double[,] Matrix(int rows, int columns)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) matrix[i, j] = s_numbers[((i * columns) + j) % 8] + (0.01 * ((i * columns) + j));
        }

        return matrix;
    }

    /// <summary>Rows of the lengths.</summary>
    public static double[][] Rows(params int[] lengths) =>
        [.. lengths.Select((length, row) => Enumerable.Range(0, length).Select(i => s_numbers[(row + i) % 8] + (0.01 * row)).ToArray())];
}
