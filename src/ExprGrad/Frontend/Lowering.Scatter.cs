using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>The forms of Ad.ScatterAdd: arrays of indices and of values, or sequences of both together; one dimension, two, or rows of their own lengths.</summary>
internal sealed partial class Lowering
{
    private Value LowerScatterAdd(MethodCallExpression call, Bindings bindings)
    {
        if (call.Arguments is [_, { Type: var second }, _] && second == typeof(int[])) return LowerScatterOfArrays(call, bindings);

        // Written out, as C# passes `params`.
        if (call.Arguments[^1] is not NewArrayExpression terms)
        {
            _refusals.Add(Refusals.ScatterTerms, call.Arguments[^1]);
            return ErrorValue(call.Type);
        }

        var outer = _scope;
        if (call.Arguments is [{ Type: var first }, _] && first == typeof(int))
        {
            var length = NonNegative(LowerScalar(call.Arguments[0], bindings));
            var axis = Graph.Loop(Enter(length), outer);
            return new DefinedArray(this, axis, Sums([axis], terms, bindings, (_, _) => length), []);
        }

        if (call.Arguments.Count == 3)
        {
            Node[] lengths = [.. call.Arguments.Take(2).Select(length => NonNegative(LowerScalar(length, bindings)))];
            var row = Graph.Loop(Enter(lengths[0]), outer);
            var column = Graph.Loop(Enter(lengths[1]), outer.Union([row]));
            return new DefinedMatrix(this, row, column, Sums([row, column], terms, bindings, (dimension, _) => lengths[dimension]), []);
        }

        var rows = AsArray(ToSequence(Lower(call.Arguments[0], bindings), call.Method.GetParameters()[0]).ToIndexed());
        var rowAxis = Graph.Loop(Enter(rows.Length(0)), outer);
        var columnAxis = Scoped(() =>
        {
            _scope = outer.Union([rowAxis]);
            var length = NonNegative(NodeOf(rows.ElementAt([Graph.Add(new IndexOf(rowAxis))])));
            return Graph.Loop(Enter(length), _scope);
        });
        var sums = Sums([rowAxis, columnAxis], terms, bindings, (dimension, indices) => dimension == 0 ? rows.Length(0) : NodeOf(rows.ElementAt([indices[0]])));
        return new DefinedArray(this, rowAxis, new DefinedArray(this, columnAxis, sums, []), []);
    }

    private DefinedArray LowerScatterOfArrays(MethodCallExpression call, Bindings bindings)
    {
        var length = NonNegative(LowerScalar(call.Arguments[0], bindings));
        IndexedSequence Items(int argument) => ToSequence(Lower(call.Arguments[argument], bindings), call.Method.GetParameters()[argument]).ToIndexed();
        var (indices, values) = (Items(1), Items(2));
        Checked(Primitives.CheckPairs, indices.Length, values.Length);
        var outer = _scope;
        var contribution = Scoped(() =>
        {
            var at = EnterLoop(indices.Length);
            var value = NodeOf(ElementAt(AsArray(values), [at]));
            var index = CheckedIndex(NodeOf(indices.ElementAt(at)), length);
            var domain = _scope.Except(outer);
            return new Contribution([index], Graph.In(value, domain), domain);
        });
        var axis = Graph.Loop(Enter(length), _scope);
        return new DefinedArray(this, axis, new ScalarValue(Graph.Add(new Scatter([axis], [contribution], _scope))), []);
    }

    // Each term of the sequences is (index of each dimension..., value); lengthOf gives the length of a dimension at the indices of those before it.
    private ScalarValue Sums(Axis[] axes, NewArrayExpression terms, Bindings bindings, Func<int, Node[], Node> lengthOf)
    {
        var outer = _scope;
        var contributions = new List<Contribution>();
        var tuple = SequenceTypes.ElementType(terms.Type.GetElementType()!)!;
        var items = Enumerable.Range(1, axes.Length + 1).Select(position => tuple.GetField($"Item{position}")!).ToArray();
        void Add(Value term)
        {
            var indices = new Node[axes.Length];
            for (var dimension = 0; dimension < indices.Length; dimension++)
                indices[dimension] = CheckedIndex(Item(term, items[dimension]), lengthOf(dimension, indices));
            var domain = _scope.Except(outer);
            contributions.Add(new Contribution(indices, Graph.In(Item(term, items[^1]), domain), domain));
        }

        foreach (var argument in terms.Expressions)
        {
            var sequence = Lower(argument, bindings);
            if (sequence is LiteralArray { Elements: var elements }) Array.ForEach(elements, Add);
            else Scoped(() => { Add(ToSequence(sequence).OpenSummed()); return true; });
        }

        var zero = Graph.Constant(Activator.CreateInstance(items[^1].FieldType)!);
        return new ScalarValue(contributions.Count == 0
            ? Graph.In(zero, [.. outer, .. axes])
            : Graph.Add(new Scatter(axes, [.. contributions], outer) { InOrder = _keepsOrder }));
    }

    private Node Item(Value tuple, FieldInfo item) => tuple switch
    {
        StructureValue structure => NodeOf(structure.Members[item.Name]),
        ScalarValue { Node: var node } when node.Type == item.DeclaringType => Partial(Graph.Add(new Member(node, item))),
        _ => NodeOf(ErrorValue(item.FieldType)), // of a sequence that was refused
    };

    private ComputedArray AsArray(IndexedSequence sequence) => new(this, sequence.Length, sequence.ElementAt);
}
