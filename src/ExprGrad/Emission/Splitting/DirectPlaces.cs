using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Writes formulas with the places of values in place of variables: no variable is needed for what a method touches just once.</summary>
internal static class DirectPlaces
{
    // No emitted formula is deeper; what is, is left as it is.
    private const int Deepest = 32;

    /// <summary>An assignment with places for variables; null if it is anything but arithmetic.</summary>
    public static Expression? In(Expression statement, IReadOnlyDictionary<ParameterExpression, Expression> places) =>
        statement is BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression result } assignment && IsArithmetic(assignment.Right, Deepest)
            ? Expression.Assign(places.GetValueOrDefault(result, result), Replaced(assignment.Right, places))
            : null;

    private static bool IsArithmetic(Expression formula, int depth) => depth > 0 && formula switch
    {
        ConstantExpression or ParameterExpression => true,
        UnaryExpression { NodeType: ExpressionType.Negate or ExpressionType.Convert } unary => IsArithmetic(unary.Operand, depth - 1),
        BinaryExpression { NodeType: ExpressionType.Add or ExpressionType.Subtract or ExpressionType.Multiply or ExpressionType.Divide } binary =>
            IsArithmetic(binary.Left, depth - 1) && IsArithmetic(binary.Right, depth - 1),
        _ => false,
    };

    private static Expression Replaced(Expression formula, IReadOnlyDictionary<ParameterExpression, Expression> places) => formula switch
    {
        ParameterExpression variable => places.GetValueOrDefault(variable, variable),
        UnaryExpression unary => unary.Update(Replaced(unary.Operand, places)),
        BinaryExpression binary => binary.Update(Replaced(binary.Left, places), binary.Conversion, Replaced(binary.Right, places)),
        _ => formula,
    };
}
