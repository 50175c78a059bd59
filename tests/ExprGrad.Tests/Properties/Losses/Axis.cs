using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>A dimension of the arrays of a loss.</summary>
/// <param name="Extent">How long it is.</param>
/// <param name="Lengths">The lengths of arrays that are equal to it.</param>
internal sealed record Axis(int Extent, Expression[] Lengths);

/// <summary>An array that may be read.</summary>
internal sealed record Stored(Expression Array, Axis[] Axes);

/// <summary>A loop that runs around an expression.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Axis">What it runs over.</param>
internal sealed record Loop(ParameterExpression Index, Axis Axis)
{
    /// <summary>By how much the index may be exceeded.</summary>
    public int Slack { get; init; }

    /// <summary>The least index.</summary>
    public int First { get; init; }

    public bool MayBeEmpty { get; init; }

    /// <summary>How many iterations it has, if that is a literal.</summary>
    public int Count { get; init; }

    /// <summary>How many elements an iteration is about: the first of them is at so many times the index.</summary>
    public int Scale { get; init; } = 1;
}

/// <summary>What an expression may read at its place.</summary>
internal sealed record Scope(Loop[] Loops, Expression[] Totals, Stored[] Stored)
{
    public static Scope Empty { get; } = new([], [], []);

    public Scope With(Loop loop) => this with { Loops = [.. Loops, loop] };
}
