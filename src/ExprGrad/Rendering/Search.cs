using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>The index of the first element that is sought, or -1: <c>First</c>, which throws where there is none, stays in the arm in which there is one.</summary>
internal sealed class Search(Reduce find, AxisSet steps) : Item(find.Axes, steps, find.Type)
{
    private Place _found = null!;

    // Used in several places it would be searched outside of the arms.
    protected override bool NeedsName => true;

    public override void Resolve(Items items) =>
        Parts = [items.Search(find, find, nameof(Enumerable.Any), Steps), items.Search(find, find, nameof(Enumerable.First), Steps)];

    protected override void Enter(Place at)
    {
        _found = new Place(at, axis: null);
        Parts[0].Use(at);
        Parts[1].Use(_found);
    }

    protected override Expression Write(Place at) => Expression.Condition(Parts[0].At(at), _found.Wrap(Parts[1].At(_found)), Expression.Constant(-1));
}
