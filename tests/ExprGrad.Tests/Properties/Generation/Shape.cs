using System.Collections.Immutable;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The scalar types of the language: two active ones, the others data.</summary>
internal enum Kind
{
    Double,
    Single,
    Int32,
    Int64,
    Int16,
    Byte,
    UInt32,
    Char,
    Boolean,
    Enum,
}

/// <summary>A length that several arrays of a lambda have in common; each call of the lambda draws its own value from the range.</summary>
internal sealed class Dimension(int low, int high)
{
    public Interval Range { get; } = new(low, high);
}

/// <summary>What is known of a value before the lambda runs: its type, the range of its scalars, the range of its lengths.</summary>
internal abstract record Shape
{
    public abstract bool Contains(Kind kind);
}

/// <summary>
/// A scalar; <paramref name="Below"/> says that it is a legal index of every array of that dimension, <paramref name="Equals"/> that it is
/// that dimension.
/// </summary>
internal sealed record ScalarShape(Kind Kind, Interval Range, Dimension? Below = null, Dimension? Size = null) : Shape
{
    public override bool Contains(Kind kind) => kind == Kind;
}

/// <summary><c>T[]</c>, or a lazy <c>IEnumerable&lt;T&gt;</c>. Rows of a jagged array have a range of lengths but no dimension.</summary>
internal sealed record SequenceShape(Shape Element, Interval Lengths, Dimension? Size = null, bool IsArray = true) : Shape
{
    public SequenceShape(Shape element, Dimension size)
        : this(element, size.Range, size)
    {
    }

    public override bool Contains(Kind kind) => Element.Contains(kind);
}

/// <summary><c>T[,]</c></summary>
internal sealed record MatrixShape(ScalarShape Element, Dimension Rows, Dimension Columns) : Shape
{
    public override bool Contains(Kind kind) => Element.Contains(kind);
}

/// <summary>A tuple, anonymous type, record, struct or class: a generic definition whose type arguments are its members in order.</summary>
internal sealed record ContainerShape(Type Definition, ImmutableArray<(string Name, Shape Shape)> Members) : Shape
{
    public override bool Contains(Kind kind) => Members.Any(m => m.Shape.Contains(kind));
}
