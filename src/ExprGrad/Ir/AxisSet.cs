using System.Collections;
using System.Runtime.CompilerServices;

namespace ExprGrad.Ir;

/// <summary>An immutable set of axes in ascending order of their ids. Equal sets are usually, not always, the same object.</summary>
[CollectionBuilder(typeof(AxisSet), nameof(Create))]
internal sealed class AxisSet : IReadOnlyList<Axis>, IEquatable<AxisSet>
{
    public static readonly AxisSet Empty = new([]);

    private readonly Axis[] _axes;

    private AxisSet(Axis[] axes) => _axes = axes;

    public int Count => _axes.Length;

    public bool IsEmpty => _axes.Length == 0;

    public Axis this[int index] => _axes[index];

    /// <summary>The largest id, or -1 for the empty set.</summary>
    public int MaxId => _axes.Length == 0 ? -1 : _axes[^1].Id;

    public static AxisSet Create(ReadOnlySpan<Axis> axes)
    {
        if (axes.IsEmpty) return Empty;
        var sorted = axes.ToArray();
        Array.Sort(sorted, static (a, b) => a.Id.CompareTo(b.Id));
        return new AxisSet([.. sorted.Distinct()]);
    }

    public bool Contains(Axis axis) => Array.IndexOf(_axes, axis) >= 0;

    public bool ContainsAll(AxisSet other)
    {
        if (ReferenceEquals(this, other) || other.IsEmpty) return true;
        foreach (var axis in other._axes)
        {
            if (!Contains(axis)) return false;
        }

        return true;
    }

    public AxisSet Union(AxisSet other)
    {
        if (ContainsAll(other)) return this;
        return other.ContainsAll(this) ? other : Create([.. _axes, .. other._axes]);
    }

    public AxisSet Except(AxisSet other)
    {
        if (other.IsEmpty || IsEmpty) return this;
        var rest = Array.FindAll(_axes, axis => !other.Contains(axis));
        return rest.Length == _axes.Length ? this : rest.Length == 0 ? Empty : new AxisSet(rest);
    }

    public AxisSet Intersect(AxisSet other)
    {
        var common = Array.FindAll(_axes, other.Contains);
        return common.Length == _axes.Length ? this : common.Length == 0 ? Empty : new AxisSet(common);
    }

    public bool Equals(AxisSet? other) =>
        other is not null && (ReferenceEquals(this, other) || _axes.AsSpan().SequenceEqual(other._axes));

    public override bool Equals(object? obj) => Equals(obj as AxisSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var axis in _axes) hash.Add(axis.Id);
        return hash.ToHashCode();
    }

    public IEnumerator<Axis> GetEnumerator() => ((IEnumerable<Axis>)_axes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{{{string.Join(", ", _axes.Select(axis => axis.ToString()))}}}";
}
