using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>A lambda's value that is an array: how many numbers it has, and each of them with its place.</summary>
internal sealed record ArrayElements(Node Length, IReadOnlyList<Contribution> Elements);

/// <summary>Values that are arrays of numbers, or of rows of as many numbers each.</summary>
internal sealed partial class Lowering
{
    /// <summary>The numbers of a value, row after row; null if that is refused.</summary>
    public ArrayElements? ElementsOf(Value value, Type element)
    {
        if (value is RefusedValue) return null;
        var elements = value is LiteralArray literal ? Literal(literal, element) : Looped(ToSequence(value).ToIndexed(), element);
        if (elements is not null && elements.Length.Axes.IsEmpty && _earliness.IsEarly(elements.Length)) return elements;
        _refusals.Add(Refusals.ResultRows, _current);
        return null;
    }

    private ArrayElements? Literal(LiteralArray array, Type element) => Array.TrueForAll(array.Elements, IsNumber)
        ? new(Graph.Constant(array.Elements.Length), [.. array.Elements.Select((number, i) => new Contribution([Graph.Constant(i)], Convert(NodeOf(number), element), AxisSet.Empty))])
        : null;

    private ArrayElements? Looped(IndexedSequence items, Type element)
    {
        var axis = Graph.Loop(Enter(items.Length), _scope, fresh: HasOpaqueCalls);
        return Scoped(() =>
        {
            _scope = _scope.Union([axis]);
            var index = Graph.Add(new IndexOf(axis));
            var row = items.ElementAt(index);
            if (IsNumber(row)) return new ArrayElements(items.Length, [new([index], Convert(NodeOf(row), element), _scope)]);

            // Numbers of the row, then of the whole.
            if (row is not (ArrayValue { Rank: 1 } or SequenceValue)) return null;
            var inner = row is LiteralArray literal ? Literal(literal, element) : Looped(ToSequence(row).ToIndexed(), element);
            if (inner is null || !inner.Length.Axes.IsEmpty) return null;
            var first = Apply(Primitives.Multiply, index, inner.Length);
            return new ArrayElements(
                Apply(Primitives.Multiply, items.Length, inner.Length),
                [.. inner.Elements.Select(number => new Contribution([Apply(Primitives.Add, first, number.Indices[0])], number.Value, _scope.Union(number.Domain)))]);
        });
    }

    private static bool IsNumber(Value value) => value is ScalarValue { Node: { IsReference: false, Type: var type } } && ScalarTypes.Contains(type);
}
