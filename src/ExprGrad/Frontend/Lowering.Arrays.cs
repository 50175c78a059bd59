using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Arrays: lengths, elements, index checks.</summary>
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
        if (array is ReferencedArray { Array: not Parameter } row && indices.Length == 1 && RowCheckedBefore(row, indices[0]) is { } element) return element;
        var isChecked = new Node[indices.Length];
        for (var dimension = 0; dimension < indices.Length; dimension++) isChecked[dimension] = CheckedIndex(indices[dimension], array.Length(dimension));
        return array.ElementAt(isChecked);
    }

    private readonly Dictionary<(Node Index, Node Length), bool> _inRange = [];

    private Node CheckedIndex(Node index, Node length)
    {
        if (!_inRange.TryGetValue((index, length), out var isInRange)) _inRange.Add((index, length), isInRange = IndexRange.IsInRange(index, length));
        if (isInRange) return index;

        // One check of the smallest and the largest index, before anything is written, serves all iterations, if they all run.
        if (!_scope.IsEmpty && InnerLoops(length.Axes).Count == _scope.Count && IndexRange.Extremes(index, _scope) is { } range && _earliness.IsEarly(length)
            && range.IsEarly(_earliness) && _scope.All(axis => _earliness.IsEarly(axis.Bound)))
        {
            CheckBefore(range, length);
            return WhereChecked(index, _scope);
        }

        return Apply(Primitives.CheckIndex, index, length);
    }

    // Where one of the loops does not run nothing was checked: an index that doesn't vary over it must not leave it.
    private Node WhereChecked(Node index, AxisSet loops)
    {
        foreach (var axis in loops)
        {
            if (axis.Bound is not Constant { Value: > 0 }) index = Graph.In(index, axis);
        }

        return index;
    }

    // A row's indices are checked once for all iterations of the loops inside the one that picks the row.
    private Value? RowCheckedBefore(ReferencedArray row, Node index)
    {
        var loops = InnerLoops(row.Array.Axes);
        if (loops.IsEmpty || IndexRange.IsInRange(index, Graph.Add(new Length(row.Array, dimension: 0))) || IndexRange.Extremes(index, loops) is not { } range) return null;
        var outer = _scope;
        try
        {
            _scope = _scope.Except(loops);
            var (low, high) = Bounds(range, loops);
            var isChecked = (RangeChecked)Effect(Graph.Add(new RangeChecked(Pinned(row.Array), low, high)));
            _scope = outer;
            return ValueOf(Graph.Add(new Load(Enter(isChecked), [Enter(WhereChecked(index, loops))])));
        }
        finally
        {
            _scope = outer;
        }
    }

    // The innermost loops of the scope that run in full, whatever varies over the given axes being outside of them.
    private AxisSet InnerLoops(AxisSet outside)
    {
        var around = _scope;
        while (around.Innermost is { IsGuard: false, EndsEarly: false } axis && !outside.Contains(axis))
        {
            outside = outside.Union(axis.Bound.Axes);
            around = around.Outer;
        }

        return _scope.Except(around);
    }

    private void CheckBefore(IndexRange.Range range, Node length)
    {
        var (low, high) = Bounds(range, _scope);
        Effect(Graph.Apply(Primitives.CheckRange, low, high, length));
    }

    // The smallest and the largest index; 0 and -1, which are always in range, if the loops don't run.
    private (Node Low, Node High) Bounds(IndexRange.Range range, AxisSet loops)
    {
        var zero = Graph.Constant(0L);
        Node runs = Graph.Constant(true);
        foreach (var axis in loops)
        {
            if (axis.Bound is not Constant { Value: > 0 }) runs = And(runs, Graph.Apply(Primitives.GreaterThan, axis.Bound, Graph.Constant(0)));
        }

        Node IfRuns(Node node, Node otherwise) => runs is Constant ? node : Graph.Apply(Primitives.Select, runs, node, otherwise);
        var smallest = Sum(range.Low);
        return (smallest is Constant { Value: >= 0L } ? zero : IfRuns(smallest, zero), IfRuns(Sum(range.High), Graph.Constant(-1L)));
    }

    private Node And(Node a, Node b) => a is Constant { Value: true } ? b : Graph.Apply(Primitives.And, a, b);

    // In long, where a few products of ints can't overflow.
    private Node Sum(IndexRange.Terms terms)
    {
        Node sum = Graph.Constant(terms.Constant);
        foreach (var (node, factor) in terms.Factors)
        {
            var wide = Graph.Apply(Primitives.Convert(typeof(long)), node);
            var term = factor == 1 ? wide : Graph.Apply(Primitives.Multiply, wide, Graph.Constant(factor));
            sum = sum is Constant { Value: 0L } ? term : Graph.Apply(Primitives.Add, term, sum);
        }

        return sum;
    }

    /// <summary>The element of an array that exists at run time, at indices in range.</summary>
    public Node LoadElement(Node array, Node[] indices)
    {
        var element = array.Type.GetElementType()!;
        if (array.Type.GetArrayRank() > 2) return NodeOf(Refuse(_current!, array.Type));
        Node[] operands = Array.ConvertAll(indices, Enter);
        return element.IsArray || ScalarTypes.Contains(element) || ContainerShape.TryGet(element) is not null
            ? Graph.Add(new Load(Enter(array), operands))
            : NodeOf(Refuse(_current!, element));
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

        if (array is not Parameter parameter) return Partial(Graph.Add(new Length(Pinned(array), dimension)));
        if (!parameter.Slot.IsCaptured) return Graph.Add(new Length(array, dimension));

        // A captured array may be null where it is not read. One length serves the branches inside the one that it was first taken in.
        if (!_capturedLengths.TryGetValue((array, dimension), out var known)) _capturedLengths.Add((array, dimension), known = []);
        if (known.Find(length => _scope.ContainsAll(length.Axes)) is { } outer) return Enter(outer);
        var taken = Partial(Graph.Add(new Length(Enter(array), dimension)));
        known.Add(taken);
        return taken;
    }

    private readonly Dictionary<(Node Array, int Dimension), List<Node>> _capturedLengths = [];

    /// <summary>A value of an array's definition read at other indices; at its own index it is the value itself.</summary>
    public Node ReadAt(Node value, Replacement[] replacements)
    {
        var needed = Array.FindAll(replacements, replacement =>
            value.Axes.Contains(replacement.Axis) && !(replacement.Index is IndexOf { Axis: var axis } && axis == replacement.Axis));
        var isMoved = Array.TrueForAll(needed, replacement => replacement.Other is not null);
        if (!isMoved && !Recomputation.IsCheap(value)) return Graph.At(value, Array.ConvertAll(needed, r => r.Axis), Array.ConvertAll(needed, r => Enter(r.Index)));

        var substitution = new Substitution(Graph, _scope) { ReadsLoops = isMoved };
        foreach (var replacement in needed)
        {
            if (replacement.Other is { } other) substitution.Replace(replacement.Axis, other);
            else substitution.Replace(replacement.Axis, Enter(replacement.Index));
        }

        return substitution.Copy(value);
    }

    /// <summary>The same for each part of a value.</summary>
    public Value ReadAt(Value value, Replacement[] replacements) => value switch
    {
        DefinedArray array => array.With(replacements),
        PieceOfArray array => array.With(replacements),
        LiteralArray array => new LiteralArray(this, Array.ConvertAll(array.Elements, element => ReadAt(element, replacements)), _scope),
        StructureValue structure => new StructureValue(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => ReadAt(member.Value, replacements), StringComparer.Ordinal)),
        ReferencedArray row => new ReferencedArray(this, ReadAt(row.Array, replacements)),
        ScalarValue scalar => new ScalarValue(ReadAt(scalar.Node, replacements)),
        _ => value,
    };

    /// <summary>What can be read in other iterations than the current one: a sequence, or an array that is known by a rule, becomes an array with an axis of its own.</summary>
    private Value Held(Value value) => value switch
    {
        SequenceValue sequence => ToArray(sequence.ToIndexed()),
        ComputedArray array => ToArray(array.AsSequence().ToIndexed()),
        LiteralArray array => new LiteralArray(this, Array.ConvertAll(array.Elements, Held), _scope),
        PieceOfArray array => array.Held(Held),
        StructureValue structure => new StructureValue(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => Held(member.Value), StringComparer.Ordinal)),
        _ => value,
    };

    private Value LowerNewArray(NewArrayExpression array, Bindings bindings)
    {
        if (array is { NodeType: ExpressionType.NewArrayInit, Expressions.Count: > 0 })
            return new LiteralArray(this, [.. array.Expressions.Select(element => Lower(element, bindings))], _scope);

        // Zeros.
        var type = array.Type.GetElementType()!;
        var length = array.Expressions.Count == 0 ? 0 : (array.Expressions as IList<Expression>) is [ConstantExpression { Value: >= 0 and int constant }] ? constant : -1;
        return length >= 0 && ScalarTypes.Contains(type)
            ? new ComputedArray(this, Graph.Constant(length), _ => new ScalarValue(Graph.Constant(Activator.CreateInstance(type)!)))
            : RefuseZeros(array);
    }

    private RefusedValue RefuseZeros(NewArrayExpression array)
    {
        _refusals.Add(Refusals.ZeroedArray, array);
        return new RefusedValue(array.Type);
    }

    private Value LowerIndex(IndexExpression index, Bindings bindings) =>
        index.Indexer is null ? LowerElement(index, index.Object!, index.Arguments, bindings) : Refuse(index, index.Object!.Type);

    /// <summary>An array with an axis of its own for the elements of the sequence.</summary>
    private DefinedArray ToArray(IndexedSequence sequence)
    {
        var axis = Graph.Loop(Enter(sequence.Length), _scope, fresh: _hasOpaqueCalls.Value);
        var element = Scoped(() =>
        {
            _scope = _scope.Union([axis]);
            return Held(sequence.ElementAt(Graph.Add(new IndexOf(axis))));
        });
        return new DefinedArray(this, axis, element, []);
    }
}
