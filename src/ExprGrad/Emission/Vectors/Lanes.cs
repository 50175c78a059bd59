using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>The body of a vectorised loop while its code is written: some vectors of iterations, or one vector of which only the first lanes are in use.</summary>
/// <param name="code">The loop.</param>
/// <param name="indices">For each vector, the index of its first lane.</param>
/// <param name="count">How many lanes are in use; null if all are.</param>
/// <param name="mask">The lanes in use; null if all are.</param>
internal sealed class Lanes(VectorLoopCode code, IReadOnlyList<Expression> indices, Expression? count, Expression? mask)
{
    public VectorLoopCode Code => code;

    public Axis Axis => code.Loop.Axis;

    public LaneKinds Kinds => code.Loop.Kinds;

    public VectorForm Form => code.Form;

    /// <summary>How many vectors of iterations the body runs.</summary>
    public int Replicas => indices.Count;

    /// <summary>Which of them code is written for.</summary>
    public int Replica { get; set; }

    /// <summary>The index of the first lane.</summary>
    public Expression Index => indices[Replica];

    public Expression? Count => count;

    public Expression? Mask => mask;
}
