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

    private ArrayElements? Literal(LiteralArray array, Type element)
    {
        if (Array.TrueForAll(array.Elements, IsNumber))
            return new(Graph.Constant(array.Elements.Length), [.. array.Elements.Select((number, i) => new Contribution([Graph.Constant(i)], Convert(NodeOf(number), element), _scope))]);

        var rows = Array.ConvertAll(array.Elements, row => Row(row, element));
        if (rows[0] is not { Length: var length } || !Array.TrueForAll(rows, row => row?.Length == length)) return null;
        return new(
            Apply(Primitives.Multiply, Graph.Constant(rows.Length), length),
            [.. rows.SelectMany((row, i) => row!.Elements.Select(number => number with { Indices = [Apply(Primitives.Add, Apply(Primitives.Multiply, Graph.Constant(i), length), number.Indices[0])] }))]);
    }

    // Numbers of a row; null if it is none.
    private ArrayElements? Row(Value row, Type element) => row switch
    {
        LiteralArray literal => Literal(literal, element),
        ArrayValue { Rank: 1 } or SequenceValue => Looped(ToSequence(row).ToIndexed(), element),
        _ => null,
    };

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
            if (Row(row, element) is not { Length.Axes.IsEmpty: true } inner) return null;
            var first = Apply(Primitives.Multiply, index, inner.Length);
            return new ArrayElements(
                Apply(Primitives.Multiply, items.Length, inner.Length),
                [.. inner.Elements.Select(number => new Contribution([Apply(Primitives.Add, first, number.Indices[0])], number.Value, _scope.Union(number.Domain)))]);
        });
    }

    private static bool IsNumber(Value value) => value is ScalarValue { Node: { IsReference: false, Type: var type } } && ScalarTypes.Contains(type);
}
