using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>An array written as <c>new[] { a, b, c }</c>.</summary>
internal sealed class LiteralArray(Lowering lowering, Value[] elements, AxisSet scope) : ArrayValue(lowering)
{
    private Func<Node, Value>? _stored;
    private LiteralArray? _all;

    public Value[] Elements { get; } = elements;

    public override int Rank => 1;

    public override IEnumerable<Node> Leaves => Elements.SelectMany(element => element.Leaves);

    public override Value Map(Func<Node, Node> change) => new LiteralArray(Lowering, [.. Elements.Select(element => element.Map(change))], scope);

    public override Node Length(int dimension) => Lowering.Graph.Constant(Elements.Length);

    public override Value ElementAt(Node[] indices)
    {
        if (indices[0] is Constant { Value: int index } && index >= 0 && index < Elements.Length) return Elements[index];
        if (Array.TrueForAll(Elements, element => element is LiteralArray)) return Piece(indices[0], [.. Elements.Cast<LiteralArray>()]);
        if (!Array.TrueForAll(Elements, Lowering.IsOfScalars)) return Chosen(indices[0], 0, Elements.Length);
        _stored ??= Lowering.Store(Elements, scope);
        return _stored(indices[0]);
    }

    // One of several written arrays. They are there anyway, one behind the other, and nothing is copied.
    private PieceOfArray Piece(Node index, LiteralArray[] arrays)
    {
        _all ??= new LiteralArray(Lowering, [.. arrays.SelectMany(array => array.Elements)], scope);
        var lengths = Array.ConvertAll(arrays, array => array.Elements.Length);
        var starts = new int[lengths.Length];
        for (var i = 1; i < starts.Length; i++) starts[i] = starts[i - 1] + lengths[i - 1];
        return lengths.Distinct().Skip(1).Any()
            ? new PieceOfArray(Lowering, _all, At(starts), At(lengths))
            : new PieceOfArray(Lowering, _all, Lowering.Apply(Primitives.Multiply, index, Constant(lengths[0])), Constant(lengths[0]));

        Node At(int[] numbers) =>
            Lowering.NodeOf(new LiteralArray(Lowering, Array.ConvertAll(numbers, number => (Value)new ScalarValue(Constant(number))), scope).ElementAt([index]));
        Node Constant(int number) => Lowering.Graph.Constant(number);
    }

    // Halves of halves: a thousand branches inside each other would be too many for the JIT, and slow.
    private Value Chosen(Node index, int first, int end)
    {
        if (end - first == 1) return Elements[first];
        var middle = first + ((end - first) / 2);
        return Lowering.Branch(
            Lowering.Apply(Primitives.LessThan, index, Lowering.Graph.Constant(middle)), () => Chosen(index, first, middle), () => Chosen(index, middle, end));
    }
}

/// <summary>Consecutive elements of a written array.</summary>
internal sealed class PieceOfArray(Lowering lowering, LiteralArray whole, Node start, Node length) : ArrayValue(lowering)
{
    public LiteralArray Whole => whole;

    public override int Rank => 1;

    public override IEnumerable<Node> Leaves => [start, length, .. whole.Leaves];

    public override Value Map(Func<Node, Node> change) => new PieceOfArray(Lowering, (LiteralArray)whole.Map(change), change(start), change(length));

    public override Node Length(int dimension) => length;

    public override Value ElementAt(Node[] indices) => whole.ElementAt([Lowering.Apply(Primitives.Add, start, indices[0])]);

    /// <summary>The same piece of elements that can be read in other iterations than the current one.</summary>
    public PieceOfArray Held(Func<Value, Value> hold) => new(Lowering, (LiteralArray)hold(whole), start, length);

    /// <summary>The same piece in other iterations of the loops around it.</summary>
    public PieceOfArray With(Replacement[] outer) =>
        new(Lowering, (LiteralArray)Lowering.ReadAt((Value)whole, outer), Lowering.ReadAt(start, outer), Lowering.ReadAt(length, outer));
}
