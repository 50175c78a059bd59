using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>A dimension of the arrays of a loss.</summary>
/// <param name="Extent">How long it is.</param>
/// <param name="Lengths">The lengths of arrays that are equal to it.</param>
internal sealed record Axis(int Extent, Expression[] Lengths);
