using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What all lowerings of one compilation share: the primitives, where to report, what has been captured, what is differentiated.</summary>
internal sealed record LoweringContext(
    PrimitiveRegistry Registry, RefusalList Refusals, WarningList Warnings, Captures Captures, Activity Activity)
{
    /// <summary>Whether sums add up in the order of C#.</summary>
    public bool KeepsOrder { get; init; }
}
