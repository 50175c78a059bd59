using System.Linq.Expressions;

namespace ExprGrad.Emission.Vectors;

/// <summary>Where the elements of the lanes are: side by side, at equal distances, or each at a position of its own.</summary>
/// <param name="First">The position of the first lane's; of all where they are the same.</param>
/// <param name="Stride">The distance from lane to lane: 0 where all are the same, 1 where they are side by side.</param>
/// <param name="Each">The positions, in a vector, where they are at no equal distances; null otherwise.</param>
internal readonly record struct LanePosition(Expression First, Expression Stride, Expression? Each = null)
{
    public bool IsUniform => Each is null && IsConstant(0);

    public bool IsContiguous => Each is null && IsConstant(1);

    private bool IsConstant(int value) => Stride is ConstantExpression { Value: int stride } && stride == value;
}
