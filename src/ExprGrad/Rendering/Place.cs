using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// A place in the rendered expression at which values can be named: the whole lambda, or the body of a lambda or an arm of a condition inside it.
/// </summary>
/// <param name="parent">The place around this one.</param>
/// <param name="axis">The loop or branch that is entered here, if any.</param>
internal sealed class Place(Place? parent, Axis? axis)
{
    public Place? Parent { get; } = parent;

    public Axis? Axis { get; } = axis;

    /// <summary>Branches that are known to be taken here.</summary>
    public AxisSet Implied { get; set; } = AxisSet.Empty;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

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

    /// <summary>The loops and branches that are entered here.</summary>
    public AxisSet Entered()
    {
        var entered = new List<Axis>();
        for (var place = this; place is not null; place = place.Parent)
        {
            if (place.Axis is { } axis) entered.Add(axis);
            entered.AddRange(place.Implied);
        }

        return [.. entered];
    }

    public static Place CommonAncestor(Place a, Place b)
    {
        while (a != b)
        {
            if (a.Depth >= b.Depth) a = a.Parent!;
            else b = b.Parent!;
        }

        return a;
    }

    /// <summary>The expression after the values that are named here have been.</summary>
    public Expression Wrap(Expression body)
    {
        for (var i = Named.Count - 1; i >= 0; i--) body = Linq.Let(Named[i].Variable!, Named[i].Definition, body);
        return body;
    }
}
