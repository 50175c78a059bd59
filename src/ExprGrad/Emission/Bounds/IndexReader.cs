using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission.Bounds;

/// <summary>Reads indices in the body of a loop as polynomials of its index and of what does not change in the loop.</summary>
/// <param name="hoister">Where integers have their numbers.</param>
/// <param name="assignments">What changes in the loop.</param>
/// <param name="index">The loop's index; null outside of it.</param>
internal sealed class IndexReader(BoundsHoister hoister, Assignments assignments, ParameterExpression? index)
{
    private readonly Dictionary<ParameterExpression, Polynomial?> _known = [];

    // What is the loop's index and a constant.
    private readonly Dictionary<ParameterExpression, (Expression Index, int Offset)> _sums = [];

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

    /// <summary>
    /// An index as another one and a constant that is added; null if it is no such sum. The other index is not negative by more than the constant, nor too large for an integer, if the sum is in
    /// the range of an array; with a constant that is taken away it might be.
    /// </summary>
    public (Expression Index, int Offset)? Split(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.Add, Method: null, Left: var left, Right: ConstantExpression { Value: int and > 0 and var offset } } => (left, offset),
        ParameterExpression variable when _sums.TryGetValue(variable, out var sum) => sum,
        _ => null,
    };

    /// <summary>Whether the expression can be computed at the start of an iteration: it has the loop's index in it and what is the same in all iterations.</summary>
    public bool IsReady(Expression expression) => expression switch
    {
        ConstantExpression => true,
        ParameterExpression variable => variable == index || IsConstant(variable),
        BinaryExpression { Method: null } operation => IsReady(operation.Left) && IsReady(operation.Right),
        _ => false,
    };

    /// <summary>Whether the expression is the loop's index.</summary>
    public bool IsIndex(Expression expression) => expression == index;

    /// <summary>Whether the variable has the same value in all iterations.</summary>
    public bool IsConstant(ParameterExpression variable) => assignments.Count(variable) == 0;

    /// <summary>Notes what the body gives a variable before the rest of it reads it.</summary>
    public void Assign(ParameterExpression variable, Expression value)
    {
        if (variable.Type != typeof(int) || assignments.Count(variable) != 1) return;
        _known[variable] = Read(value);
        if (Split(value) is { Index: ParameterExpression of } sum && of == index) _sums[variable] = sum;
    }

    private Polynomial? Read(ParameterExpression variable) =>
        variable == index || assignments.Count(variable) == 0 ? Number(variable, isLength: false) : _known.GetValueOrDefault(variable);

    private Polynomial Number(ParameterExpression variable, bool isLength) => Polynomial.Integer(hoister.NumberOf(variable, isLength));
}
