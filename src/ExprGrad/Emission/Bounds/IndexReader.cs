using System.Linq.Expressions;

namespace ExprGrad.Emission.Bounds;

/// <summary>Reads indices in the body of a loop as polynomials of its index and of what does not change in the loop.</summary>
/// <param name="hoister">Where integers have their numbers.</param>
/// <param name="assignments">What changes in the loop.</param>
/// <param name="index">The loop's index; null outside of it.</param>
internal sealed class IndexReader(BoundsHoister hoister, Assignments assignments, ParameterExpression? index)
{
    private readonly Dictionary<ParameterExpression, Polynomial?> _known = [];

    /// <summary>The polynomial; null if it is none.</summary>
    public Polynomial? Read(Expression expression) => expression switch
    {
        ConstantExpression { Value: int value } => Polynomial.Constant(value),
        ParameterExpression variable when variable.Type == typeof(int) => Read(variable),
        MemberExpression { Member.Name: "Length", Expression: ParameterExpression { Type.IsByRefLike: true } span } => assignments.Count(span) == 0 ? Number(span, isLength: true) : null,
        BinaryExpression { Method: null } operation when operation.Type == typeof(int) => operation.NodeType switch
        {
            ExpressionType.Add => Polynomial.Sum(Read(operation.Left), Read(operation.Right)),
            ExpressionType.Subtract => Polynomial.Sum(Read(operation.Left), Read(operation.Right), -1),
            ExpressionType.Multiply => Polynomial.Product(Read(operation.Left), Read(operation.Right)),
            _ => null,
        },
        _ => null,
    };

    /// <summary>A polynomial of outer variables as one of what does not change in the loop.</summary>
    public Polynomial? Read(Polynomial polynomial) => polynomial.With(number => hoister.VariableOf(number) is var variable && variable.Type == typeof(int) ? Read(variable)
        : assignments.Count(variable) == 0 ? Polynomial.Integer(number)
        : null);

    /// <summary>Whether the variable has the same value in all iterations.</summary>
    public bool IsConstant(ParameterExpression variable) => assignments.Count(variable) == 0;

    /// <summary>Notes what the body gives a variable before the rest of it reads it.</summary>
    public void Assign(ParameterExpression variable, Expression value)
    {
        if (variable.Type == typeof(int) && assignments.Count(variable) == 1) _known[variable] = Read(value);
    }

    private Polynomial? Read(ParameterExpression variable) =>
        variable == index || assignments.Count(variable) == 0 ? Number(variable, isLength: false) : _known.GetValueOrDefault(variable);

    private Polynomial Number(ParameterExpression variable, bool isLength) => Polynomial.Integer(hoister.NumberOf(variable, isLength));
}
