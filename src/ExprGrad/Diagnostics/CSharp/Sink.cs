using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>What becomes of a statement's value.</summary>
/// <param name="Drops">Whether it is of no use.</param>
/// <param name="Leaves">Whether the function ends after the statement.</param>
/// <param name="Returns">Whether it is the function's value.</param>
/// <param name="Left">Where it is assigned to.</param>
internal sealed record Sink(bool Drops = false, bool Leaves = false, bool Returns = false, Expression? Left = null)
{
    internal static readonly Sink Discard = new(Drops: true);
    internal static readonly Sink Exit = new(Drops: true, Leaves: true);
    internal static readonly Sink Return = new(Leaves: true, Returns: true);

    /// <summary>The value of a block among operands, which C# can't say: it is shown as the last statement.</summary>
    internal static readonly Sink Show = new();

    internal static Sink AssignTo(Expression left) => new(Left: left);
}
