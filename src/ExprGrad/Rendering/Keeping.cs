using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// How a named value is kept in a place outside of some of its loops and branches: as an array over the loops, and as a value of no meaning where the
/// branches are not taken.
/// </summary>
internal sealed class Keeping
{
    // For each axis where it is entered: as a loop, or in a branch of the predicate.
    private readonly (Place Inside, Iterations? Loop, Item? Predicate)[] _levels;

    public Keeping(Place home, AxisSet axes, AxisSet within, AxisSet steps, Items items)
    {
        Home = home;
        Innermost = home;
        _levels = new (Place, Iterations?, Item?)[axes.Count];
        for (var i = 0; i < axes.Count; i++)
        {
            _levels[i] = axes[i].IsGuard ? Branch(axes[i], items.Bound(axes[i], steps)) : Loop(new Iterations(Innermost, axes[i], within.Union(axes), steps, items));
            Innermost = _levels[i].Inside;
        }
    }

    /// <summary>Where the value is named.</summary>
    public Place Home { get; }

    /// <summary>Where the value is computed.</summary>
    public Place Innermost { get; }

    /// <summary>The axes of the array, outermost first.</summary>
    public IEnumerable<Axis> Loops => _levels.Select(level => level.Inside.Axis!).Where(axis => !axis.IsGuard);

    public Type TypeOf(Type value)
    {
        foreach (var _ in Loops) value = value.MakeArrayType();
        return value;
    }

    public Expression Wrap(Expression value)
    {
        for (var i = _levels.Length - 1; i >= 0; i--)
        {
            var (inside, loop, predicate) = _levels[i];
            value = inside.Wrap(value);
            value = loop is null
                ? Expression.Condition(Linq.Predicate(inside.Axis!, predicate!.At(inside.Parent!)), value, Linq.Nothing(value.Type))
                : Linq.ToArray(Linq.Select(loop.Source(), Expression.Lambda(value, loop.Parameter)));
        }

        return value;
    }

    private static (Place, Iterations?, Item?) Loop(Iterations loop) => (loop.Inside, loop, null);

    private (Place, Iterations?, Item?) Branch(Axis guard, Item predicate)
    {
        predicate.Use(Innermost);
        return (Enter(Innermost, guard), null, predicate);
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
