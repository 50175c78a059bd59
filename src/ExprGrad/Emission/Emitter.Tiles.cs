using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Rows of an array, one for each lane, whose elements an inner loop reads: they lie far apart for the lanes. The part of the rows that the loop runs over is copied
/// once for each vector of iterations, transposed, so that what the lanes read lies side by side however often it is read.
/// </summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(Lanes Lanes, Expression Array, Node Row), ParameterExpression> _tiles = [];

    // The element as it is in the tile of its rows; null if it is not read from one.
    private Expression? Tile(Load load, EmissionContext at)
    {
        var lanes = _lanes!;
        if (load.Indices is not [var row, var column] || load.Type != lanes.Form.Scalar || !load.Axes.Guards.IsEmpty || Root(load.Array) is not { Span: { } span } access) return null;
        var body = lanes.Code.Loop.Loop.Body;
        if (lanes.Kinds.Of(row) != LaneKind.Affine || !body.Axes.ContainsAll(row.Axes) || lanes.Kinds.Varies(column)) return null;
        if (Bare(column) is not IndexOf { Axis: var inner } || body.Axes.Contains(inner) || ColumnsOf(inner, body) is not { } bound) return null;

        var key = (lanes, span, row);
        if (!_tiles.TryGetValue(key, out var tile))
        {
            var home = at.Around(body.Axes);
            var columns = Variable(typeof(int), "columns");
            home.Code.Add(Expression.Assign(columns, Expression.Call(
                typeof(Math), nameof(Math.Max), null, None, Expression.Call(typeof(Math), nameof(Math.Min), null, Value(bound, home), access.Lengths[1]))));
            var slot = _bufferCount++;
            tile = Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"tile{slot}");
            home.Code.Add(Expression.Assign(tile, Expression.Call(
                Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Times(columns, lanes.Replicas))));
            var current = lanes.Replica;
            ForEachVector(() =>
            {
                var first = Product(Value(row, home), access.Lengths[1]);
                var stride = Product(Growth(row, home), access.Lengths[1]);
                var copy = lanes.Form.Access(
                    "Transpose", span, first, stride, lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), columns, tile, Expression.Constant(lanes.Replica), Expression.Constant(lanes.Replicas));
                home.Code.Add(IfChecked(copy, [row], home));
            });
            lanes.Replica = current;
            _tiles.Add(key, tile);
        }

        var position = Sum(Product(Value(column, at), Expression.Constant(lanes.Replicas)), Expression.Constant(lanes.Replica));
        return Expression.Call(typeof(Elements), nameof(Elements.Read), [lanes.Form.Vector], tile, position);
    }

    // A number of columns that the loop stays below, known in the body of the vectorised loop.
    private static Node? ColumnsOf(Axis axis, Block body)
    {
        while (true)
        {
            if (body.Axes.ContainsAll(axis.Bound.Axes)) return axis.Bound;
            if (Bare(axis.Bound) is not IndexOf { Axis: var outer } || outer == axis) return null;
            axis = outer;
        }
    }

    // Seen through checks and the branches and loops that it enters.
    private static Node Bare(Node node)
    {
        while (node is In || node is Apply { Primitive: var check } && (check == Primitives.CheckCount || check == Primitives.CheckNotEmpty || check == Primitives.CheckIndex || check == Primitives.CheckedIf)) node = node.Operands[0];
        return node;
    }
}
