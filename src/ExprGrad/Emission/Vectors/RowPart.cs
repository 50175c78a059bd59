using System.Linq.Expressions;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>A part of a vectorised loop, before which products of all of its rows with vectors are made, and behind which multiples of the rows are added to others.</summary>
/// <param name="First">The first iteration.</param>
/// <param name="Rows">The number of iterations.</param>
internal sealed record RowPart(ParameterExpression First, ParameterExpression Rows)
{
    /// <summary>For each of the products its numbers, one for each iteration: what rows give with the vector, or are multiplied by.</summary>
    public Dictionary<RowProduct, ParameterExpression> Numbers { get; } = new(ReferenceEqualityComparer.Instance);
}
