using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Rows of an array, one for each lane, whose elements an inner loop reads: they lie far apart for the lanes. The part of the rows that loops run over is copied
/// once for each vector of iterations, transposed, so that what the lanes read lies side by side however often it is read.
/// </summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(Lanes Lanes, Expression Array, Node Row), ParameterExpression> _tiles = [];

    // The element as it is in the tile of its rows; null if it is not read from one.
    private Expression? Tile(Load load, EmissionContext at)
    {
        var lanes = _lanes!;
        var body = lanes.Code.Loop.Loop.Body;
        if (load.Type != lanes.Form.Scalar || lanes.Kinds.RowsOf(load) is not { } rows || Root(rows.Array) is not { } access || (access.Span ?? access.Reference) is not { } source) return null;

        var key = (lanes, source, rows.Row);
        if (!_tiles.TryGetValue(key, out var tile))
        {
            var home = at.Around(body.Axes);
            var columns = Variable(typeof(int), "columns");
            var most = lanes.Kinds.ColumnsOf(rows).Aggregate((Expression)None, (most, bound) => Expression.Call(typeof(Math), nameof(Math.Max), null, most, Value(bound, home)));
            home.Code.Add(Expression.Assign(columns, access.Span is null ? most : Expression.Call(typeof(Math), nameof(Math.Min), null, most, access.Lengths[1])));
            var slot = _bufferCount++;
            tile = Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"tile{slot}");
            home.Code.Add(Expression.Assign(tile, Expression.Call(
                Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Times(columns, lanes.Replicas))));
            var current = lanes.Replica;
            Expression distance = access.Span is null ? One : access.Lengths[1];
            ForEachVector(() =>
            {
                var row = LaneIndex(rows.Row, home);
                Expression[] place = [lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), columns, tile, Expression.Constant(lanes.Replica), Expression.Constant(lanes.Replicas)];
                var copy = row.Each is { } each
                    ? lanes.Form.Access("TransposeAt", access.Span is null ? [source, each, .. place] : [source, each, distance, .. place])
                    : lanes.Form.Access("Transpose", [source, Integers.Product(row.First, distance), Integers.Product(row.Stride, distance), .. place]);
                home.Code.Add(IfChecked(copy, [rows.Row], home));
            });
            lanes.Replica = current;
            _tiles.Add(key, tile);
        }

        var position = Integers.Sum(Integers.Product(Value(rows.Column, at), Expression.Constant(lanes.Replicas)), Expression.Constant(lanes.Replica));
        return Expression.Call(typeof(Elements), nameof(Elements.Read), [lanes.Form.Vector], tile, position);
    }
}
