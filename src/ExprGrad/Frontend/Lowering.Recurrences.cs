using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Arrays that a loop makes and reads: Ad.Recur.</summary>
internal sealed partial class Lowering
{
    private Value LowerRecur(MethodCallExpression call, Bindings bindings)
    {
        var function = LowerFunction(call, call.Arguments[1], bindings);
        var count = NonNegative(LowerScalar(call.Arguments[0], bindings));
        var type = call.Type.GetElementType()!;
        var shape = ScalarTypes.Contains(type) ? new ScalarValue(StandIn(type)) : ContainerShape.TryGet(type) is not null ? Structure(type, []) : (Value)new RefusedValue(type);
        if (!IsOfScalars(shape))
        {
            _refusals.Add(Refusals.RecurElements, call, CSharpNames.Of(type));
            return new RefusedValue(call.Type);
        }

        var outer = _scope;
        // The array is not inside of the loop.
        var dimension = Graph.Dimension(Enter(count), outer);
        var axis = Graph.Sequential(Enter(count));
        var arrays = new List<Recurrence>();
        var earlier = shape.Map(leaf =>
        {
            arrays.Add(Graph.Add(new Recurrence(axis, [dimension], leaf.Type, outer)));
            return arrays[^1];
        });
        var index = Graph.Add(new IndexOf(axis));
        var value = Scoped(() =>
        {
            _scope = _scope.Union([axis]);
            return Apply(function.Lambda, function.Bindings, new ScalarValue(index), new EarlierElements(this, index, at => ReadAt(earlier, [new Replacement(dimension, at)])));
        });
        if (!Correspond(shape, value))
        {
            if (value is not RefusedValue) _refusals.Add(Refusals.DifferentKinds, _current);
            value = shape;
        }

        var wholes = new Queue<Node>(arrays.Zip(value.Leaves, (array, leaf) => array.Whole = Graph.Add(new Scatter(
            [dimension], [new Contribution([index], Graph.In(Convert(leaf, array.Type), [.. outer, axis]), [axis])], outer)
        { Stores = true, Recurrence = array })));
        return new DefinedArray(this, dimension, shape.Map(_ => wholes.Dequeue()), []);
    }
}

/// <summary>The elements of an Ad.Recur before the one that is computed.</summary>
internal sealed class EarlierElements(Lowering lowering, Node count, Func<Node, Value> elementAt) : ArrayValue(lowering)
{
    public override int Rank => 1;

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;

    public override Node Length(int dimension) => count;

    public override Value ElementAt(Node[] indices) => elementAt(indices[0]);
}
