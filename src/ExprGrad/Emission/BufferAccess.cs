using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>A buffer with its shape.</summary>
internal sealed record BufferAccess(ParameterExpression Span, IReadOnlyList<Axis> Axes, IReadOnlyList<Expression> Extents)
{
    public Type ElementType => Span.Type.GetGenericArguments()[0];

    public Expression Read(Func<Axis, Expression> index) =>
        Expression.Call(typeof(Elements), nameof(Elements.Read), Span.Type.GetGenericArguments(), Span, Flat(index));

    public Expression Write(Func<Axis, Expression> index, Expression value) =>
        Expression.Call(typeof(Elements), nameof(Elements.Write), Span.Type.GetGenericArguments(), Span, Flat(index), value);

    public Expression Add(Func<Axis, Expression> index, Expression value) => Span.Type == typeof(Span<double>) || Span.Type == typeof(Span<float>)
        ? Expression.Call(typeof(Elements), nameof(Elements.Add), null, Span, Flat(index), value)
        : Write(index, Expression.Add(Read(index), value));

    /// <summary>The part for the current values of the first axes.</summary>
    public Expression Part(int fixedAxes, Func<Axis, Expression> index)
    {
        if (fixedAxes == 0) return Span;
        Expression length = Expression.Constant(1);
        for (var i = fixedAxes; i < Axes.Count; i++) length = Expression.Multiply(length, Extents[i]);
        var start = index(Axes[0]);
        for (var i = 1; i < fixedAxes; i++) start = Expression.Add(Expression.Multiply(start, Extents[i]), index(Axes[i]));
        return Expression.Call(Span, nameof(Span<int>.Slice), null, Expression.Multiply(start, length), length);
    }

    private Expression Flat(Func<Axis, Expression> index)
    {
        var flat = index(Axes[0]);
        for (var i = 1; i < Axes.Count; i++) flat = Expression.Add(Expression.Multiply(flat, Extents[i]), index(Axes[i]));
        return flat;
    }
}
