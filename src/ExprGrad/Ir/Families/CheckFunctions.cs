using System.Runtime.CompilerServices;

namespace ExprGrad.Ir.Families;

/// <summary>
/// The checks that emitted code makes before it reads memory or runs a loop. Each returns its argument, so that what is checked depends on
/// the check, and throws what C# or LINQ would. Public because emitted code calls them.
/// </summary>
internal static class CheckFunctions
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckIndex(int index, int length)
    {
        if ((uint)index >= (uint)length) ThrowIndexOutOfRange(index, length);
        return index;
    }

    /// <summary>All indices of a loop at once, from its smallest to its largest; a loop that does not run has a largest of -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CheckRange(long low, long high, int length)
    {
        if (low < 0 || high >= length) ThrowIndexOutOfRange(low < 0 ? low : high, length);
        return true;
    }

    /// <summary>The row, once the indices are known to be in range; a row that is not read, the largest index being -1, may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T[] CheckRow<T>(T[] row, long low, long high)
    {
        if (low < 0 || (high >= 0 && high >= row.Length)) ThrowIndexOutOfRange(low < 0 ? low : high, row.Length);
        return row;
    }

    /// <summary>As Enumerable.ElementAt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckElementAt(int index, int length)
    {
        if ((uint)index >= (uint)length) ThrowElementAt(index);
        return index;
    }

    /// <summary>As Enumerable.Range and Repeat.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckCount(int count)
    {
        if (count < 0) ThrowCount(count);
        return count;
    }

    /// <summary>As Enumerable.First, Average, Max of an empty sequence.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckNotEmpty(int count)
    {
        if (count <= 0) ThrowNoElements();
        return count;
    }

    /// <summary>As the access to the element that Enumerable.MaxBy finds in an empty sequence of references, null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckFound(int count)
    {
        if (count <= 0) ThrowNull();
        return count;
    }

    /// <summary>As Enumerable.First with a predicate that holds nowhere: the index found is negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckMatch(int index)
    {
        if (index < 0) ThrowNoMatch();
        return index;
    }

    /// <summary>As the access to a member or an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CheckNotNull(object? reference)
    {
        if (reference is null) ThrowNull();
        return true;
    }

    /// <summary>As no method: an array or object that the state of a loop takes its numbers from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CheckStateThere(object? reference, string name)
    {
        if (reference is null) ThrowNoState(name);
        return true;
    }

    /// <summary>As an operator of Enumerable on no array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CheckSource(object? array, string parameter)
    {
        if (array is null) ThrowNoSource(parameter);
        return true;
    }

    /// <summary>As Ad.Recur of the element at the count, which reads those before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckEarlier(int index, int count)
    {
        if ((uint)index >= (uint)count) ThrowNotEarlier(index, count);
        return index;
    }

    /// <summary>As Ad.ScatterAdd of as many values as indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckPairs(int indices, int values)
    {
        if (indices != values) ThrowPairs(indices, values);
        return indices;
    }

    /// <summary>As no method: an array in the state of a loop that a step makes of another length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckStateLength(int length, int expected, int step, string name)
    {
        if (length != expected) ThrowStateLength(length, expected, step, name);
        return length;
    }

    /// <summary>The index. It was checked if loops run that the access is not inside of: if they don't, it reads a zero and writes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CheckedIf(int index, bool runs)
    {
        _ = runs;
        return index;
    }

    private static void ThrowPairs(int indices, int values) => throw new ArgumentException($"There are {indices} indices for {values} values.", nameof(values));

    private static void ThrowNotEarlier(int index, int count) => throw Ad.NotEarlier(index, count);

    private static void ThrowStateLength(int length, int expected, int step, string name) =>
        throw new NotSupportedException($"The length of `{name}` is {expected}, and step {step} makes it {length}. Arrays in the state of a loop keep their lengths in a lambda that is differentiated.");

    // C# throws the same where the lambda reads it, which can't be told from here.
    private static void ThrowNoState(string name) => throw new NullReferenceException(
        $"`{name}` is null, in a lambda that is differentiated. The state of a loop has all numbers of the arrays and objects in it, also those that nothing reads. Put an empty array or an object in its place, or leave it out of the state.");

    private static void ThrowIndexOutOfRange(long index, int length) => throw IndexOutOfRange(index, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IndexOutOfRangeException IndexOutOfRange(long index, int length) =>
        new($"Index was outside the bounds of the array. The index is {index}, the length {length}.");

    private static void ThrowElementAt(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    private static void ThrowCount(int count) => throw new ArgumentOutOfRangeException(nameof(count));

    private static void ThrowNoElements() => throw new InvalidOperationException("Sequence contains no elements");

    private static void ThrowNull() => throw new NullReferenceException();

    private static void ThrowNoSource(string parameter) => throw new ArgumentNullException(parameter);

    private static void ThrowNoMatch() => throw new InvalidOperationException("Sequence contains no matching element");
}
