using System.Linq.Expressions;

namespace ExprGrad.Emission.Bounds;

/// <summary>
/// Takes checks of element accesses out of loops: where an index is linear in the loop's, all places that a span is accessed at are checked once before the loop, and the accesses in it
/// check nothing. Such checks leave the loops farther out the same way.
/// </summary>
/// <remarks>
/// This looks at the code and at nothing else, so that no wrong proof about an index can lead an access out of its span. It takes only what each iteration does: a check
/// fails where an access would have failed, and earlier, before the loop.
/// </remarks>
internal sealed class BoundsHoister
{
    private readonly Dictionary<Expression, RangeCheck> _checks = [];
    private readonly Dictionary<(ParameterExpression, bool IsLength), int> _numbers = [];
    private readonly List<Expression> _integers = [Expression.Empty()];

    /// <summary>Takes checks out of the body of a loop.</summary>
    /// <param name="index">The loop's index.</param>
    /// <param name="first">What it starts with.</param>
    /// <param name="count">What it ends before; each iteration has room for a whole step before it.</param>
    /// <param name="step">By how much it grows.</param>
    /// <param name="end">Where the loop is left.</param>
    /// <param name="body">The body; accesses that need no check any more are replaced in it.</param>
    /// <returns>The checks, to be made before the loop.</returns>
    public IReadOnlyList<Expression> Hoist(ParameterExpression index, Expression first, Expression count, int step, LabelTarget end, List<Expression> body)
    {
        var assignments = new Assignments(body);
        if (assignments.Exits.Contains(end)) return [];
        var outside = new IndexReader(this, assignments, index: null);
        if (outside.Read(first) is not { } start || Polynomial.Sum(outside.Read(count), start, -1) is not { } extent) return [];

        var loop = new LoopBounds(this, new IndexReader(this, assignments, index), NumberOf(index, isLength: false), start, extent, step);
        for (var i = 0; i < body.Count; i++) body[i] = loop.Rewrite(body[i]);
        return [.. loop.Checks.Select(Note)];
    }

    /// <summary>The check that the expression is; null if it is something else.</summary>
    public RangeCheck? CheckOf(Expression expression) => _checks.GetValueOrDefault(expression);

    /// <summary>The number of an integer variable, or of a span's length.</summary>
    public int NumberOf(ParameterExpression variable, bool isLength)
    {
        if (_numbers.TryGetValue((variable, isLength), out var number)) return number;
        _numbers.Add((variable, isLength), number = _integers.Count);
        _integers.Add(isLength ? Expression.Property(variable, "Length") : variable);
        return number;
    }

    /// <summary>The variable of a number.</summary>
    public ParameterExpression VariableOf(int number) => _integers[number] as ParameterExpression ?? (ParameterExpression)((MemberExpression)_integers[number]).Expression!;

    private Expression Note(RangeCheck check)
    {
        var code = check.Write(number => _integers[number]);
        _checks.Add(code, check);
        return code;
    }
}
