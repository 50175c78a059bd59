using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// Elements that come one by one and are kept by their position. Scalars are stored; of an array, which is not built, the iteration is stored in which it
/// came, and its elements are read there.
/// </summary>
/// <param name="lowering">Where the elements are lowered.</param>
/// <param name="axis">The axis of positions.</param>
/// <param name="scope">The loops and branches around the whole.</param>
/// <param name="position">Where an element goes.</param>
/// <param name="domain">The loops and branches in which elements come.</param>
internal sealed class StoredElements(Lowering lowering, Axis axis, AxisSet scope, Node position, AxisSet domain)
{
    /// <summary>Reads the element at a position.</summary>
    public Func<Node, Value> Reader(Value element) => element switch
    {
        ScalarValue { Node: var node } => Reader(Stored(node)),
        StructureValue structure => Reader(structure),
        _ => Revisited(element),
    };

    private Func<Node, Value> Reader(Node stored) => index => new ScalarValue(lowering.ReadAt(stored, [new Replacement(axis, index)]));

    private Func<Node, Value> Reader(StructureValue structure)
    {
        var readers = structure.Members.ToDictionary(member => member.Key, member => Reader(member.Value), StringComparer.Ordinal);
        return index => new StructureValue(structure.Type, readers.ToDictionary(member => member.Key, member => member.Value(index), StringComparer.Ordinal));
    }

    private Func<Node, Value> Revisited(Value element)
    {
        Node[] iterations = [.. domain.Select(entered => entered.IsGuard ? (Node)lowering.Graph.Constant(0) : Stored(lowering.Graph.Add(new IndexOf(entered))))];
        return index =>
        {
            Replacement[] replacements = [.. domain.Select((entered, i) => new Replacement(entered, lowering.ReadAt(iterations[i], [new Replacement(axis, index)])))];
            return lowering.ReadAt(element, replacements);
        };
    }

    private Scatter Stored(Node node) =>
        lowering.Graph.Add(new Scatter([axis], [new Contribution([position], lowering.Graph.In(node, domain), domain)], scope) { Stores = true });
}
