using System.Linq.Expressions;

namespace ExprGrad.Emission;

/// <summary>A span in which buffers lie one after the other.</summary>
internal sealed class SharedSpan(ParameterExpression variable, int slot)
{
    public ParameterExpression Variable => variable;

    /// <summary>Its number in the workspace.</summary>
    public int Slot => slot;

    /// <summary>The elements of the buffers so far.</summary>
    public int Length { get; set; }
}
