using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>A primitive that is an operator of expression trees: arithmetic, comparison, logic.</summary>
internal sealed class OperatorPrimitive(string name, ExpressionType nodeType, int arity) : Primitive(name, arity)
{
    public ExpressionType NodeType { get; } = nodeType;

    public override Type ResultType(ReadOnlySpan<Type> operandTypes) => NodeType switch
    {
        ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
            or ExpressionType.Equal or ExpressionType.NotEqual => typeof(bool),
        ExpressionType.Conditional => operandTypes[1],
        _ => operandTypes[0],
    };

    public override Expression Emit(IReadOnlyList<Expression> operands) => NodeType switch
    {
        ExpressionType.Conditional => Expression.Condition(operands[0], operands[1], operands[2]),
        _ when Arity == 1 => Expression.MakeUnary(NodeType, operands[0], operands[0].Type),
        _ => Expression.MakeBinary(NodeType, operands[0], operands[1]),
    };
}
