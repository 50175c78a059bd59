using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>An element of a value that is kept as an array.</summary>
internal sealed class Read(Node node, AxisSet steps, Node value, IReadOnlyDictionary<Axis, Node> indices) : Item(node.Axes, steps, node.Type)
{
    private readonly Axis[] _replaced = [.. indices.Keys];

    protected override int OwnCost => 1;

    protected override bool ReadsInPlace => true;

    public override void Resolve(Items items) => Parts = [items.Of(value, Steps), .. _replaced.Select(axis => items.Of(indices[axis], Steps))];

    protected override void Enter(Place at)
    {
        Parts[0].Use(at, AxisSet.Create(_replaced));
        foreach (var index in Parts.Skip(1)) index.Use(at);
    }

    protected override Expression Write(Place at) =>
        Parts[0].At(at, axis => Array.IndexOf(_replaced, axis) is >= 0 and var i ? Parts[i + 1].At(at) : null);
}
