using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// A value of the rendered expression. Uses are noted from the result backwards; they decide where the value is computed: in the innermost place
/// around all of them that lies in no loop or branch but the value's own. If these are not all entered there, the value is an array over the others.
/// </summary>
/// <param name="axes">The loops and branches that the value varies over.</param>
/// <param name="steps">Of these, the loops inside whose steps it is computed: the state is at hand there.</param>
/// <param name="type">The value's type.</param>
internal abstract class Item(AxisSet axes, AxisSet steps, Type type)
{
    // What is cheaper to write twice than to keep in an array, in operations.
    private const int Light = 4;

    private readonly List<Reading> _uses = [];
    private readonly Dictionary<Place, Expression> _inline = [];
    private Keeping? _keeping;

    public AxisSet Axes { get; } = axes;

    public AxisSet Steps { get; } = steps;

    public Type Type { get; } = type;

    /// <summary>What this is made of.</summary>
    public IReadOnlyList<Item> Parts { get; protected set; } = [];

    /// <summary>The variable that holds the value, if it has a name.</summary>
    public ParameterExpression? Variable { get; private set; }

    /// <summary>The value of the variable.</summary>
    public Expression Definition { get; private set; } = null!;

    public bool IsUsed => _uses.Count > 0;

    /// <summary>The operations that it takes to write the value in place, with those of light operands.</summary>
    public int Cost { get; private set; }

    public bool IsLight => OwnCost >= 0 && Cost <= Light;

    /// <summary>The operations that the value takes beside its operands; negative if it must not be written twice.</summary>
    protected virtual int OwnCost => -1;

    /// <summary>Whether the value is computed under a name even if it is used once.</summary>
    protected virtual bool NeedsName => false;

    /// <summary>Whether the value reads better in place than under a name.</summary>
    protected virtual bool ReadsInPlace => false;

    /// <summary>Whether the frontend makes the same of the value wherever it is written.</summary>
    protected virtual bool IsSameInBranches => false;

    /// <summary>The axes of which the value itself is an array.</summary>
    public virtual AxisSet Inner => AxisSet.Empty;

    /// <summary>Finds the <see cref="Parts"/>.</summary>
    public abstract void Resolve(Items items);

    /// <summary>Notes the uses of what this is made of by a computation at the place.</summary>
    protected abstract void Enter(Place at);

    /// <summary>The expression that computes the value at the place.</summary>
    protected abstract Expression Write(Place at);

    /// <summary>The parts have been weighed.</summary>
    public void Weigh() => Cost = OwnCost + Parts.Where(part => part.IsLight).Sum(part => part.Cost);

    public void Use(Place at, AxisSet replaced, bool byName = false) => _uses.Add(new Reading(at, replaced, byName));

    public void Use(Place at) => Use(at, AxisSet.Empty);

    /// <summary>All uses are known: decides where the value is computed.</summary>
    public void Settle(Items items)
    {
        var home = Home();
        var beyond = Axes.Except(home.Entered);
        if (IsInline(home, beyond))
        {
            // Each time it is written its parts are used.
            foreach (var use in _uses)
            {
                _inline.TryAdd(use.At, null!);
                Enter(use.At);
            }

            return;
        }

        _keeping = new Keeping(home, beyond.Except(Inner), Axes.Except(Inner), Steps, items);
        Enter(_keeping.Innermost);
    }

    /// <summary>Gives the value a name if it needs one.</summary>
    public void Name(Func<string> next)
    {
        if (_keeping is null) return;
        Variable = Expression.Parameter(_keeping.TypeOf(WrittenType), next());
        _keeping.Home.Named.Add(this);
    }

    /// <summary>Writes the value wherever it is computed.</summary>
    public void Render()
    {
        foreach (var place in _inline.Keys.ToArray()) _inline[place] = Write(place);
        if (_keeping is { } keeping) Definition = keeping.Wrap(Write(keeping.Innermost));
    }

    /// <summary>The value as it is read at a place, at other indices along some axes.</summary>
    public Expression At(Place place, Func<Axis, Expression?>? replaced = null)
    {
        Expression Index(Axis axis) => replaced?.Invoke(axis) ?? place.IndexOf(axis);
        return ReadInner(Whole(place, Index), Index);
    }

    /// <summary>The value with all of its inner axes.</summary>
    public Expression Whole(Place place, Func<Axis, Expression>? index = null)
    {
        var value = Variable is null ? _inline[place] : place.Reach(Variable);
        foreach (var axis in _keeping?.Loops ?? []) value = Expression.ArrayIndex(value, index is null ? place.IndexOf(axis) : index(axis));
        return value;
    }

    /// <summary>The type of what <see cref="Write"/> gives: an array for one that is an array over inner axes.</summary>
    protected virtual Type WrittenType => Type;

    /// <summary>The element of a value that is itself an array over inner axes.</summary>
    protected virtual Expression ReadInner(Expression value, Func<Axis, Expression> index) => value;

    private bool IsInline(Place home, AxisSet beyond)
    {
        if (OwnCost == 0 && Parts.Count == 0) return true;
        if (NeedsName || _uses.Exists(use => use.ByName || !use.Replaced.IsEmpty)) return false;
        if (IsLight && (ReadsInPlace || !beyond.IsEmpty || _uses.Count == 1) && !(IsUsedInBranches && (!ReadsInPlace || beyond.Except(Inner).IsEmpty))) return true;
        return _uses.Count == 1 && _uses[0].At == home && beyond.Except(Inner).IsEmpty;
    }

    // Written in a branch it would be computed there again, and not be what is used outside.
    private bool IsUsedInBranches => !IsSameInBranches && _uses.Exists(use => !Axes.ContainsAll(use.At.Entered.Guards));

    // The innermost place around all uses that lies in no loop or branch but the value's own, and in none that it is read across.
    private Place Home()
    {
        var common = _uses[0].At;
        var forbidden = Inner;
        foreach (var use in _uses)
        {
            common = Place.CommonAncestor(common, use.At);
            forbidden = forbidden.Union(use.Replaced);
        }

        var home = common;
        for (var place = common; place is not null; place = place.Parent)
        {
            if (place.Axis is { } axis && (!Axes.Contains(axis) || forbidden.Contains(axis))) home = place.Parent!;
        }

        return home;
    }

    /// <summary>A place where the value is read, the axes along which it is read at other indices, and whether it must have a name there.</summary>
    private readonly record struct Reading(Place At, AxisSet Replaced, bool ByName);
}
