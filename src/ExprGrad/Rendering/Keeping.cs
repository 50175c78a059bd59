using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// How a named value is kept in a place outside of some of its loops and branches: as an array over the loops, and as a value of no meaning where the
/// branches are not taken.
/// </summary>
internal sealed class Keeping
{
    private readonly Item[] _bounds;
    private readonly Place[] _places;

    public Keeping(Place home, AxisSet axes, AxisSet steps, Items items)
    {
        Home = home;
        Innermost = home;
        _places = new Place[axes.Count];
        _bounds = new Item[axes.Count];
        for (var i = 0; i < axes.Count; i++)
        {
            _bounds[i] = items.Bound(axes[i], steps);
            _bounds[i].Use(Innermost);
            Innermost = _places[i] = Enter(Innermost, axes[i]);
        }
    }

    /// <summary>Where the value is named.</summary>
    public Place Home { get; }

    /// <summary>Where the value is computed.</summary>
    public Place Innermost { get; }

    /// <summary>The axes of the array, outermost first.</summary>
    public IEnumerable<Axis> Loops => _places.Select(place => place.Axis!).Where(axis => !axis.IsGuard);

    public Type TypeOf(Type value)
    {
        foreach (var _ in Loops) value = value.MakeArrayType();
        return value;
    }

    public Expression Wrap(Expression value)
    {
        for (var i = _places.Length - 1; i >= 0; i--)
        {
            var (place, bound) = (_places[i], _bounds[i].At(_places[i].Parent!));
            value = place.Wrap(value);
            value = place.Axis!.IsGuard
                ? Expression.Condition(Linq.Predicate(place.Axis, bound), value, Linq.Nothing(value.Type))
                : Linq.ToArray(Linq.Select(Linq.Range(bound), Expression.Lambda(value, place.Index!)));
        }

        return value;
    }

    /// <summary>A place inside another: the body of a loop or the arm of a branch.</summary>
    public static Place Enter(Place around, Axis axis) => new(around, axis) { Index = axis.IsGuard ? null : IndexVariable(around) };

    /// <summary>Named by the depth of the loop.</summary>
    public static ParameterExpression IndexVariable(Place around)
    {
        var depth = 0;
        for (var place = around; place is not null; place = place.Parent) depth += place.Index is null ? 0 : 1;
        const string Names = "ijklmn";
        return Expression.Parameter(typeof(int), depth < Names.Length ? Names[depth].ToString() : $"i{depth}");
    }
}
