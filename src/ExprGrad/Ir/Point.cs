namespace ExprGrad.Ir;

/// <summary>One iteration of some loops, inside some branches: an index for each axis, 0 for a guard that is entered.</summary>
internal sealed class Point : IEquatable<Point>
{
    public static readonly Point Origin = new([]);

    private readonly KeyValuePair<Axis, int>[] _indices;

    private Point(KeyValuePair<Axis, int>[] indices) => _indices = indices;

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
    public Point Within(AxisSet axes) => new([.. axes.Select(axis => KeyValuePair.Create(axis, this[axis]))]);

    public Point Without(AxisSet axes) => new(Array.FindAll(_indices, at => !axes.Contains(at.Key)));

    public bool Equals(Point? other) => other is not null && _indices.AsSpan().SequenceEqual(other._indices);

    public override bool Equals(object? obj) => Equals(obj as Point);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (axis, index) in _indices)
        {
            hash.Add(axis.Id);
            hash.Add(index);
        }

        return hash.ToHashCode();
    }

    public override string ToString() => $"({string.Join(", ", _indices.Select(at => $"{at.Key} = {at.Value}"))})";
}
