using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Losses;

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
