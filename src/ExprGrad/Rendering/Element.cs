using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// An element of an array, or what is read of one: a member, the length of one. Outside of the loops in which the index was checked there may be no such
/// element, so that it is asked there whether they run.
/// </summary>
/// <param name="node">What is read.</param>
/// <param name="load">The element.</param>
/// <param name="path">How it is read of the element.</param>
/// <param name="steps">The loops inside whose steps it is read.</param>
internal sealed class Element(Node node, Load load, Func<Expression, Expression>[] path, AxisSet steps) : Item(node.Axes, steps, node.Type)
{
    private readonly int _rank = load.Indices.Length;
    private readonly Node[] _runs = [.. load.Indices.ToArray().Select(Load.RunsOf).OfType<Node>()];

    protected override int OwnCost => 1 + path.Length;

    protected override bool ReadsInPlace => true;

    protected override bool IsSameInBranches => node is Length;

    /// <summary>The item of an element.</summary>
    public static Element Of(Load load, AxisSet steps) => new(load, load, [], steps);

    /// <summary>The item of what is read of an element that there may not be; null for all else.</summary>
    public static Element? OfPart(Node node, AxisSet steps)
    {
        var path = new Stack<Func<Expression, Expression>>();
        for (var at = node; ; at = In.Through(at.Operands[0]))
        {
            switch (at)
            {
                case Member { Info: var info }:
                    path.Push(owner => Expression.MakeMemberAccess(owner, info));
                    continue;
                case Length { Dimension: var dimension }:
                    path.Push(array => Linq.Length(array, dimension));
                    continue;
                case Load load when load.Indices.ToArray().Any(index => Load.RunsOf(index) is not null):
                    return new Element(node, load, [.. path], steps);
                default:
                    return null;
            }
        }
    }

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
        var value = path.Aggregate(element, (read, next) => next(read));
        return Asked(at).Aggregate(value, (read, runs) => Expression.Condition(runs.At(at), read, Linq.Zero(read.Type)));
    }

    // Not whether loops run that the place is in; nor of an object or array, for which there is nothing else: whoever reads it asks.
    private IEnumerable<Item> Asked(Place at)
    {
        if (node.IsReference) return [];
        var entered = at.Entered;
        return Parts.Skip(_rank + 1).Where((_, i) => !Load.IsInside(_runs[i], entered));
    }
}
