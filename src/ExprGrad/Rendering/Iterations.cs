using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// What a query runs through for a loop: its indices. For a loop that hands on states, each with the state at the start of its step, so that the frontend makes the query part of that loop.
/// </summary>
internal sealed class Iterations
{
    private readonly Place _around;
    private readonly Item? _count;
    private readonly StateLoop? _states;

    /// <summary>The iterations of a loop.</summary>
    /// <param name="around">Where it is run through.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="within">What it is inside of, beside others.</param>
    /// <param name="steps">Of these, the loops inside whose steps it is.</param>
    /// <param name="items">All items.</param>
    public Iterations(Place around, Axis loop, AxisSet within, AxisSet steps, Items items)
    {
        (_around, _count, _states) = (around, items.Bound(loop, steps), items.StatesOf(loop, within, steps));
        _count.Use(around);
        var index = Keeping.IndexVariable(around);
        if (_states is null)
        {
            (Inside, Parameter, Carried) = (new Place(around, loop) { Index = index }, index, [index]);
            return;
        }

        _states.Use(around);
        var state = Expression.Parameter(_states.Type, "s");
        Parameter = Expression.Parameter(Packing.Pack(index, state).Type, "p");
        Carried = [index, state];
        Inside = new Place(around, loop)
        {
            Index = index,
            States = (carry, place) => _states.PartOf(place.Reach(state), carry),
            Packed = Carried.ToDictionary(variable => variable, variable => Packing.Part(Parameter, Carried.Length, Array.IndexOf(Carried, variable))),
        };
    }

    /// <summary>A single iteration of no loop.</summary>
    public Iterations(Place around)
    {
        var index = Keeping.IndexVariable(around);
        (_around, Inside, Parameter, Carried) = (around, new Place(around, axis: null) { Index = index }, index, [index]);
    }

    /// <summary>Where an iteration is computed.</summary>
    public Place Inside { get; }

    /// <summary>What the query hands on: the index, or it and the state in a tuple.</summary>
    public ParameterExpression Parameter { get; }

    /// <summary>The variables that it stands for, the index first.</summary>
    public ParameterExpression[] Carried { get; }

    /// <summary>The query.</summary>
    public Expression Source()
    {
        var range = Linq.Range(_count?.At(_around) ?? Expression.Constant(1));
        return _states is null ? range : Linq.Zip(range, _states.At(_around));
    }
}
