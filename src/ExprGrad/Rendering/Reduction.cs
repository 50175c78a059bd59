using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>A reduction as a LINQ operator.</summary>
/// <param name="node">The reduction, or the check of its result that the operator makes by itself.</param>
/// <param name="reduce">The reduction.</param>
/// <param name="name">The operator.</param>
/// <param name="steps">The loops inside whose steps it is.</param>
internal sealed class Reduction(Node node, Reduce reduce, string name, AxisSet steps) : Item(node.Axes, steps, name == nameof(Enumerable.Any) ? typeof(bool) : node.Type)
{
    private Chain _chain = null!;
    private Items _items = null!;

    // Whether there is an extreme is whether there are elements, whatever they are.
    private bool IsOfDomain => name == nameof(Enumerable.Any) && reduce.Kind is not ReductionKind.Find;

    public static string NameOf(ReductionKind kind) => kind switch
    {
        ReductionKind.Sum or ReductionKind.CheckedSum => nameof(Enumerable.Sum),
        ReductionKind.Max => nameof(Enumerable.Max),
        ReductionKind.Min => nameof(Enumerable.Min),
        ReductionKind.ArgMax => nameof(Enumerable.MaxBy),
        ReductionKind.ArgMin => nameof(Enumerable.MinBy),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public override void Resolve(Items items)
    {
        _items = items;
        Parts = [.. IsOfDomain ? Array.Empty<Item>() : [items.Of(reduce.Body, Steps)], .. items.Needed(reduce.Reduced, Axes, Steps)];
    }

    protected override void Enter(Place at)
    {
        _chain = new Chain(at, reduce.Reduced, Axes, Steps, _items);
        if (!IsOfDomain) Parts[0].Use(_chain.Innermost);
    }

    protected override Expression Write(Place at)
    {
        if (IsOfDomain) return _chain.Any();
        var body = Parts[0].At(_chain.Innermost);
        if (body is ConstantExpression { Value: 1 } && reduce.Kind == ReductionKind.Sum) return _chain.Count();
        return reduce.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin or ReductionKind.Find && name != nameof(Enumerable.Any)
            ? _chain.Find(name, body)
            : _chain.Reduce(name, body);
    }
}
