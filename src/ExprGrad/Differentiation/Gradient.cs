using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>What a reverse sweep gives for each input that it was asked for.</summary>
/// <param name="Scalars">The partial derivative of each scalar input that the value depends on.</param>
/// <param name="Arrays">The scatter-adds that make the gradient of each array input that the value depends on.</param>
/// <param name="Stored">Values of reversed loops that the loops have stored, and how they are read.</param>
internal sealed record Gradient(IReadOnlyDictionary<Slot, Node> Scalars, IReadOnlyDictionary<Slot, Contribution[]> Arrays, IReadOnlyDictionary<Node, Node> Stored);
