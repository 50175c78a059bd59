using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>The index of the element that is sought, or -1: the operator that finds it, which throws where there is none, stays in the arm in which there is one.</summary>
/// <param name="search">The search.</param>
/// <param name="name">The operator.</param>
/// <param name="steps">The loops inside whose steps it is.</param>
internal sealed class Search(Reduce search, string name, AxisSet steps) : Item(search.Axes, steps, search.Type)
{
    private Place _found = null!;

    // Used in several places it would be searched outside of the arms.
    protected override bool NeedsName => true;

    public override void Resolve(Items items) =>
        Parts = [items.Search(search, search, nameof(Enumerable.Any), Steps), items.Search(search, search, name, Steps)];

    protected override void Enter(Place at)
    {
        _found = new Place(at, axis: null);
        Parts[0].Use(at);
        Parts[1].Use(_found);
    }

    protected override Expression Write(Place at) => Expression.Condition(Parts[0].At(at), _found.Wrap(Parts[1].At(_found)), Expression.Constant(-1));
}
