using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>A sum of products of elements of two matrices along the axis that they share: for each iteration of the loops around, one product of matrices.</summary>
/// <param name="Sum">The sum.</param>
/// <param name="Left">The matrix whose rows belong to those of the product.</param>
/// <param name="Right">The matrix whose columns belong to those of the product.</param>
/// <param name="IsNegated">Whether the product is subtracted instead of added.</param>
internal sealed record Contraction(Reduce Sum, MatrixOperand Left, MatrixOperand Right, bool IsNegated)
{
    /// <summary>The axis of the product's rows.</summary>
    public Axis Row => Left.Down;

    /// <summary>The axis of the product's columns.</summary>
    public Axis Column => Right.Along;

    /// <summary>The axis that is summed over by the kernel.</summary>
    public Axis Inner => Left.Along;

    /// <summary>The loops around the product; some may be summed over, too.</summary>
    public AxisSet Outer { get; } = Sum.Axes.Union(Sum.Reduced).Except([Left.Down, Right.Along, Left.Along]);

    /// <summary>Whether one product gives the whole value; otherwise several are added to it, or it is subtracted from 0.</summary>
    public bool IsWhole => Sum.Reduced.Count == 1 && !IsNegated;

    /// <summary>What must be complete, over which axes, before the kernel can run.</summary>
    public IEnumerable<(Node Node, AxisSet Complete)> Needs =>
        Left.Needs.Concat(Right.Needs).Concat(Sum.Axes.Union(Sum.Reduced).Select(axis => (axis.Bound, AxisSet.Empty)));
}
