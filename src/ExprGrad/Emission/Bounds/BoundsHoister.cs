using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission.Bounds;

/// <summary>
/// Takes checks of element accesses out of loops: where an index is linear in the loop's, all places that a span is accessed at are checked once before the loop, and the accesses in it
/// check nothing. Such checks leave the loops farther out the same way, and so do products of integers that are the same in each iteration: rows begin at them.
/// </summary>
/// <remarks>
/// This looks at the code and at nothing else, so that no wrong proof about an index can lead an access out of its span. It takes only what each iteration does: a check
/// fails where an access would have failed, and earlier, before the loop.
/// </remarks>
/// <param name="variable">Makes a variable for a product.</param>
internal sealed class BoundsHoister(Func<Type, ParameterExpression> variable)
{
    private readonly Dictionary<Expression, RangeCheck> _checks = [];
    private readonly HashSet<Expression> _products = [];
    private readonly Dictionary<(ParameterExpression, bool IsLength), int> _numbers = [];
    private readonly List<Expression> _integers = [Expression.Empty()];

    /// <summary>Takes checks and products out of the body of a loop.</summary>
    /// <param name="index">The loop's index.</param>
    /// <param name="first">What it starts with.</param>
    /// <param name="count">What it ends before; each iteration has room for a whole step before it.</param>
    /// <param name="step">By how much it grows.</param>
    /// <param name="end">Where the loop is left.</param>
    /// <param name="body">The body; accesses that need no check any more are replaced in it.</param>
    /// <returns>The products and the checks, for before the loop.</returns>
    public IReadOnlyList<Expression> Hoist(ParameterExpression index, Expression first, Expression count, int step, LabelTarget end, List<Expression> body)
    {
        var assignments = new Assignments(body);
        if (assignments.Exits.Contains(end)) return [];
        var outside = new IndexReader(this, assignments, index: null);
        if (outside.Read(first) is not { } start || Polynomial.Sum(outside.Read(count), start, -1) is not { } extent) return [];

        var loop = new LoopBounds(this, new IndexReader(this, assignments, index), NumberOf(index, isLength: false), start, extent, step);
        for (var i = 0; i < body.Count; i++) body[i] = loop.Rewrite(body[i]);
        body.InsertRange(0, loop.Places);
        return [.. loop.Products, .. loop.Checks.Select(Note)];
    }

    /// <summary>The check that the expression is; null if it is something else.</summary>
    public RangeCheck? CheckOf(Expression expression) => _checks.GetValueOrDefault(expression);

    /// <summary>Gives a product a variable.</summary>
    /// <returns>The assignment, which may leave loops in each of whose iterations the product is the same.</returns>
    public BinaryExpression Define(Expression product) => Define(variable(product.Type), product);

    /// <summary>Gives a product the variable that it has.</summary>
    /// <inheritdoc cref="Define(Expression)"/>
    public BinaryExpression Define(ParameterExpression place, Expression product)
    {
        var definition = Expression.Assign(place, product);
        _products.Add(definition);
        return definition;
    }

    /// <summary>Whether the expression gives a product its variable.</summary>
    public bool IsProduct(Expression expression) => _products.Contains(expression);

    /// <summary>The number of an integer variable, or of a span's length.</summary>
    public int NumberOf(ParameterExpression integer, bool isLength)
    {
        if (_numbers.TryGetValue((integer, isLength), out var number)) return number;
        _numbers.Add((integer, isLength), number = _integers.Count);
        _integers.Add(isLength ? Expression.Property(integer, "Length") : integer);
        return number;
    }

    /// <summary>The polynomial as code.</summary>
    public Expression Write(Polynomial polynomial) => polynomial.Write(number => _integers[number]);

    /// <summary>The variable of a number.</summary>
    public ParameterExpression VariableOf(int number) => _integers[number] as ParameterExpression ?? (ParameterExpression)((MemberExpression)_integers[number]).Expression!;

    private Expression Note(RangeCheck check)
    {
        var code = check.Write(number => _integers[number]);
        _checks.Add(code, check);
        return code;
    }
}
