namespace ExprGrad.Ir;

/// <summary>One iteration of some loops, inside some branches: an index for each axis, 0 for a guard that is entered.</summary>
internal sealed class Point : IEquatable<Point>
{
    public static readonly Point Origin = new([]);

    private readonly KeyValuePair<Axis, int>[] _indices;
    private readonly int _hash;

    private Point(KeyValuePair<Axis, int>[] indices)
    {
        _indices = indices;
        foreach (var (axis, index) in indices) _hash = HashCode.Combine(_hash, axis.Id, index);
    }

    public int this[Axis axis] => Array.Find(_indices, at => at.Key == axis) is { Key: not null } found
        ? found.Value
        : throw new InvalidOperationException($"{axis} has not been entered.");

    public bool Has(Axis axis) => Array.Exists(_indices, at => at.Key == axis);

    /// <summary>The same with the index along the axis set or replaced.</summary>
    public Point With(Axis axis, int index)
    {
        var others = Array.FindAll(_indices, at => at.Key != axis);
        var place = Array.FindIndex(others, at => at.Key.Id > axis.Id);
        if (place < 0) place = others.Length;
        return new Point([.. others[..place], KeyValuePair.Create(axis, index), .. others[place..]]);
    }

    /// <summary>What matters to a value that varies over the axes.</summary>
    public Point Within(AxisSet axes)
    {
        if (IsOver(axes)) return this;
        var indices = new KeyValuePair<Axis, int>[axes.Count];
        for (var i = 0; i < indices.Length; i++) indices[i] = new(axes[i], this[axes[i]]);
        return new Point(indices);
    }

    public Point Without(AxisSet axes) => new(Array.FindAll(_indices, at => !axes.Contains(at.Key)));

    public bool Equals(Point? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || other._hash != _hash || other._indices.Length != _indices.Length) return false;
        for (var i = 0; i < _indices.Length; i++)
        {
            if (_indices[i].Key != other._indices[i].Key || _indices[i].Value != other._indices[i].Value) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Point);

    public override int GetHashCode() => _hash;

    private bool IsOver(AxisSet axes)
    {
        if (axes.Count != _indices.Length) return false;
        for (var i = 0; i < _indices.Length; i++)
        {
            if (_indices[i].Key != axes[i]) return false;
        }

        return true;
    }

    public override string ToString() => $"({string.Join(", ", _indices.Select(at => $"{at.Key} = {at.Value}"))})";
}
