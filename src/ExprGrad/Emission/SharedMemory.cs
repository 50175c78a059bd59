using System.Linq.Expressions;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>
/// Checks that nothing which is given for a gradient stands at a second place of gradients, nor is an input: it would hold one of two sums, or be overwritten while it is read. What is alone in its
/// kind is compared with each other; where there are arrays of something, or many, addresses tell, as a rule, and a table else.
/// </summary>
/// <remarks>Arrays of something in an input are held only against gradients that have such arrays too: there may be many, and they are data as a rule. <see cref="MayHold"/> tells of other gradients.</remarks>
/// <param name="ranges">A span of ranges of this call's.</param>
/// <param name="table">A table of this call's.</param>
internal sealed class SharedMemory(Func<int, Expression> ranges, Func<Expression> table)
{
    // Comparisons of everything with everything grow with the square of their number.
    private const int MostPairs = 48;

    private readonly List<MemoryPart> _gradients = [];
    private readonly List<MemoryPart> _inputs = [];

    public void AddGradient(MemoryPart part) => _gradients.Add(part);

    public void AddInput(MemoryPart part) => _inputs.Add(part);

    /// <summary>Whether an input may hold an array or span that was added as a gradient, and no check tells.</summary>
    public bool MayHold(MemoryItem gradient)
    {
        var kind = KindOf(gradient.Kind);
        return kind.AllInputs.Any(part => part.OneOf(gradient.Kind) is null) && (!kind.HasMany || gradient.Form == MemoryForm.Span);
    }

    private SharedKind KindOf(Type type) => new(type, [.. _gradients.Where(part => part.Kinds.Contains(type))], [.. _inputs.Where(part => part.Kinds.Contains(type))]);

    /// <summary>The checks of the gradients that were added since the last ones.</summary>
    public List<Expression> Check()
    {
        List<Expression> code = [];
        List<SharedKind> many = [];
        foreach (var type in _gradients.SelectMany(part => part.Kinds).Distinct())
        {
            var kind = KindOf(type);
            var isMany = kind.HasMany || (kind.Pairs.Count() > MostPairs && kind.Gradients.Any(part => part.OneOf(type)?.Form != MemoryForm.Span));
            if (isMany) many.Add(kind);
            // A span may be any part of an array, whose address it hasn't.
            code.AddRange(kind.Pairs.Where(pair => !isMany || pair.One.Form == MemoryForm.Span || pair.Another.Form == MemoryForm.Span).Select(Compare));
        }

        if (many.Count > 0) code.Add(new SharedKinds(many, ranges, table).Check());
        _gradients.Clear();
        return code;
    }

    private static ConditionalExpression Compare((MemoryItem One, MemoryItem Another, string Gradient, string Other) pair)
    {
        var (a, b) = (pair.One, pair.Another);
        var isShared = a.Form == MemoryForm.Object
            ? Expression.ReferenceEqual(a.Value, b.Value)
            : (Expression)Expression.Call(typeof(Arguments), nameof(Arguments.Overlap), [a.Kind], Elements(a), Elements(b));
        return Expression.IfThen(isShared, Expression.Call(typeof(Arguments), nameof(Arguments.ThrowOverlap), null, Expression.Constant(pair.Gradient), Expression.Constant(pair.Other)));
    }

    private static Expression Elements(MemoryItem item) => item.Elements
        ?? (item.Value.Type.IsSZArray
            ? Expression.New(typeof(Span<>).MakeGenericType(item.Kind).GetConstructor([item.Value.Type])!, item.Value)
            : Expression.Call(typeof(Elements), nameof(Runtime.Elements.Flatten), [item.Kind], item.Value));
}

/// <summary>What can be shared of one kind.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Gradients">What is given for gradients.</param>
/// <param name="AllInputs">The inputs.</param>
internal sealed record SharedKind(Type Type, IReadOnlyList<MemoryPart> Gradients, IReadOnlyList<MemoryPart> AllInputs)
{
    /// <summary>Whether there are arrays of it in a gradient.</summary>
    public bool HasMany { get; } = Gradients.Any(part => part.OneOf(Type) is null);

    /// <summary>The inputs that gradients are held against.</summary>
    public IReadOnlyList<MemoryPart> Inputs => HasMany ? AllInputs : [.. AllInputs.Where(part => part.OneOf(Type) is not null)];

    /// <summary>What of it is one in a gradient, with each other such one, and the names of both.</summary>
    public IEnumerable<(MemoryItem One, MemoryItem Another, string Gradient, string Other)> Pairs =>
        from pair in Gradients.SelectMany((part, number) => Inputs.Concat(Gradients.Take(number)).Select(other => (Gradient: part, Other: other)))
        let items = (One: pair.Gradient.OneOf(Type), Another: pair.Other.OneOf(Type))
        where items.One is not null && items.Another is not null && items.One.MayBe(items.Another)
        select (items.One, items.Another, pair.Gradient.Name, pair.Other.Name);
}
