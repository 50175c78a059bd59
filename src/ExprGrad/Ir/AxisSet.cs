using System.Collections;
using System.Runtime.CompilerServices;

namespace ExprGrad.Ir;

/// <summary>An immutable set of axes in ascending order of their ids. Equal sets are usually, not always, the same object.</summary>
[CollectionBuilder(typeof(AxisSet), nameof(Create))]
internal sealed class AxisSet : IReadOnlyList<Axis>, IEquatable<AxisSet>
{
    public static readonly AxisSet Empty = new([]);

    private readonly Axis[] axes;

    private AxisSet(Axis[] axes) => this.axes = axes;

    public int Count => axes.Length;

    public bool IsEmpty => axes.Length == 0;

    public Axis this[int index] => axes[index];

    /// <summary>The largest id, or -1 for the empty set.</summary>
    public int MaxId => axes.Length == 0 ? -1 : axes[^1].Id;

    public static AxisSet Create(ReadOnlySpan<Axis> axes)
    {
        if (axes.IsEmpty) return Empty;
        var sorted = axes.ToArray();
        Array.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id));
        return new AxisSet([.. sorted.Distinct()]);
    }

    public bool Contains(Axis axis) => Array.IndexOf(axes, axis) >= 0;

    public bool ContainsAll(AxisSet other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty) return true;
        foreach (var axis in other.axes)
        {
            if (!Contains(axis)) return false;
        }

        return true;
    }

    public AxisSet Union(AxisSet other)
    {
        if (ContainsAll(other)) return this;
        return other.ContainsAll(this) ? other : Create([.. axes, .. other.axes]);
    }

    public AxisSet Except(AxisSet other)
    {
        if (other.IsEmpty || IsEmpty) return this;
        var rest = Array.FindAll(axes, axis => !other.Contains(axis));
        return rest.Length == axes.Length ? this : rest.Length == 0 ? Empty : new AxisSet(rest);
    }

    public AxisSet Intersect(AxisSet other)
    {
        var common = Array.FindAll(axes, other.Contains);
        return common.Length == axes.Length ? this : common.Length == 0 ? Empty : new AxisSet(common);
    }

    public bool Equals(AxisSet? other) =>
        other is not null && (ReferenceEquals(this, other) || axes.AsSpan().SequenceEqual(other.axes));

    public override bool Equals(object? obj) => Equals(obj as AxisSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var axis in axes) hash.Add(axis.Id);
        return hash.ToHashCode();
    }

    public IEnumerator<Axis> GetEnumerator() => ((IEnumerable<Axis>)axes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", axes.Select(axis => axis.ToString()))}}}";
}
