using System.Linq.Expressions;

namespace ExprGrad.Emission.Vectors;

/// <summary>A vector in a function that is written down instead of computed: what <see cref="TracedOperations{TVector, TScalar}"/> operate on.</summary>
/// <param name="Value">A variable, or a constant.</param>
/// <param name="Code">The function's assignments up to here, to which those of what is computed of the vector are added; null for a constant.</param>
internal readonly record struct TracedVector(Expression Value, List<BinaryExpression>? Code)
{
    /// <summary>What is computed of others: a variable to which the expression is assigned.</summary>
    public static TracedVector Of(Func<Expression[], Expression> write, params ReadOnlySpan<TracedVector> operands)
    {
        var (values, code) = (new Expression[operands.Length], (List<BinaryExpression>?)null);
        for (var i = 0; i < values.Length; i++) (values[i], code) = (operands[i].Value, code ?? operands[i].Code);
        var value = write(values);
        if (code is null) return new(value, null);
        var variable = Expression.Variable(value.Type);
        code.Add(Expression.Assign(variable, value));
        return new(variable, code);
    }
}
