using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>Checks that a gradient shares no memory with inputs, with other gradients, nor with itself.</summary>
/// <remarks>Rows of an input are not held against a gradient of one dimension: there may be many, and they are data as a rule.</remarks>
/// <param name="variable">Makes a variable.</param>
internal sealed class SharedMemory(Func<Type, string, ParameterExpression> variable)
{
    // What has been found of addresses holds as long as no object is moved.
    private readonly Dictionary<Expression, ParameterExpression> _ranges = [];
    private readonly List<Expression> _rows = [];

    /// <summary>The checks of spans; those of arrays of arrays come with <see cref="Rows"/>.</summary>
    public IEnumerable<Expression> Check(ArrayAccess gradient, string name, IEnumerable<(ArrayAccess Access, string Name)> inputs, IEnumerable<(ArrayAccess Access, string Name)> gradients)
    {
        if (IsNested(gradient))
            _rows.Add(Expression.Call(typeof(SharedRows), nameof(SharedRows.CheckDistinct), null, gradient.Reference!, RangeOf(gradient.Reference!), Expression.Constant(name)));
        List<Expression> code = [];
        foreach (var (other, otherName) in inputs) Compare(gradient, name, other, otherName, code);
        foreach (var (other, otherName) in gradients)
        {
            var (nested, row) = IsNested(gradient) ? (gradient, other) : (other, gradient);
            if (IsNested(nested) && row.Span is { } span && ArrayTypes.ElementOf(nested.Reference!.Type) == span.Type.GetGenericArguments()[0])
                _rows.Add(Refuse(Expression.Call(typeof(SharedRows), nameof(SharedRows.Overlap), span.Type.GetGenericArguments(), nested.Reference!, RangeOf(nested.Reference!), span), name, otherName));
            else Compare(gradient, name, other, otherName, code);
        }

        return code;
    }

    /// <summary>The checks of arrays of arrays so far, again if objects are moved meanwhile.</summary>
    public IEnumerable<Expression> Rows()
    {
        if (_rows.Count == 0) return [];
        var (moves, end) = (variable(typeof(int), "moves"), Expression.Label());
        var now = Expression.Property(null, typeof(References), nameof(References.Moves));
        var loop = Expression.Loop(
            Expression.Block(
                [
                    Expression.Assign(moves, now),
                    .. _ranges.Select(range => Expression.Assign(range.Value, Expression.Call(typeof(RowRange), nameof(RowRange.Of), null, range.Key))),
                    .. _rows,
                    Expression.IfThen(Expression.Equal(moves, now), Expression.Break(end)),
                ]),
            end);
        _ranges.Clear();
        _rows.Clear();
        return [loop];
    }

    private void Compare(ArrayAccess a, string name, ArrayAccess b, string otherName, List<Expression> code)
    {
        if (a.Span is { } span && b.Span is { } other)
        {
            if (span.Type.GetGenericArguments()[0] == other.Type.GetGenericArguments()[0])
                code.Add(Refuse(Expression.Call(typeof(Arguments), nameof(Arguments.Overlap), span.Type.GetGenericArguments(), span, other), name, otherName));
        }
        else if (IsNested(a) && IsNested(b) && a.Reference!.Type == b.Reference!.Type)
        {
            _rows.Add(Refuse(Expression.Call(typeof(SharedRows), nameof(SharedRows.Overlap), null, a.Reference, RangeOf(a.Reference), b.Reference, RangeOf(b.Reference)), name, otherName));
        }
    }

    private ParameterExpression RangeOf(Expression array)
    {
        if (!_ranges.TryGetValue(array, out var range)) _ranges.Add(array, range = variable(typeof(RowRange), "range"));
        return range;
    }

    private static bool IsNested(ArrayAccess access) => access is { Span: null, Reference: { } reference } && reference.Type.GetElementType()!.IsArray;

    private static ConditionalExpression Refuse(Expression overlap, string name, string otherName) =>
        Expression.IfThen(overlap, Expression.Call(typeof(Arguments), nameof(Arguments.ThrowOverlap), null, Expression.Constant(name), Expression.Constant(otherName)));
}
