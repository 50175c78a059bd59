namespace ExprGrad;

// The reverse of reading an array at computed places is adding to it there: this is how the derivative of such a read is written as an expression.
public static partial class Ad
{
    /// <summary>The dimensions of the arrays that are made here, together with those of the arrays in them.</summary>
    internal const int MostDimensions = 2;

    /// <summary>
    /// An array of sums: each value is added to the element at its index, in order; indices may repeat. The reverse of a gather.
    /// </summary>
    /// <param name="length">Length of the result.</param>
    /// <param name="indices">Where each value goes.</param>
    /// <param name="values">As many as indices.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="IndexOutOfRangeException">An index is not below <paramref name="length"/>, or is negative.</exception>
    public static double[] ScatterAdd(int length, int[] indices, double[] values)
    {
        CheckScatter(length, indices, values);
        var sums = new double[length];
        for (var i = 0; i < indices.Length; i++) sums[indices[i]] += values[i];
        return sums;
    }

    /// <inheritdoc cref="ScatterAdd(int, int[], double[])"/>
    public static float[] ScatterAdd(int length, int[] indices, float[] values)
    {
        CheckScatter(length, indices, values);
        var sums = new float[length];
        for (var i = 0; i < indices.Length; i++) sums[indices[i]] += values[i];
        return sums;
    }

    /// <summary>An array of sums, zero where nothing is added: each value goes to its index, in order; indices may repeat.</summary>
    /// <remarks>In a lambda that is differentiated a pair is written <c>ValueTuple.Create(index, value)</c>.</remarks>
    /// <param name="length">Length of the result.</param>
    /// <param name="terms">Sequences of what is added, run through one after the other.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="IndexOutOfRangeException">An index is not below <paramref name="length"/>, or is negative.</exception>
    public static double[] ScatterAdd(int length, params IEnumerable<(int Index, double Value)>[] terms)
    {
        var sums = new double[NonNegative(length)];
        foreach (var (index, value) in InOrder(terms)) sums[index] += value;
        return sums;
    }

    /// <inheritdoc cref="ScatterAdd(int, IEnumerable{ValueTuple{int, double}}[])"/>
    public static float[] ScatterAdd(int length, params IEnumerable<(int Index, float Value)>[] terms)
    {
        var sums = new float[NonNegative(length)];
        foreach (var (index, value) in InOrder(terms)) sums[index] += value;
        return sums;
    }

    /// <summary>A matrix of sums, zero where nothing is added: each value goes to its row and column, in order; places may repeat.</summary>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="columns">Columns of the result.</param>
    /// <param name="terms">Sequences of what is added, run through one after the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of rows or columns is negative.</exception>
    /// <exception cref="IndexOutOfRangeException">A place is outside of the matrix.</exception>
    public static double[,] ScatterAdd(int rows, int columns, params IEnumerable<(int Row, int Column, double Value)>[] terms)
    {
        var sums = new double[NonNegative(rows), NonNegative(columns)];
        foreach (var (row, column, value) in InOrder(terms)) sums[row, column] += value;
        return sums;
    }

    /// <inheritdoc cref="ScatterAdd(int, int, IEnumerable{ValueTuple{int, int, double}}[])"/>
    public static float[,] ScatterAdd(int rows, int columns, params IEnumerable<(int Row, int Column, float Value)>[] terms)
    {
        var sums = new float[NonNegative(rows), NonNegative(columns)];
        foreach (var (row, column, value) in InOrder(terms)) sums[row, column] += value;
        return sums;
    }

    /// <summary>Rows of sums, zero where nothing is added: each value goes to its row and column, in order; places may repeat.</summary>
    /// <param name="lengths">The length of each row of the result.</param>
    /// <param name="terms">Sequences of what is added, run through one after the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="IndexOutOfRangeException">A place is outside of the rows.</exception>
    public static double[][] ScatterAdd(int[] lengths, params IEnumerable<(int Row, int Column, double Value)>[] terms)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        var sums = Array.ConvertAll(lengths, length => new double[NonNegative(length)]);
        foreach (var (row, column, value) in InOrder(terms)) sums[row][column] += value;
        return sums;
    }

    /// <inheritdoc cref="ScatterAdd(int[], IEnumerable{ValueTuple{int, int, double}}[])"/>
    public static float[][] ScatterAdd(int[] lengths, params IEnumerable<(int Row, int Column, float Value)>[] terms)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        var sums = Array.ConvertAll(lengths, length => new float[NonNegative(length)]);
        foreach (var (row, column, value) in InOrder(terms)) sums[row][column] += value;
        return sums;
    }

    private static void CheckScatter(int length, int[] indices, Array values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(values);
        if (indices.Length != values.Length)
            throw new ArgumentException($"There are {indices.Length} indices for {values.Length} values.", nameof(values));
    }

    private static int NonNegative(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return length;
    }

    private static IEnumerable<T> InOrder<T>(IEnumerable<T>[] terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.SelectMany(term => term);
    }
}
