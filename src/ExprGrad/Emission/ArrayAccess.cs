using System.Linq.Expressions;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>How emitted code reaches the elements of an input or output array.</summary>
/// <param name="Span">The elements row by row, if they are values.</param>
/// <param name="Reference">The array itself, if there is one.</param>
/// <param name="Lengths">For two dimensions, the length of each.</param>
internal sealed record ArrayAccess(ParameterExpression? Span, ParameterExpression? Reference, IReadOnlyList<ParameterExpression> Lengths)
{
    /// <summary>The length; 0 of an array that is not there.</summary>
    public Expression Length(int dimension) =>
        Lengths.Count > 0 ? Lengths[dimension]
        : Span is not null ? Expression.Property(Span, nameof(Span<int>.Length))
        : LengthOf(Reference!, dimension);

    /// <summary>The length of an array that may not be there, which is 0 then.</summary>
    public static MethodCallExpression LengthOf(Expression array, int dimension) => array.Type.IsSZArray
        ? Expression.Call(typeof(Elements), nameof(Elements.Length), [array.Type.GetElementType()!], array)
        : Expression.Call(typeof(Elements), nameof(Elements.Length), null, array, Expression.Constant(dimension));

    public Expression Read(IReadOnlyList<Expression> indices) => Span is null || Span.Type.GetGenericArguments() is [{ IsValueType: false }]
        ? Item(Span ?? Reference!, indices)
        : Expression.Call(typeof(Elements), nameof(Elements.Read), Span.Type.GetGenericArguments(), Span, Flat(indices));

    /// <summary>An array in an array, or an object in one; null if it is not there.</summary>
    public static MethodCallExpression Item(Expression array, IReadOnlyList<Expression> indices) =>
        Expression.Call(typeof(Elements), nameof(Elements.Item), [array.Type.GetElementType() ?? array.Type.GetGenericArguments()[0]], [array, .. indices]);

    /// <summary>Adds to an element; a negation becomes a subtraction.</summary>
    public Expression Add(IReadOnlyList<Expression> indices, Expression value) => value is UnaryExpression { NodeType: ExpressionType.Negate, Operand: var subtracted }
        ? Expression.Call(typeof(Elements), nameof(Elements.Subtract), null, Span!, Flat(indices), subtracted)
        : Expression.Call(typeof(Elements), nameof(Elements.Add), null, Span!, Flat(indices), value);

    public Expression Write(IReadOnlyList<Expression> indices, Expression value) =>
        Expression.Call(typeof(Elements), nameof(Elements.Write), [value.Type], Span!, Flat(indices), value);

    public Expression Clear() => Span is not null
        ? Expression.Call(Span, nameof(Span<int>.Clear), null)
        : Expression.Call(typeof(NestedArrays), nameof(NestedArrays.Clear), null, Reference!);

    /// <summary>Copies all elements to another of the same shape.</summary>
    public Expression CopyTo(ArrayAccess other) => Span is not null
        ? Expression.Call(Span, nameof(Span<int>.CopyTo), null, other.Span!)
        : Expression.Call(typeof(NestedArrays), nameof(NestedArrays.Copy), null, Reference!, other.Reference!);

    /// <summary>The array or span.</summary>
    public MemoryItem Memory => Reference is null ? MemoryItem.Span(Span!) : MemoryItem.Array(Reference) with { Elements = Span };

    /// <summary>What of it may be shared with others.</summary>
    public MemoryPart Part(string name)
    {
        var type = Reference?.Type ?? Span!.Type.GetGenericArguments()[0].MakeArrayType();
        if (ContainerShape.TryGet(ArrayTypes.ElementOf(type)) is not null) return new ContainersPart(name, type, Reference ?? Span!) { IsData = true };
        return new ItemPart(name, Memory);
    }

    /// <summary>Checks that this, a gradient, has the shape of its input.</summary>
    public IEnumerable<Expression> CheckShape(ArrayAccess input, string name, string of)
    {
        if (Span is null)
        {
            yield return Expression.Call(
                typeof(NestedArrays), nameof(NestedArrays.CheckShape), null, Reference!, input.Reference!, Expression.Constant(name), Expression.Constant(of));
            yield break;
        }

        for (var dimension = 0; dimension < Math.Max(1, Lengths.Count); dimension++)
        {
            yield return Expression.IfThen(
                Expression.NotEqual(Length(dimension), input.Length(dimension)),
                Expression.Call(
                    typeof(Arguments), nameof(Arguments.ThrowLength), null, Length(dimension), input.Length(dimension),
                    Expression.Constant(NestedArrays.Whole(name)), Expression.Constant(NestedArrays.Whole(of))));
        }
    }

    private Expression Flat(IReadOnlyList<Expression> indices) =>
        indices.Count == 1 ? indices[0] : Expression.Add(Expression.Multiply(indices[0], Lengths[1]), indices[1]);
}
