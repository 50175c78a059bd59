using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>The statements of a vectorised loop's iterations that add to elements side by side of one array.</summary>
internal sealed class NeighbourGroups
{
    private readonly Dictionary<ScatterAdd, Neighbours> _groups = [];

    public NeighbourGroups(VectorLoop vector)
    {
        foreach (var group in vector.Loop.Body.Items.OfType<ScatterAdd>().Select(statement => (Statement: statement, Key: KeyOf(statement, vector))).Where(statement => statement.Key is not null).GroupBy(statement => statement.Key!))
        {
            var offsets = group.ToDictionary(statement => statement.Statement, statement => OffsetOf(statement.Statement, vector)!.Value);
            var width = offsets.Values.Max() - (long)offsets.Values.Min();
            if (offsets.Count < 2 || width > Math.Min(Window.Widest, vector.Lanes)) continue;
            var neighbours = new Neighbours(offsets);
            foreach (var statement in offsets.Keys) _groups.Add(statement, neighbours);
        }
    }

    /// <summary>The statements that add to the same elements as one, or to their neighbours; null if there are no others.</summary>
    public Neighbours? Find(ScatterAdd statement) => _groups.GetValueOrDefault(statement);

    // The array, and the indices that are the same in all iterations; null if the others are not one at a constant distance from the loop's.
    private static object? KeyOf(ScatterAdd statement, VectorLoop vector)
    {
        if (OffsetOf(statement, vector) is null) return null;
        var indices = statement.Contribution.Indices;
        object key = (object?)statement.Output ?? statement.Target!;
        for (var i = 0; i < indices.Length; i++)
        {
            var isMoving = vector.Kinds.Varies(indices[i]);
            if (!isMoving && !vector.Loop.Parent.Axes.ContainsAll(indices[i].Axes)) return null;
            key = (key, isMoving ? null : indices[i]);
        }

        return key;
    }

    private static int? OffsetOf(ScatterAdd statement, VectorLoop vector) =>
        Array.FindAll(statement.Contribution.Indices, vector.Kinds.Varies) is [var moving] ? Window.Offset(moving, vector.Axis) : null;
}

/// <summary>Statements that add to elements side by side.</summary>
/// <param name="offsets">For each, the distance of its element from the loop's index.</param>
internal sealed class Neighbours(Dictionary<ScatterAdd, int> offsets)
{
    public int Count => offsets.Count;

    /// <summary>The smallest distance.</summary>
    public int First { get; } = offsets.Values.Min();

    /// <summary>By how much the largest distance is larger.</summary>
    public int Width => offsets.Values.Max() - First;

    /// <summary>The indices of the element at the smallest distance.</summary>
    public Node[] Lowest { get; } = offsets.MinBy(statement => statement.Value).Key.Contribution.Indices;

    public int OffsetOf(ScatterAdd statement) => offsets[statement];
}
