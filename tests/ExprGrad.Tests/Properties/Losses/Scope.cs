using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>What an expression may read at its place.</summary>
internal sealed record Scope(Loop[] Loops, Expression[] Totals, Stored[] Stored)
{
    public static Scope Empty { get; } = new([], [], []);

    public Scope With(Loop loop) => this with { Loops = [.. Loops, loop] };
}

/// <summary>An array that may be read.</summary>
/// <param name="Array">The array.</param>
/// <param name="Axes">What its indices are of.</param>
internal sealed record Stored(Expression Array, Axis[] Axes)
{
    /// <summary>The number, or the array of the other axes, in an element of the array; null if the elements are that themselves.</summary>
    public string? Member { get; init; }

    /// <summary>An element.</summary>
    public Expression Element(Expression[] indices)
    {
        if (Member is not null) return Of(Expression.PropertyOrField(CSharp.Index(Array, indices[0]), Member), indices[1..]);
        return Of(Array, indices);
    }

    private static Expression Of(Expression array, ReadOnlySpan<Expression> indices)
    {
        while (!indices.IsEmpty)
        {
            var rank = array.Type.GetArrayRank();
            array = rank == 2 ? CSharp.Index(array, indices[0], indices[1]) : CSharp.Index(array, indices[0]);
            indices = indices[rank..];
        }

        return array;
    }
}
