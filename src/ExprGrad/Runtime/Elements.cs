using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>
/// Element access for emitted code, which can't hold references into arrays. Every access is checked against the length of its span, beside the checks
/// of the graph: a wrong proof must end in an exception, not in foreign memory.
/// </summary>
internal static class Elements
{
    /// <summary>The element of a span at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<T> span, int index) => span[index];

    /// <summary>The element of a span at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(Span<T> span, int index) => span[index];

    /// <summary>Sets the element at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(Span<T> span, int index, T value) => span[index] = value;

    /// <summary>Adds to the element at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<double> span, int index, double value) => span[index] += value;

    /// <summary>Adds to the element at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<float> span, int index, float value) => span[index] += value;

    /// <summary>Adds what the iterations of a loop sum up in a branch: where none took it, the index may be out of range, and nothing is added.</summary>
    public static void AddWithin(Span<double> span, int index, double sum)
    {
        if ((uint)index < (uint)span.Length) span[index] += sum;
    }

    /// <inheritdoc cref="AddWithin(Span{double}, int, double)"/>
    public static void AddWithin(Span<float> span, int index, float sum)
    {
        if ((uint)index < (uint)span.Length) span[index] += sum;
    }

    /// <summary>How many of so many elements at equal distances can be added to: all, or none where one of them would be out of range, which is so if no iteration of a loop adds to them.</summary>
    public static int CountWithin(int length, int first, int stride, int count) =>
        count > 0 && first >= 0 && stride > 0 && first + ((long)stride * (count - 1)) < length ? count : 0;

    /// <summary>Subtracts from the element at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Span<double> span, int index, double value) => span[index] -= value;

    /// <summary>Subtracts from the element at an index that is in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Span<float> span, int index, float value) => span[index] -= value;

    /// <summary>The object or array at an index; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Item<T>(T[]? array, int index)
        where T : class => array is not null && (uint)index < (uint)array.Length ? array[index] : null;

    /// <summary>The object or array at an index; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Item<T>(ReadOnlySpan<T> array, int index)
        where T : class => (uint)index < (uint)array.Length ? array[index] : null;

    /// <summary>The object or array at an index; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T? Item<T>(Span<T> array, int index)
        where T : class => Item((ReadOnlySpan<T>)array, index);

    /// <summary>The object or array at two indices; null where there is none.</summary>
    public static T? Item<T>(T[,]? array, int row, int column)
        where T : class => array is not null && (uint)row < (uint)array.GetLength(0) && (uint)column < (uint)array.GetLength(1) ? array[row, column] : null;

    /// <summary>The length of an array; 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length<T>(T[]? array) => array is null ? 0 : array.Length;

    /// <summary>The length of an array; 0 where there is none.</summary>
    /// <exception cref="ArgumentException">Its indices don't begin at 0.</exception>
    public static int Length(Array? array, int dimension)
    {
        if (array is null) return 0;
        if (array.GetLowerBound(dimension) is not 0 and var first) ThrowLowerBound(array, first);
        return array.GetLength(dimension);
    }

    [DoesNotReturn]
    private static void ThrowLowerBound(Array array, int first) =>
        throw new ArgumentException($"The indices of an array of two dimensions begin at {first}. Copy its elements to an array whose indices begin at 0, made by 'new double[rows, columns]'.", nameof(array));

    /// <summary>The elements of an array of two dimensions, row by row; none where there is no array.</summary>
    public static Span<T> Flatten<T>(T[,]? array) => array is null || array.Length == 0 ? [] : All<T>(array);

    /// <summary>The memory of structs as numbers.</summary>
    public static Span<TNumber> Numbers<TStruct, TNumber>(Span<TStruct> structs)
        where TStruct : struct
        where TNumber : struct => MemoryMarshal.Cast<TStruct, TNumber>(structs);

    /// <inheritdoc cref="Numbers{TStruct, TNumber}(Span{TStruct})"/>
    public static Span<TNumber> Numbers<TStruct, TNumber>(ReadOnlySpan<TStruct> structs)
        where TStruct : struct
        where TNumber : struct => Numbers<TStruct, TNumber>(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(structs), structs.Length));

    /// <summary>The elements of an array that is known to hold such ones, in the order of their indices.</summary>
    public static Span<T> All<T>(Array array) => MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}
