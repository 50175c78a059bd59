using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What an array that is made inside the lambda stands for: one that exists at run time, or doesn't, where it is the one that was chosen.</summary>
/// <param name="Array">The array, which may be null.</param>
/// <param name="Under">The conditions, and which of them hold.</param>
internal sealed record StandsFor(Node Array, params (Node Condition, bool Holds)[] Under)
{
    /// <summary>The loop in whose first step alone it is the one, if that is what the conditions ask.</summary>
    public Axis? Steps { get; init; }
}
