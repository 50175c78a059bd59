using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// An element of an array, or a member of one. Outside of the loops in which the index was checked there may be no such element, so that it is asked there
/// whether they run.
/// </summary>
/// <param name="node">The element or its member.</param>
/// <param name="load">The element.</param>
/// <param name="path">The members on the way from the element.</param>
/// <param name="steps">The loops inside whose steps it is read.</param>
internal sealed class Element(Node node, Load load, MemberInfo[] path, AxisSet steps) : Item(node.Axes, steps, node.Type)
{
    private readonly int _rank = load.Indices.Length;
    private readonly Node[] _runs = [.. load.Indices.ToArray().Select(Load.RunsOf).OfType<Node>()];

    protected override int OwnCost => 1 + path.Length;

    protected override bool ReadsInPlace => true;

    /// <summary>The element, or the member of one.</summary>
    public static Element Of(Node node, AxisSet steps)
    {
        var (load, path) = ElementOf(node);
        return new Element(node, load!, path, steps);
    }

    /// <summary>Whether the node is a member of an element that there may not be.</summary>
    public static bool IsMemberOfElement(Member member) => ElementOf(member).Element is { } load && load.Indices.ToArray().Any(index => Load.RunsOf(index) is not null);

    public override void Resolve(Items items)
    {
        var positions = load.Indices.ToArray().Select((index, dimension) =>
            Forms.Unchecked(Load.RunsOf(index) is null ? index : index.Operands[0], length => Forms.IsLength(length, load.Array, dimension)));
        Parts = [items.Of(load.Array, Steps), .. positions.Select(position => items.Of(position, Steps)), .. _runs.Select(runs => items.Of(runs, Steps))];
    }

    protected override void Enter(Place at)
    {
        foreach (var part in Parts.Take(_rank + 1)) part.Use(at);
        foreach (var runs in Asked(at)) runs.Use(at);
    }

    protected override Expression Write(Place at)
    {
        var array = Parts[0].At(at);
        Expression[] positions = [.. Parts.Skip(1).Take(_rank).Select(position => position.At(at))];
        var element = _rank == 1 ? (Expression)Expression.ArrayIndex(array, positions[0]) : Expression.ArrayIndex(array, positions);
        var value = path.Aggregate(element, Expression.MakeMemberAccess);
        return Asked(at).Aggregate(value, (read, runs) => Expression.Condition(runs.At(at), read, Linq.Zero(read.Type)));
    }

    // Not whether loops run that the place is in.
    private IEnumerable<Item> Asked(Place at)
    {
        var entered = at.Entered();
        return Parts.Skip(_rank + 1).Where((_, i) => !Load.IsInside(_runs[i], entered));
    }

    private static (Load? Element, MemberInfo[] Path) ElementOf(Node node)
    {
        var path = new Stack<MemberInfo>();
        for (node = In.Through(node); node is Member member; node = In.Through(member.Operands[0])) path.Push(member.Info);
        return (node as Load, [.. path]);
    }
}
