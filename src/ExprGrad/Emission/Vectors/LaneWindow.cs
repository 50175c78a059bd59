using System.Linq.Expressions;

namespace ExprGrad.Emission.Vectors;

/// <summary>Elements side by side that a vectorised loop completes in order, while its code is written.</summary>
/// <param name="first">The smallest distance of an element from the loop's index.</param>
/// <param name="width">How many elements are incomplete at the end of an iteration.</param>
/// <param name="contributions">How many contributions an iteration makes.</param>
internal sealed class LaneWindow(int first, int width, int contributions)
{
    public int Width => width;

    /// <summary>Writes a vector of elements that are complete.</summary>
    public required Action<Expression, EmissionContext> Write { get; init; }

    /// <summary>Writes what is still incomplete after the loop.</summary>
    public required Action<LaneWindow> End { get; init; }

    /// <summary>
    /// By their distance from the window's first element, the contributions of the last iterations, the very last in the highest lane; null where there are none.
    /// </summary>
    public ParameterExpression?[] HandedOn { get; } = new ParameterExpression?[width + 1];

    /// <summary>Whether <see cref="HandedOn"/> is known.</summary>
    public bool IsBegun { get; set; }

    /// <summary>What a vector of iterations contributes.</summary>
    public WindowSums Sums() => new(first, width, contributions);
}
