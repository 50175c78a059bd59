using System.Linq.Expressions;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>Loops over the elements of arrays and spans, for what is done to inputs and outputs as a whole.</summary>
/// <param name="variables">Takes the loops' variables.</param>
internal sealed class ArrayLoop(ICollection<ParameterExpression> variables)
{
    /// <summary>A loop over all indices.</summary>
    /// <param name="array">A variable: an array of one or two dimensions, or a span.</param>
    /// <param name="body">What is done, for the indices.</param>
    public Expression Over(Expression array, Func<IReadOnlyList<ParameterExpression>, IEnumerable<Expression>> body)
    {
        var indices = Enumerable.Range(0, array.Type.IsArray ? array.Type.GetArrayRank() : 1).Select(_ => Variable(typeof(int), "at")).ToArray();
        var code = Expression.Block(typeof(void), body(indices));
        for (var dimension = indices.Length - 1; dimension >= 0; dimension--) code = Loop(indices[dimension], Length(array, dimension), code);
        return code;
    }

    /// <summary>An element.</summary>
    public static Expression Element(Expression array, IEnumerable<Expression> indices) => array.Type.IsArray
        ? Expression.ArrayAccess(array, indices)
        : Expression.Call(typeof(Elements), nameof(Elements.Read), array.Type.GetGenericArguments(), [array, .. indices]);

    /// <summary>Sets an element.</summary>
    public static Expression Assign(Expression array, IEnumerable<Expression> indices, Expression value) => array.Type.IsArray
        ? Expression.Assign(Expression.ArrayAccess(array, indices), value)
        : Expression.Call(typeof(Elements), nameof(Elements.Write), array.Type.GetGenericArguments(), [array, .. indices, value]);

    public static Expression Length(Expression array, int dimension) =>
        !array.Type.IsArray ? Expression.Property(array, nameof(Span<int>.Length))
        : array.Type.IsSZArray ? Expression.ArrayLength(array)
        : Expression.Call(array, nameof(Array.GetLength), null, Expression.Constant(dimension));

    /// <summary>The value in a variable.</summary>
    public ParameterExpression Kept(Expression value, string name, ICollection<Expression> code)
    {
        if (value is ParameterExpression { IsByRef: false } known) return known;
        var variable = Variable(value.Type, name);
        code.Add(Expression.Assign(variable, value));
        return variable;
    }

    public ParameterExpression Variable(Type type, string name)
    {
        var variable = Expression.Variable(type, name);
        variables.Add(variable);
        return variable;
    }

    private static BlockExpression Loop(ParameterExpression index, Expression length, Expression body)
    {
        var end = Expression.Label();
        return Expression.Block(
            typeof(void),
            Expression.Assign(index, Expression.Constant(0)),
            Expression.Loop(
                Expression.Block(
                    Expression.IfThen(Expression.GreaterThanOrEqual(index, length), Expression.Break(end)),
                    body,
                    Expression.Assign(index, Expression.Add(index, Expression.Constant(1)))),
                end));
    }
}
