using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>
/// The check of kinds of which there are many. Addresses tell, if objects of a gradient lie one behind the other, ranges of different gradients apart, and no object of an input in one of them;
/// otherwise, or if objects were moved meanwhile, a table of all.
/// </summary>
/// <param name="kinds">The kinds.</param>
/// <param name="ranges">A span of ranges of this call's.</param>
/// <param name="table">A table of this call's.</param>
internal sealed class SharedKinds(IReadOnlyList<SharedKind> kinds, Func<int, Expression> ranges, Func<Expression> table)
{
    private readonly List<ParameterExpression> _variables = [];
    private readonly Dictionary<Type, SharedKind> _kinds = kinds.ToDictionary(kind => kind.Type);
    private readonly Dictionary<Type, ParameterExpression> _ranges = [];

    private IEnumerable<MemoryPart> Gradients => kinds.SelectMany(kind => kind.Gradients).Distinct();

    private IEnumerable<MemoryPart> Inputs => kinds.SelectMany(kind => kind.Inputs).Distinct();

    private ArrayLoop Loops => field ??= new ArrayLoop(_variables);

    public Expression Check()
    {
        List<Expression> code = [];
        var now = Expression.Property(null, typeof(AddressRange), nameof(AddressRange.Moves));
        var moves = Loops.Kept(now, "moves", code);
        Measure(code);
        var isApart = Loops.Kept(
            kinds.Select(kind => (Expression)Expression.Call(typeof(AddressRanges), nameof(AddressRanges.AreApart), null, _ranges[kind.Type])).Aggregate(Expression.And), "isApart", code);
        Expression Also(MemoryItem item) => Expression.Assign(isApart, Expression.And(isApart, IsApart(item)));
        code.AddRange(Inputs.SelectMany(part => EachInput(part, Also)));
        code.AddRange(Gradients.SelectMany(part => EachGradient(part, item => item.Form == MemoryForm.Span ? Also(item) : null)));
        code.Add(Expression.IfThen(Expression.Not(Expression.And(isApart, Expression.Equal(moves, now))), Expression.Block(typeof(void), InTable())));
        return Expression.Block(typeof(void), _variables, code);
    }

    private IEnumerable<Expression> EachGradient(MemoryPart part, Func<MemoryItem, Expression?> code) => part.Each(Loops, item => _kinds.ContainsKey(item.Kind) ? code(item) : null);

    private IEnumerable<Expression> EachInput(MemoryPart part, Func<MemoryItem, Expression?> code) =>
        part.Each(Loops, item => _kinds.TryGetValue(item.Kind, out var kind) && kind.Inputs.Contains(part) ? code(item) : null);

    // The ranges of gradients, a span of them for each kind. A span may lie in an array, and has none.
    private void Measure(List<Expression> code)
    {
        var counts = kinds.ToDictionary(kind => kind.Type, _ => 0);
        List<Expression> measures = [];
        foreach (var part in Gradients)
        {
            var own = new Dictionary<Type, ParameterExpression>();
            var walk = EachGradient(part, item =>
            {
                if (item.Form == MemoryForm.Span) return null;
                if (!own.TryGetValue(item.Kind, out var range)) own.Add(item.Kind, range = Loops.Variable(typeof(AddressRange), "range"));
                return Expression.Assign(range, With(range, item));
            }).ToList();
            measures.AddRange(own.Values.Select(range => Expression.Assign(range, Expression.Default(range.Type))));
            measures.AddRange(walk);
            measures.AddRange(own.Select(range =>
                Expression.Call(typeof(Elements), nameof(Elements.Write), [typeof(AddressRange)], Ranges(range.Key), Expression.Constant(counts[range.Key]++), range.Value)));
        }

        foreach (var (type, span) in _ranges) code.Add(Expression.Assign(span, ranges(counts[type])));
        code.AddRange(measures);
    }

    private ParameterExpression Ranges(Type kind)
    {
        if (!_ranges.TryGetValue(kind, out var span)) _ranges.Add(kind, span = Loops.Variable(typeof(Span<AddressRange>), "ranges"));
        return span;
    }

    private static MethodCallExpression With(ParameterExpression range, MemoryItem item)
    {
        var size = Expression.Call(typeof(Unsafe), nameof(Unsafe.SizeOf), [item.Kind]);
        return item.Form switch
        {
            MemoryForm.Object => Expression.Call(range, nameof(AddressRange.WithObject), null, item.Value),
            MemoryForm.Rows => Expression.Call(range, nameof(AddressRange.WithRows), null, item.Value, size),
            _ => Expression.Call(range, nameof(AddressRange.WithArray), null, item.Value, size),
        };
    }

    private MethodCallExpression IsApart(MemoryItem item) => item.Form switch
    {
        MemoryForm.Object => Expression.Call(typeof(AddressRanges), nameof(AddressRanges.IsObjectApart), null, _ranges[item.Kind], item.Value),
        MemoryForm.Rows => Expression.Call(typeof(AddressRanges), nameof(AddressRanges.AreRowsApart), null, _ranges[item.Kind], item.Value),
        MemoryForm.Array => Expression.Call(typeof(AddressRanges), nameof(AddressRanges.IsArrayApart), null, _ranges[item.Kind], item.Value),
        _ => Expression.Call(typeof(AddressRanges), nameof(AddressRanges.IsSpanApart), [item.Kind], _ranges[item.Kind], ReadOnly(item)),
    };

    private List<Expression> InTable()
    {
        List<Expression> code = [];
        var known = Loops.Kept(table(), "table", code);
        var (gradients, inputs) = (Roots(Gradients), Roots(Inputs));
        Expression Call(string method, MemoryItem item) => Expression.Call(known, method, null, item.Value);
        code.Add(Expression.Call(known, nameof(ObjectTable.Begin), null));
        code.AddRange(Gradients.SelectMany(part => EachGradient(part, item => item.Form switch
        {
            MemoryForm.Object => Call(nameof(ObjectTable.AddObject), item),
            MemoryForm.Rows => Call(nameof(ObjectTable.AddRows), item),
            MemoryForm.Array => Call(nameof(ObjectTable.AddArray), item),
            _ => null,
        })));
        code.AddRange(Inputs.SelectMany(part => EachInput(part, item => item.Form switch
        {
            MemoryForm.Object => Call(nameof(ObjectTable.FindObject), item),
            MemoryForm.Rows => Call(nameof(ObjectTable.FindRows), item),
            MemoryForm.Array => Call(nameof(ObjectTable.FindArray), item),
            _ => Overlap(part, item, isGradient: false),
        })));
        code.AddRange(Gradients.SelectMany(part => EachGradient(part, item => item.Form == MemoryForm.Span ? Overlap(part, item, isGradient: true) : null)));
        code.Add(Expression.IfThen(Expression.Call(known, nameof(ObjectTable.End), null), Expression.Call(typeof(SharedPlaces), nameof(SharedPlaces.Throw), null, gradients, inputs)));
        return code;

        Expression Overlap(MemoryPart part, MemoryItem item, bool isGradient) => Expression.IfThen(
            Expression.Call(known, nameof(ObjectTable.Holds), [item.Kind], ReadOnly(item)),
            Expression.Call(typeof(SharedPlaces), nameof(SharedPlaces.Throw), [item.Kind], ReadOnly(item), Expression.Constant(part.Name), Expression.Constant(isGradient), gradients));
    }

    private static Expression ReadOnly(MemoryItem item) =>
        typeof(ReadOnlySpan<>).MakeGenericType(item.Kind) is var type && item.Value.Type == type ? item.Value : Expression.Convert(item.Value, type);

    private static NewArrayExpression Roots(IEnumerable<MemoryPart> parts) => Expression.NewArrayInit(
        typeof(SharedRoot),
        from part in parts
        let root = part.Root
        where root is not null
        select Expression.New(
            typeof(SharedRoot).GetConstructors()[0],
            Expression.Constant(part.Name), Expression.Constant(root.Value.Type, typeof(Type)), Expression.Convert(root.Value.Value, typeof(object)), Expression.Constant(part.IsData)));
}
