using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>Something in the arguments of a call that is written, as a part of a gradient, or read, as one of an input.</summary>
/// <param name="Name">As the user would write it.</param>
internal abstract record MemoryPart(string Name)
{
    /// <summary>The kinds of what is in it; nothing of one kind is ever something of another.</summary>
    public abstract IReadOnlyCollection<Type> Kinds { get; }

    /// <summary>What of the kind is in it, if that is one object, array or span; null if there may be several.</summary>
    public abstract MemoryItem? OneOf(Type kind);

    /// <summary>Whether it is not differentiated, and no gradient: anything in it may be missing.</summary>
    public bool IsData { get; init; }

    /// <summary>Code for all that is in it.</summary>
    public abstract IEnumerable<Expression> Each(ArrayLoop loops, Func<MemoryItem, Expression?> code);

    /// <summary>The part as a value, and what its type says of it; null if it is a span of numbers, in which there is nothing else.</summary>
    public abstract (Expression Value, Type Type)? Root { get; }
}

/// <summary>An object, array or span, or the arrays of numbers in an array of arrays.</summary>
internal sealed record ItemPart(string Name, MemoryItem Item) : MemoryPart(Name)
{
    public override IReadOnlyCollection<Type> Kinds => [Item.Kind];

    public override MemoryItem? OneOf(Type kind) => Item.Form == MemoryForm.Rows ? null : Item;

    public override (Expression Value, Type Type)? Root => Item.Form == MemoryForm.Span ? null : (Item.Value, Item.Form == MemoryForm.Object ? typeof(object) : Item.Value.Type);

    public override IEnumerable<Expression> Each(ArrayLoop loops, Func<MemoryItem, Expression?> code) => code(Item) is { } one ? [one] : [];
}

/// <summary>One or more things that are of one kind.</summary>
/// <param name="Kind">For arrays and spans the type of what is in them, for an object the class at the root of its own.</param>
/// <param name="Form">What it is.</param>
/// <param name="Value">The object, array or span.</param>
internal sealed record MemoryItem(Type Kind, MemoryForm Form, Expression Value)
{
    /// <summary>The elements, if there is a span of them already.</summary>
    public Expression? Elements { get; init; }

    /// <summary>Whether it may be another one of its kind: an object is none of a class that is derived from the same one as its own.</summary>
    public bool MayBe(MemoryItem other) => Form != MemoryForm.Object || Value.Type.IsAssignableFrom(other.Value.Type) || other.Value.Type.IsAssignableFrom(Value.Type);

    public static MemoryItem Object(Expression value) => new(RootOf(value.Type), MemoryForm.Object, value);

    public static MemoryItem Array(Expression value) => new(ArrayTypes.ElementOf(value.Type), value.Type.GetElementType()!.IsArray ? MemoryForm.Rows : MemoryForm.Array, value);

    public static MemoryItem Span(Expression value) => new(value.Type.GetGenericArguments()[0], MemoryForm.Span, value) { Elements = value };

    /// <summary>The kind of objects of a class: one of a class that is derived from another one may stand where one of that does.</summary>
    public static Type RootOf(Type type)
    {
        while (type.BaseType is { } parent && parent != typeof(object)) type = parent;
        return type;
    }
}

/// <summary>What a value is that shares memory or does not.</summary>
internal enum MemoryForm
{
    /// <summary>An object, of which members are written.</summary>
    Object,

    /// <summary>An array, of which elements are written.</summary>
    Array,

    /// <summary>The arrays of numbers in an array of arrays.</summary>
    Rows,

    /// <summary>A span that was given as one: it may lie anywhere in an array.</summary>
    Span,
}
