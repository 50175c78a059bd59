using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Arrays: lengths, elements.</summary>
internal sealed partial class Lowering
{
    private Value LowerElement(Expression expression, Expression array, IReadOnlyList<Expression> indices, Bindings bindings)
    {
        var lowered = Lower(array, bindings);
        if (lowered is RefusedValue) return ErrorValue(expression.Type);
        if (lowered is not ArrayValue value) return Refuse(expression, array.Type);
        var positions = indices.Select(index => Convert(LowerScalar(index, bindings), typeof(int))).ToArray();
        return ElementAt(value, positions);
    }

    /// <summary>The element at indices that are checked unless they are proven to be in range.</summary>
    private Value ElementAt(ArrayValue array, Node[] indices)
    {
        if (array is EarlierElements) return array.ElementAt([IsInRange(indices[0], array.Length(0)) ? indices[0] : Apply(Primitives.CheckEarlier, indices[0], array.Length(0))]);
        if (array is ReferencedArray { Array: not Parameter } row && indices.Length == 1 && !RunsBefore(row.Array) && RowCheckedBefore(row, indices[0]) is { } element) return element;
        var isLenient = IsLenient(array);
        var isChecked = new Node[indices.Length];
        for (var dimension = 0; dimension < indices.Length; dimension++)
        {
            var index = CheckedIndex(indices[dimension], array.Length(dimension), out var isProven, isRow: array is ReferencedArray or ContainerArray && !isLenient);
            isChecked[dimension] = isProven || isLenient ? index : WhereChecked(index, _scope);
        }

        return array.ElementAt(isChecked);
    }

    /// <summary>The element of an array that exists at run time, at indices in range.</summary>
    public Node LoadElement(Node array, Node[] indices)
    {
        var element = array.Type.GetElementType()!;
        if (array.Type.GetArrayRank() > 2) return NodeOf(Refuse(_current!, array.Type));
        if (IsThere(array, indices)) return Enter(Graph.Add(new Load(In.Through(array), Array.ConvertAll(indices, BeforeBranches))));
        array = Enter(array);
        return element.IsArray || IsReadable(element)
            ? Graph.Add(new Load(array, Lenient(array, Array.ConvertAll(indices, Enter))))
            : NodeOf(Refuse(_current!, element));
    }

    // Whether the element of an input exists whatever branch is taken: it is the same one in all of them.
    private bool IsThere(Node array, Node[] indices)
    {
        if (_scope.Guards.IsEmpty || In.Through(array) is not Parameter { Slot.MayBeNull: false } input || !ScalarTypes.Contains(array.Type.GetElementType()!)) return false;
        for (var dimension = 0; dimension < indices.Length; dimension++)
        {
            if (!IsInRange(indices[dimension], Graph.Add(new Length(input, dimension)))) return false;
        }

        return true;
    }

    // The value as it is before it enters branches.
    private static Node BeforeBranches(Node node)
    {
        while (node is In { Axis.IsGuard: true } entered) node = entered.Value;
        return node;
    }

    /// <summary>What one member's array has for the container at the indices, which are in range of that which gives the shape of all of them.</summary>
    public Value LoadMember(Node array, Node[] indices, Node shape)
    {
        array = Enter(array);
        indices = Array.ConvertAll(indices, Enter);
        indices = _earliness.IsEarly(array)
            ? Lenient(array, indices, shape)
            : [.. indices.Select((index, i) => IsInRange(index, Graph.Add(new Length(shape, i))) ? index : WhereChecked(index, _scope))];
        return ValueOf(Graph.Add(new Load(array, indices)));
    }

    private Node LowerLength(Expression array, int dimension, Bindings bindings)
    {
        var lowered = Lower(array, bindings);
        if (lowered is ArrayValue value && dimension < value.Rank) return value.Length(dimension);
        if (lowered is not RefusedValue) Refuse(array, array.Type);
        return Graph.Constant(0);
    }

    private Node TotalLength(ArrayValue array) =>
        array.Rank == 1 ? array.Length(0) : Apply(Primitives.Multiply, array.Length(0), array.Length(1));

    public Node LengthOf(Node array, int dimension)
    {
        if (array.Type.GetArrayRank() > 2)
        {
            Refuse(_current!, array.Type);
            return Graph.Constant(0);
        }

        array = In.Through(array);
        CheckNotNull(array);
        return Graph.Add(new Length(array, dimension));
    }

    /// <summary>A value of an array's definition read at other indices; at its own index it is the value itself.</summary>
    public Node ReadAt(Node value, Replacement[] replacements)
    {
        var needed = Array.FindAll(replacements, replacement =>
            value.Axes.Contains(replacement.Axis) && !(replacement.Index is IndexOf { Axis: var axis } && axis == replacement.Axis));
        var isMoved = Array.TrueForAll(needed, replacement => replacement.Other is not null);
        if (!isMoved && !Recomputation.IsCheap(value)) return Graph.At(value, Array.ConvertAll(needed, r => r.Axis), Array.ConvertAll(needed, r => Position(r.Index)));

        var substitution = new Substitution(Graph, _scope) { ReadsLoops = isMoved };
        foreach (var replacement in needed)
        {
            if (replacement.Other is { } other) substitution.Replace(replacement.Axis, other);
            else substitution.Replace(replacement.Axis, Position(replacement.Index));
        }

        return substitution.Copy(value);
    }

    // Even a constant one is in range only in the branches around.
    private Node Position(Node index) => Graph.In(index, _scope.Guards);

    /// <summary>The same for each part of a value.</summary>
    public Value ReadAt(Value value, Replacement[] replacements) => value switch
    {
        DefinedArray array => array.With(replacements),
        DefinedMatrix matrix => matrix.With(replacements),
        PieceOfArray array => array.With(replacements),
        LiteralArray array => new LiteralArray(this, Array.ConvertAll(array.Elements, element => ReadAt(element, replacements)), _scope),
        StructureValue structure => new StructureValue(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => ReadAt(member.Value, replacements), StringComparer.Ordinal)),
        ReferencedArray row => new ReferencedArray(this, ReadAt(row.Array, replacements)),
        ContainerArray row => row.With(row.Type, member => (ArrayValue)ReadAt(member, replacements)),
        ScalarValue scalar => new ScalarValue(ReadAt(scalar.Node, replacements)),
        _ => value,
    };

    /// <summary>Replacements of which the first ones were made first: those that are outside are made of their indices too.</summary>
    public Replacement[] Composed(Replacement[] inner, Replacement[] outer) =>
    [
        .. inner.Select(replacement => replacement with { Index = ReadAt(replacement.Index, outer) }),
        .. outer.Where(replacement => !Array.Exists(inner, own => own.Axis == replacement.Axis)),
    ];

    /// <summary>What can be read in other iterations than the current one: a sequence, or an array that is known by a rule, becomes an array with an axis of its own.</summary>
    public Value Held(Value value) => value switch
    {
        SequenceValue sequence => ToArray(sequence.ToIndexed()),
        DefinedArray { StandsFor.Count: > 0 } array => There(array),
        ComputedArray or EarlierElements => ToArray(((ArrayValue)value).AsSequence().ToIndexed()),
        LiteralArray array => new LiteralArray(this, Array.ConvertAll(array.Elements, Held), _scope),
        PieceOfArray array => array.Held(Held),
        StructureValue structure => new StructureValue(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => Held(member.Value), StringComparer.Ordinal)),
        _ => value,
    };

    // Who reads it elsewhere doesn't ask any more.
    private DefinedArray There(DefinedArray array)
    {
        CheckThere(array);
        return array.Alone;
    }

    private Value LowerNewArray(NewArrayExpression array, Bindings bindings)
    {
        if (array is { NodeType: ExpressionType.NewArrayInit, Expressions.Count: > 0 })
            return new LiteralArray(this, [.. array.Expressions.Select(element => Lower(element, bindings))], _scope);

        var type = array.Type.GetElementType()!;
        if (ScalarTypes.Contains(type) && array.Type.IsSZArray && array.Expressions.All(length => length.Type == typeof(int)))
        {
            var length = array.Expressions.Count == 0 ? Graph.Constant(0) : ArrayLength(LowerScalar(array.Expressions[0], bindings));
            return new ComputedArray(this, length, _ => new ScalarValue(Graph.Constant(Activator.CreateInstance(type)!)));
        }

        _refusals.Add(Refusals.ArrayToFill, array);
        return new RefusedValue(array.Type);
    }

    // Of a new array: a negative one is refused with the exception of checked arithmetic.
    private Node ArrayLength(Node length)
    {
        if (IsCount(length) || IndexRange.IsNonNegative(length)) return length;
        Checked(Primitives.Convert(typeof(uint), isChecked: true), length);
        return NotedAsCount(length);
    }

    private Value LowerIndex(IndexExpression index, Bindings bindings) =>
        index.Indexer is null ? LowerElement(index, index.Object!, index.Arguments, bindings) : Refuse(index, index.Object!.Type);

    /// <summary>An array with an axis of its own for the elements of the sequence.</summary>
    private DefinedArray ToArray(IndexedSequence sequence)
    {
        var axis = LoopOf(sequence.Length, sequence.Steps);
        var element = Scoped(() =>
        {
            _scope = _scope.Union([axis]);
            return Held(sequence.ElementAt(Graph.Add(new IndexOf(axis))));
        });
        return new DefinedArray(this, axis, element, []);
    }
}
