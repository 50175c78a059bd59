using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// Something that a call reads once at its start: a parameter, a leaf of a parameter that is a container, a captured variable, or a member of an object.
/// </summary>
/// <param name="Name">As the user would write it: <c>w</c>, <c>m.W1</c>, <c>p.Item2</c>.</param>
/// <param name="Source">How it is read from the lambda's parameters and constants.</param>
internal sealed record Slot(string Name, Expression Source)
{
    public Type Type => Source.Type;

    /// <summary>Whether null is an error only where it is used, as it is for what is captured and for members of objects, which may be null themselves.</summary>
    public bool MayBeNull { get; init; }

    public bool Equals(Slot? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => Name;
}
