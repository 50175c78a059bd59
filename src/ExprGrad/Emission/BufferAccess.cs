using System.Linq.Expressions;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>A buffer as variables of the emitted function.</summary>
/// <param name="Layout">How elements lie in it.</param>
/// <param name="Slot">Its number in the workspace.</param>
/// <param name="Span">Its elements.</param>
/// <param name="Extents">The extents of the row that was begun last.</param>
/// <param name="Count">The number of elements in all rows; null if there is one row only.</param>
/// <param name="RowStarts">Where each row begins; null if there is one row only.</param>
/// <param name="RowSizes">Those extents that vary from row to row, by their place in a row.</param>
/// <param name="Lanes">The vectorised loop in each round of which elements are made anew, as vectors; null if they are scalars.</param>
/// <param name="Offset">Where they begin in the span, if other buffers lie in it too.</param>
internal sealed record BufferAccess(
    BufferLayout Layout,
    int Slot,
    ParameterExpression Span,
    Expression[] Extents,
    ParameterExpression? Count,
    BufferAccess? RowStarts,
    IReadOnlyDictionary<int, BufferAccess> RowSizes,
    VectorLoop? Lanes = null,
    int? Offset = null)
{
    /// <summary>Whether the span is the array of a gradient, and not of the workspace.</summary>
    public bool IsOutput { get; init; }

    public Type ElementType => Span.Type.GetGenericArguments()[0];

    /// <summary>Whether other buffers lie in the same span.</summary>
    public bool IsShared => Offset is not null;

    /// <summary>Whether elements are numbers or vectors of them, and not references or numbers on a tape, which hold one.</summary>
    public bool HoldsNumbers => HoldsNumbersOf(ElementType, Lanes);

    /// <summary>The same of elements of a type.</summary>
    public static bool HoldsNumbersOf(Type element, VectorLoop? lanes) => lanes is not null || element.IsPrimitive || element.IsEnum;

    public Expression Read(Expression position) => Expression.Call(typeof(Elements), nameof(Elements.Read), [ElementType], Span, InSpan(position));

    public Expression Write(Expression position, Expression value) => Expression.Call(typeof(Elements), nameof(Elements.Write), [ElementType], Span, InSpan(position), value);

    public Expression Add(Expression position, Expression value) => Span.Type == typeof(Span<double>) || Span.Type == typeof(Span<float>)
        ? Expression.Call(typeof(Elements), nameof(Elements.Add), null, Span, InSpan(position), value)
        : Write(position, Expression.Add(Read(position), value));

    private Expression InSpan(Expression position) => Integers.Sum(position, Expression.Constant(Offset ?? 0));
}
