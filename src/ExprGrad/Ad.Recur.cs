using System.Collections;

namespace ExprGrad;

public static partial class Ad
{
    /// <summary>An array each of whose elements may be computed from those before it: trees, substitution, dynamic programs.</summary>
    /// <param name="count">The number of elements.</param>
    /// <param name="value">
    /// The element at an index, from the elements before it: <c>(i, earlier) => i &lt; 2 ? 1.0 : earlier[i - 1] + earlier[i - 2]</c>. <c>earlier</c> has i elements.
    /// In a lambda that is differentiated it is written in place.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative, or an element that is not before the one at the index is read.</exception>
    public static double[] Recur(int count, Func<int, IReadOnlyList<double>, double> value) => Recur<double>(count, value);

    /// <summary>An array each of whose elements may be computed from those before it, of any type: a number, or several as a tuple or a record.</summary>
    /// <inheritdoc cref="Recur(int, Func{int, IReadOnlyList{double}, double})"/>
    public static T[] Recur<T>(int count, Func<int, IReadOnlyList<T>, T> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(value);
        var elements = new T[count];
        for (var i = 0; i < count; i++) elements[i] = value(i, new EarlierElements<T>(elements, i));
        return elements;
    }

    internal static ArgumentOutOfRangeException NotEarlier(int index, int count) => new(
        nameof(index), index,
        $"Element {count} of Ad.Recur reads the element at {index}; {count switch { 0 => "there is none before it.", 1 => "the only one before it is at 0.", _ => $"those before it are at 0 to {count - 1}." }}");

    private sealed class EarlierElements<T>(T[] elements, int count) : IReadOnlyList<T>
    {
        public int Count => count;

        public T this[int index] => (uint)index < (uint)count ? elements[index] : throw NotEarlier(index, count);

        public IEnumerator<T> GetEnumerator() => new ArraySegment<T>(elements, 0, count).AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
