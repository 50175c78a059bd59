using System.Collections;
using System.Runtime.CompilerServices;

namespace ExprGrad.Ir;

/// <summary>
/// An immutable set of axes in ascending order of their ids: the innermost axis, and the set of those outside of it. Sets share their outer parts, and equal
/// sets are the same object, so that a nest of thousands of branches costs as much as its axes, and what is done with its sets takes logarithmic time.
/// </summary>
[CollectionBuilder(typeof(AxisSet), nameof(Create))]
internal sealed partial class AxisSet : IReadOnlyList<Axis>
{
    public static readonly AxisSet Empty = new();

    // A part farther out, by which any outer part is found in logarithmic time: skew-binary jumps (Myers 1983).
    private readonly AxisSet _jump;

    private AxisSet() => _jump = Outer = Guards = Loops = this;

    internal AxisSet(AxisSet outer, Axis innermost)
    {
        (Outer, Innermost, Count) = (outer, innermost, outer.Count + 1);
        var jump = outer._jump;
        _jump = outer.Count - jump.Count == jump.Count - jump._jump.Count ? jump._jump : outer;
        Guards = !innermost.IsGuard ? outer.Guards : outer.Guards == outer ? this : outer.Guards.With(innermost);
        Loops = innermost.IsGuard ? outer.Loops : outer.Loops == outer ? this : outer.Loops.With(innermost);
        EndsEarly = innermost.EndsEarly || outer.EndsEarly;
    }

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    /// <summary>All axes but the innermost.</summary>
    public AxisSet Outer { get; }

    /// <summary>The axis of the largest id; null in the empty set.</summary>
    public Axis Innermost { get; } = null!;

    /// <summary>The guards among the axes.</summary>
    public AxisSet Guards { get; }

    /// <summary>The axes that are no guards.</summary>
    public AxisSet Loops { get; }

    /// <summary>Whether one of the axes is a loop that need not run to its end.</summary>
    public bool EndsEarly { get; }

    /// <summary>The largest id, or -1 for the empty set.</summary>
    public int MaxId => IsEmpty ? -1 : Innermost.Id;

    public Axis this[int index] => OuterPart(index + 1).Innermost;

    public static AxisSet Create(ReadOnlySpan<Axis> axes)
    {
        var set = Empty;
        var isAscending = true;
        for (var i = 1; i < axes.Length && isAscending; i++) isAscending = axes[i - 1].Id < axes[i].Id;
        if (!isAscending)
        {
            var sorted = axes.ToArray();
            Array.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id));
            axes = sorted;
        }

        foreach (var axis in axes)
        {
            if (set.Innermost != axis) set = set.With(axis);
        }

        return set;
    }

    /// <summary>The outermost axes, so many of them.</summary>
    public AxisSet OuterPart(int count)
    {
        var part = this;
        while (part.Count > count) part = part._jump.Count >= count ? part._jump : part.Outer;
        return part;
    }

    /// <summary>The largest outer part of both.</summary>
    public AxisSet CommonPart(AxisSet other)
    {
        var (a, b) = (OuterPart(other.Count), other.OuterPart(Count));
        while (a != b) (a, b) = a._jump != b._jump ? (a._jump, b._jump) : (a.Outer, b.Outer);
        return a;
    }

    /// <summary>The axes inside of so many outermost ones, outermost first.</summary>
    public IReadOnlyList<Axis> Inside(int outer)
    {
        if (Count <= outer) return [];
        var inner = new Axis[Count - outer];
        for (var part = this; part.Count > outer; part = part.Outer) inner[part.Count - outer - 1] = part.Innermost;
        return inner;
    }

    public bool Contains(Axis axis) => UpTo(axis.Id).Innermost == axis;

    public bool ContainsAll(AxisSet other)
    {
        var part = this;
        while (other.Count <= part.Count)
        {
            part = part.UpTo(other.MaxId);
            if (part == other) return true;
            if (part.Innermost != other.Innermost) return false;
            (part, other) = (part.Outer, other.Outer);
        }

        return false;
    }

    public IEnumerator<Axis> GetEnumerator() => Inside(0).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", this.Select(axis => axis.ToString()))}}}";

    // With an axis inside of all.
    private AxisSet With(Axis innermost) => innermost.Inside(this);

    /// <summary>The axes up to an id, that one included.</summary>
    public AxisSet UpTo(int id)
    {
        var part = this;
        while (part.MaxId > id) part = part._jump.MaxId > id ? part._jump : part.Outer;
        return part;
    }
}
