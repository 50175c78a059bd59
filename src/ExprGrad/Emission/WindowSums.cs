using System.Linq.Expressions;

namespace ExprGrad.Emission;

/// <summary>What one iteration, or one vector of them, contributes to the elements of a window, while its code is written.</summary>
/// <param name="first">The smallest distance of an element from the loop's index.</param>
/// <param name="width">How many elements are incomplete at the end of an iteration.</param>
/// <param name="contributions">How many contributions an iteration makes.</param>
internal sealed class WindowSums(int first, int width, int contributions)
{
    private readonly Expression?[] _sums = new Expression?[width + 1];
    private int _made;

    /// <summary>Whether all contributions are made.</summary>
    public bool IsComplete => _made == contributions;

    /// <summary>The sum of the contributions to the element at a distance from the window's first one; null if there are none.</summary>
    public Expression? this[int place] => _sums[place];

    /// <summary>Takes a contribution.</summary>
    /// <param name="offset">The distance of its element from the loop's index.</param>
    /// <param name="value">The contribution.</param>
    public void Add(int offset, Expression value)
    {
        _sums[offset - first] = Plus(_sums[offset - first], value);
        _made++;
    }

    /// <summary>The sum of what there is; of a negation that has no place of its own the difference.</summary>
    public static Expression? Plus(Expression? left, Expression? right) =>
        left is null ? right
        : right is null ? left
        : right is UnaryExpression { NodeType: ExpressionType.Negate, Operand: var subtracted } ? Expression.Subtract(left, subtracted)
        : Expression.Add(left, right);
}
