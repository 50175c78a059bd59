using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExprGrad.Runtime;

/// <summary>Arrays of arrays, of any depth and of one or two dimensions each, as far as all of them are alike. Nothing here allocates but what is asked for.</summary>
internal static class NestedArrays
{
    /// <summary>Zeros in the shape of the array.</summary>
    /// <exception cref="ArgumentNullException">An array in it is null.</exception>
    public static T ZerosLike<T>(T array, string name)
        where T : class => (T)(object)(Zeros((Array)(object)array) ?? throw new ArgumentNullException(FirstNull((Array)(object)array, name)));

    private static Array? Zeros(Array? array)
    {
        if (array is null) return null;
        var zeros = (Array)array.Clone();
        if (!IsNested(array))
        {
            Array.Clear(zeros);
            return zeros;
        }

        foreach (ref var row in Elements.All<Array?>(zeros))
        {
            row = Zeros(row);
            if (row is null) return null;
        }

        return zeros;
    }

    // The name of the first array that is missing.
    private static string? FirstNull(Array? array, string name)
    {
        if (array is null) return name;
        if (!IsNested(array)) return null;
        for (var i = 0; i < array.Length; i++)
        {
            if (FirstNull(Rows(array)[i], Name(name, Indices(array, i))) is { } missing) return missing;
        }

        return null;
    }

    /// <summary>The second length of an array of one dimension.</summary>
    public const int NoLength = -1;

    /// <summary>The array if it has the lengths, else a new one of its type.</summary>
    public static T Fitted<T>(T? array, int length, int columns)
        where T : class
    {
        if ((Array?)(object?)array is { } known && (columns == NoLength ? known.Length == length : known.GetLength(0) == length && known.GetLength(1) == columns)) return array!;
        var element = typeof(T).GetElementType()!;
        return (T)(object)(columns == NoLength ? Array.CreateInstance(element, length) : Array.CreateInstance(element, length, columns));
    }

    /// <summary>The array if it has the shape, else a new one; so are the arrays in it.</summary>
    public static T FittedTo<T>(T? array, T shape)
        where T : class => (T)(object)FittedTo((Array?)(object?)array, (Array)(object)shape);

    private static Array FittedTo(Array? array, Array shape)
    {
        var fitted = array is not null && HasLengths(array, shape) ? array : (Array)shape.Clone();
        if (!IsNested(shape)) return fitted;

        // The clone has the rows of the other one.
        var isOld = ReferenceEquals(fitted, array);
        var rows = Elements.All<Array?>(fitted);
        for (var i = 0; i < rows.Length; i++) rows[i] = FittedTo(isOld ? rows[i] : null, Rows(shape)[i]!);
        return fitted;
    }

    // Of rows up to that length a loop that writes zeros takes less time than what chooses the best way to clear memory.
    private const int ShortRow = 512;

    /// <summary>Sets all elements to zero.</summary>
    public static void Clear(Array array)
    {
        if (array is double[][] doubles)
        {
            foreach (var row in doubles)
            {
                if (row.Length <= ShortRow) ClearShort(row);
                else Array.Clear(row);
            }
        }
        else if (IsNested(array))
        {
            foreach (var row in Rows(array)) Clear(row!);
        }
        else
        {
            Array.Clear(array);
        }
    }

    // In the largest vectors that there are; the last one ends with the row.
    private static void ClearShort(double[] row)
    {
        if (!Vector512.IsHardwareAccelerated || row.Length < Vector512<double>.Count)
        {
            row.AsSpan().Fill(0);
            return;
        }

        ref var first = ref MemoryMarshal.GetArrayDataReference(row);
        var last = (nuint)(row.Length - Vector512<double>.Count);
        for (nuint i = 0; i < last; i += (nuint)Vector512<double>.Count) Vector512<double>.Zero.StoreUnsafe(ref first, i);
        Vector512<double>.Zero.StoreUnsafe(ref first, last);
    }

    /// <summary>Copies all elements to an array of the same shape.</summary>
    public static void Copy(Array from, Array to)
    {
        if (!IsNested(from))
        {
            Array.Copy(from, to, from.Length);
            return;
        }

        var rows = Rows(from);
        var copies = Rows(to);
        for (var i = 0; i < rows.Length; i++) Copy(rows[i]!, copies[i]!);
    }

    /// <summary>
    /// Checks that a gradient has the shape of its input.
    /// </summary>
    /// <exception cref="ArgumentException">It doesn't.</exception>
    public static void CheckShape(Array gradient, Array input, string name, string of)
    {
        if (!HasShape(gradient, input)) ThrowShape(gradient, input, name, of);
    }

    private static bool HasShape(Array gradient, Array input)
    {
        if (!HasLengths(gradient, input)) return false;
        if (gradient is double[][] doubles && input is double[][] ofDoubles) return HasRows(doubles, ofDoubles);
        if (!IsNested(gradient)) return true;
        var rows = Rows(gradient);
        var expected = Rows(input);
        for (var i = 0; i < rows.Length; i++)
        {
            if (expected[i] is not { } inner || rows[i] is not { } row || !HasShape(row, inner)) return false;
        }

        return true;
    }

    // The most frequent shape: its rows need no look at their types, which would take longer than all the rest.
    private static bool HasRows(double[]?[] gradient, double[]?[] input)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            if (gradient[i] is not { } row || input[i] is not { } expected || row.Length != expected.Length) return false;
        }

        return true;
    }

    private static bool HasLengths(Array gradient, Array input)
    {
        if (gradient.Length != input.Length) return false;
        for (var dimension = 0; gradient.Rank > 1 && dimension < gradient.Rank; dimension++)
        {
            if (gradient.GetLength(dimension) != input.GetLength(dimension)) return false;
        }

        return true;
    }

    // The first thing that is wrong, by its name.
    private static void ThrowShape(Array? gradient, Array? input, string name, string of)
    {
        if (input is null) Arguments.ThrowNull(Whole(of));
        if (gradient is null) Arguments.ThrowNull(Whole(name));
        for (var dimension = 0; dimension < gradient.Rank; dimension++)
        {
            var (length, expected) = (gradient.GetLength(dimension), input.GetLength(dimension));
            if (length != expected) Arguments.ThrowLength(length, expected, Whole(name), Whole(of));
        }

        if (!IsNested(gradient)) return;
        var rows = Rows(gradient);
        var rowsOfInput = Rows(input);
        for (var i = 0; i < rows.Length; i++)
        {
            ThrowShape(rows[i], rowsOfInput[i], Name(name, Indices(gradient, i)), Name(of, Indices(gradient, i)));
        }
    }

    /// <summary>The name of an element, by the name of the array: <c>w[1]</c> of <c>w</c>, <c>layers[1].W</c> of <c>layers[].W</c>.</summary>
    public static string Name(string array, params int[] indices)
    {
        var (at, place) = ($"[{string.Join(", ", indices)}]", array.IndexOf(indices.Length == 1 ? "[]" : "[,]", StringComparison.Ordinal));
        return place < 0 ? array + at : $"{array.AsSpan(0, place)}{at}{array.AsSpan(place + indices.Length + 1)}";
    }

    /// <summary>The name of the array itself: <c>layers</c> of <c>layers[].W</c>.</summary>
    public static string Whole(string array)
    {
        var one = array.IndexOf("[]", StringComparison.Ordinal);
        var two = array.IndexOf("[,]", StringComparison.Ordinal);
        var place = one < 0 ? two : two < 0 ? one : Math.Min(one, two);
        return place < 0 ? array : array[..place];
    }

    /// <summary>The indices of an element by its number in their order.</summary>
    public static int[] Indices(Array array, int number) => array.Rank == 1 ? [number] : [number / array.GetLength(1), number % array.GetLength(1)];

    /// <summary>Whether the elements are arrays. Of arrays of numbers that is told at once; casts to an array of a base class take ten times as long.</summary>
    public static bool IsNested(Array array) => array is not (double[] or float[] or double[,] or float[,]) && array is Array[] or Array[,];

    /// <summary>The arrays in an array of arrays, in the order of their indices.</summary>
    public static ReadOnlySpan<Array?> Rows(Array array) => Elements.All<Array?>(array);
}
