using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// Something that a call reads once at its start: a parameter, a leaf of a parameter that is a container, or a captured variable.
/// </summary>
/// <param name="Name">As the user would write it: <c>w</c>, <c>m.W1</c>, <c>p.Item2</c>.</param>
/// <param name="Source">How it is read from the lambda's parameters and constants.</param>
internal sealed record Slot(string Name, Expression Source)
{
    public Type Type => Source.Type;

    /// <summary>Whether it comes from outside of the lambda: null is an error only where it is read.</summary>
    public bool IsCaptured
    {
        get
        {
            var root = Source;
            while (root is MemberExpression { Expression: { } owner }) root = owner;
            return root is not ParameterExpression;
        }
    }

    public bool Equals(Slot? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Name;
}
