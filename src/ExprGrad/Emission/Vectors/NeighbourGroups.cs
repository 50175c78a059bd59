using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>The statements of a vectorised loop's iterations that add to elements side by side of one array.</summary>
internal sealed class NeighbourGroups
{
    private readonly Dictionary<ScatterAdd, Neighbours> _groups = [];
    private readonly VectorLoop _vector;
    private readonly IndexForms _forms;

    public NeighbourGroups(VectorLoop vector, Graph graph)
    {
        (_vector, _forms) = (vector, new IndexForms(graph));
        foreach (var group in vector.Loop.Body.Items.OfType<ScatterAdd>().Select(statement => (Statement: statement, Key: KeyOf(statement))).Where(statement => statement.Key is not null).GroupBy(statement => statement.Key!))
        {
            var offsets = group.ToDictionary(statement => statement.Statement, statement => PlaceOf(statement.Statement)!.Value.Offset);
            var width = offsets.Values.Max() - (long)offsets.Values.Min();
            if (offsets.Count < 2 || width > Math.Min(Window.Widest, vector.Lanes)) continue;
            var neighbours = new Neighbours(offsets);
            foreach (var statement in offsets.Keys) _groups.Add(statement, neighbours);
        }
    }

    /// <summary>The statements that add to the same elements as one, or to their neighbours; null if there are no others.</summary>
    public Neighbours? Find(ScatterAdd statement) => _groups.GetValueOrDefault(statement);

    // The array, and what is the same of the indices in all iterations; null if that is not the rest of the one that moves, beside the loop's index and a constant.
    private object? KeyOf(ScatterAdd statement)
    {
        if (PlaceOf(statement) is not var (rest, _)) return null;
        var indices = statement.Contribution.Indices;
        object key = (object?)statement.Output ?? statement.Target!;
        for (var i = 0; i < indices.Length; i++)
        {
            var isMoving = _vector.Kinds.Varies(indices[i]);
            if (!isMoving && !IsOutside(indices[i])) return null;
            key = (key, isMoving ? (object)rest : indices[i]);
        }

        return key;
    }

    private (string Base, int Offset)? PlaceOf(ScatterAdd statement)
    {
        if (Array.FindAll(statement.Contribution.Indices, _vector.Kinds.Varies) is not [var moving] || Load.RunsOf(moving) is not null) return null;
        var form = _forms.Of(moving);
        if (_forms.Stride(form, _vector.Axis) is not { IsConstant: true, Offset: 1 }) return null;
        var rest = Polynomial.Sum(_forms.Start(form, [_vector.Axis]), Polynomial.Constant(form.Offset), -1)!;
        return _forms.Integers(rest).All(IsOutside) && _forms.Loops(rest).All(_vector.Loop.Parent.Axes.Contains) ? (rest.Key, form.Offset) : null;
    }

    private bool IsOutside(Node node) => _vector.Loop.Parent.Axes.ContainsAll(node.Axes);
}

/// <summary>Statements that add to elements side by side.</summary>
/// <param name="offsets">For each, how far its element is from a place that moves with the loop's index.</param>
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
