using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// A place in the rendered expression at which values can be named: the whole lambda, or the body of a lambda or an arm of a condition inside it.
/// </summary>
internal sealed class Place
{
    // A place farther out, by which any one around this is found in logarithmic time (see AxisSet).
    private readonly Place _jump;

    public Place(Place? parent, Axis? axis)
    {
        (Parent, Axis, _jump) = (parent, axis, this);
        if (axis is not null) Entered = [axis];
        if (parent is null) return;
        Entered = parent.Entered.Union(Entered);
        Depth = parent.Depth + 1;
        var jump = parent._jump;
        _jump = parent.Depth - jump.Depth == jump.Depth - jump._jump.Depth ? jump._jump : parent;
    }

    /// <summary>The place around this one.</summary>
    public Place? Parent { get; }

    /// <summary>The loop or branch that is entered here, if any.</summary>
    public Axis? Axis { get; }

    /// <summary>The loops and branches that are entered here, with the branches that are known to be taken.</summary>
    public AxisSet Entered { get; private set; } = AxisSet.Empty;

    public int Depth { get; }

    /// <summary>For a loop: its index.</summary>
    public ParameterExpression? Index { get; init; }

    /// <summary>For the step of a loop that carries states: how each is reached from a place inside.</summary>
    public Func<Carry, Place, Expression>? States { get; init; }

    /// <summary>What is named here, in the order of its computation.</summary>
    public List<Item> Named { get; } = [];

    /// <summary>
    /// How variables from outside are reached, if not directly: LINQ hands the elements from operator to operator, and what belongs to one travels
    /// with it in a tuple.
    /// </summary>
    public IReadOnlyDictionary<ParameterExpression, Expression>? Packed { get; set; }

    /// <summary>A branch is known to be taken here. Nothing is inside of the place yet.</summary>
    public void Imply(Axis branch) => Entered = Entered.Union([branch]);

    /// <summary>The variable as it is reached from here.</summary>
    public Expression Reach(ParameterExpression variable)
    {
        for (var place = this; place is not null; place = place.Parent)
        {
            if (place.Packed?.TryGetValue(variable, out var packed) == true) return packed;
        }

        return variable;
    }

    /// <summary>The place around this one, or itself, in which the axis is entered.</summary>
    public Place Of(Axis entered)
    {
        var place = this;
        while (place.Axis != entered) place = place.Parent ?? throw new InvalidOperationException($"{entered} is not entered here.");
        return place;
    }

    /// <summary>The index of a loop around this place, as it is reached from here.</summary>
    public Expression IndexOf(Axis loop) => Reach(Of(loop).Index!);

    public static Place CommonAncestor(Place a, Place b)
    {
        (a, b) = (a.AtDepth(b.Depth), b.AtDepth(a.Depth));
        while (a != b) (a, b) = a._jump != b._jump ? (a._jump, b._jump) : (a.Parent!, b.Parent!);
        return a;
    }

    private Place AtDepth(int depth)
    {
        var place = this;
        while (place.Depth > depth) place = place._jump.Depth >= depth ? place._jump : place.Parent!;
        return place;
    }

    /// <summary>The expression after the values that are named here have been.</summary>
    public Expression Wrap(Expression body)
    {
        for (var i = Named.Count - 1; i >= 0; i--) body = Linq.Let(Named[i].Variable!, Named[i].Definition, body);
        return body;
    }
}
