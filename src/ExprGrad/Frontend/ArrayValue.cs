using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>An array, of the user's or made inside the lambda, read by index.</summary>
internal abstract class ArrayValue(Lowering lowering) : Value
{
    protected Lowering Lowering { get; } = lowering;

    public abstract int Rank { get; }

    public abstract Node Length(int dimension);

    /// <summary>The element at indices that are in range.</summary>
    public abstract Value ElementAt(Node[] indices);

    /// <summary>The elements in order; those of several dimensions row by row.</summary>
    public SequenceValue AsSequence()
    {
        if (Rank == 1) return AsSequence(Length(0));
        var rows = new IndexedSequence(Lowering, Length(0), index => new ScalarValue(index));
        return rows.SelectMany(row => new IndexedSequence(Lowering, Length(1), column => ElementAt([Lowering.NodeOf(row), column])));
    }

    /// <summary>The elements of an array of one dimension, whose length is given.</summary>
    public IndexedSequence AsSequence(Node length)
    {
        var steps = (this as ComputedArray)?.StatesOf;
        Value At(Node index) => ElementAt([index]);
        return new(Lowering, length, At)
        {
            IsLenient = Lowering.IsLenient(this),
            StatesOf = steps,
            Front = steps is null ? null : new(new IndexedSequence(Lowering, steps.Bound, At) { Steps = steps }),
        };
    }
}

/// <summary>An array that exists at run time: an input, or a row of a jagged one.</summary>
internal sealed class ReferencedArray(Lowering lowering, Node array) : ArrayValue(lowering)
{
    public Node Array { get; } = array;

    /// <summary>Whether no array counts as one without elements.</summary>
    public bool IsEmptyIfNull { get; init; }

    public override int Rank => Array.Type.GetArrayRank();

    public override IEnumerable<Node> Leaves => [Array];

    public override Value Map(Func<Node, Node> change) => new ReferencedArray(Lowering, change(Array));

    public override Node Length(int dimension) =>
        IsEmptyIfNull ? Lowering.Graph.Add(new Length(In.Through(Array), dimension)) : Lowering.LengthOf(Array, dimension);

    public override Value ElementAt(Node[] indices) => Lowering.ValueOf(Lowering.LoadElement(Array, indices));
}

/// <summary>An array made by ToArray: an element for each index of the axis that it owns. Other reads replace the axis.</summary>
internal sealed class DefinedArray(Lowering lowering, Axis axis, Value element, Replacement[] replaced) : ArrayValue(lowering)
{
    /// <summary>What the elements are, over the axis.</summary>
    public Value Element => element;

    /// <summary>Arrays that may be null and have no elements here: whoever takes this for one of them asks whether it is there.</summary>
    public IReadOnlyList<StandsFor> StandsFor { get; init; } = [];

    /// <summary>The elements alone, whatever they stand for.</summary>
    public DefinedArray Alone => StandsFor.Count == 0 ? this : new(Lowering, axis, element, replaced);

    /// <summary>The same array, which stands for others.</summary>
    public DefinedArray For(IReadOnlyList<StandsFor> arrays) => new(Lowering, axis, element, replaced) { StandsFor = arrays };

    public override int Rank => 1;

    public override IEnumerable<Node> Leaves => element.Leaves;

    // A change of the whole array happens in the guard or loop around its reads.
    public override Value Map(Func<Node, Node> change) => this;

    // An extent may vary over an axis of an outer array that this one is an element of.
    public override Node Length(int dimension)
    {
        Lowering.CheckThere(this);
        return Lowering.ReadAt(axis.Bound, replaced);
    }

    public override Value ElementAt(Node[] indices) => Lowering.ReadAt(element, [.. replaced, new Replacement(axis, indices[0])]);

    /// <summary>The same array in other iterations of the loops around it.</summary>
    public DefinedArray With(Replacement[] outer) => new(Lowering, axis, element, Lowering.Composed(replaced, outer));
}

/// <summary>A matrix made by ScatterAdd: an element for each pair of indices of the axes that it owns.</summary>
internal sealed class DefinedMatrix(Lowering lowering, Axis row, Axis column, Value element, Replacement[] replaced) : ArrayValue(lowering)
{
    public override int Rank => 2;

    public override IEnumerable<Node> Leaves => element.Leaves;

    public override Value Map(Func<Node, Node> change) => this;

    public override Node Length(int dimension) => Lowering.ReadAt((dimension == 0 ? row : column).Bound, replaced);

    public override Value ElementAt(Node[] indices) => Lowering.ReadAt(element, [.. replaced, new Replacement(row, indices[0]), new Replacement(column, indices[1])]);

    /// <summary>The same matrix in other iterations of the loops around it.</summary>
    public DefinedMatrix With(Replacement[] outer) => new(Lowering, row, column, element, Lowering.Composed(replaced, outer));
}

/// <summary>An axis of a defined array and the index that it is read at.</summary>
internal readonly record struct Replacement(Axis Axis, Node Index)
{
    /// <summary>For a guard: another one of the same outcome, in which the value is read.</summary>
    public Axis? Other => Axis.IsGuard && Index is In { Axis: { IsGuard: true } other } ? other : null;
}

/// <summary>An array that is one of two, or is otherwise known by a rule for its elements.</summary>
internal sealed class ComputedArray(Lowering lowering, Node length, Func<Node, Value> elementAt) : ArrayValue(lowering)
{
    /// <summary>The loop that hands on the states which the elements are.</summary>
    public Axis? StatesOf { get; init; }

    public override int Rank => 1;

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;

    public override Node Length(int dimension) => length;

    public override Value ElementAt(Node[] indices) => elementAt(indices[0]);
}
