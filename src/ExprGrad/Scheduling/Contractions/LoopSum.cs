using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>A sum of products with as many loops as a product of matrices has, and why it is not left to the kernel.</summary>
/// <param name="Of">The sum, or the array of which it is a contribution; null for a gradient.</param>
/// <param name="Gradient">The input whose gradient it contributes to; null for another sum.</param>
/// <param name="Reason">The reason, as the end of a sentence.</param>
/// <param name="Axis">The loop or branch that it is about; null for the sum itself.</param>
internal sealed record LoopSum(Node? Of, Slot? Gradient, string Reason, Axis? Axis = null);
