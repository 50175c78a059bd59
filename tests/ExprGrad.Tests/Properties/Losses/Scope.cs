using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>What an expression may read at its place.</summary>
internal sealed record Scope(Loop[] Loops, Expression[] Totals, Stored[] Stored)
{
    public static Scope Empty { get; } = new([], [], []);

    public Scope With(Loop loop) => this with { Loops = [.. Loops, loop] };
}

/// <summary>An array that may be read.</summary>
internal sealed record Stored(Expression Array, Axis[] Axes);
