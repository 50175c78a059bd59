using System.Linq.Expressions;
using ExprGrad.Runtime;

namespace ExprGrad.Emission.Vectors;

/// <summary>One index of an element of a rectangle.</summary>
/// <param name="Source">What it is computed from: indices of the same source are the same.</param>
/// <param name="Value">The index.</param>
/// <param name="IsFixed">Whether it is the same in all iterations of a loop.</param>
internal readonly record struct ElementIndex(object Source, Expression Value, bool IsFixed);

/// <summary>
/// The elements of a rectangle that the iterations of a loop may add to: those of all indices, but that the first and the last ones may be fixed. They lie at equal distances.
/// </summary>
internal sealed class ElementRange
{
    private readonly object?[] _fixed;

    /// <summary>The range of an element.</summary>
    /// <param name="span">All elements.</param>
    /// <param name="indices">The indices of the element; if all of them are fixed, it is the only one.</param>
    /// <param name="extent">The extent along each dimension but the first.</param>
    public ElementRange(Expression span, IReadOnlyList<ElementIndex> indices, Func<int, Expression> extent)
    {
        var (begin, end) = (0, indices.Count);
        while (begin < end && indices[begin].IsFixed) begin++;
        while (end > begin && indices[end - 1].IsFixed) end--;
        _fixed = [.. indices.Select((index, i) => i < begin || i >= end ? index.Source : null)];
        Span = span;
        First = Place(0, indices.Count, i => i < begin || i >= end ? indices[i].Value : Zero);
        Index = Place(begin, end, i => indices[i].Value);
        Stride = Product(end, indices.Count);
        Count = begin > 0 ? Product(begin, end) : Stride is ConstantExpression { Value: 1 } ? Length : Expression.Divide(Length, Expression.Call(typeof(Math), nameof(Math.Max), null, Stride, One));

        Expression Place(int from, int to, Func<int, Expression> index)
        {
            var place = from < to ? index(from) : Zero;
            for (var i = from + 1; i < to; i++) place = Integers.Sum(Integers.Product(place, extent(i)), index(i));
            return place;
        }

        Expression Product(int from, int to)
        {
            Expression product = One;
            for (var i = from; i < to; i++) product = Integers.Product(product, extent(i));
            return product;
        }
    }

    /// <summary>All elements of the rectangle.</summary>
    public Expression Span { get; }

    /// <summary>The place of the first element of the range.</summary>
    public Expression First { get; }

    /// <summary>The distance from one to the next.</summary>
    public Expression Stride { get; }

    /// <summary>How many there are.</summary>
    public Expression Count { get; }

    /// <summary>Which of them the element is.</summary>
    public Expression Index { get; }

    private static ConstantExpression Zero { get; } = Expression.Constant(0);

    private static ConstantExpression One { get; } = Expression.Constant(1);

    private Expression Length => Expression.Property(Span, nameof(Span<int>.Length));

    /// <summary>Whether another one has the same elements.</summary>
    public bool HasElementsOf(ElementRange other) => Span == other.Span && _fixed.AsSpan().SequenceEqual(other._fixed);

    /// <summary>How many of the elements there are where the fixed indices may be out of range, since no iteration uses them: none then.</summary>
    public Expression CountWithin() => Array.TrueForAll(_fixed, source => source is null) ? Length : Expression.Call(typeof(Elements), nameof(Elements.CountWithin), null, Length, First, Stride, Count);
}
