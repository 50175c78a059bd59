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
    private readonly Dictionary<(Lanes Lanes, Expression Array, Node Row, int? Length, bool IsConstant), ParameterExpression> _tiles = [];

    // The element as it is in the tile of its rows; null if it is not read from one.
    private Expression? Tile(Load load, EmissionContext at)
    {
        var lanes = _lanes!;
        if (load.Type != lanes.Form.Scalar) return null;
        if (lanes.Kinds.RowsOf(load) is { } rows)
        {
            if (Root(rows.Array) is not { } access || (access.Span ?? access.Reference) is not { } source) return null;
            var tile = TileOf((lanes, source, rows.Row, rows.Length, false), access, None, ColumnsOf, () => lanes.Kinds.MayMiss(rows), at);
            return InTile(tile, Value(rows.Column, at));

            Expression ColumnsOf(EmissionContext home)
            {
                var most = lanes.Kinds.ColumnsOf(rows).Aggregate((Expression)None, (most, bound) => Expression.Call(typeof(Math), nameof(Math.Max), null, most, Value(bound, home)));
                return Stored(access.Span is null ? most : Expression.Call(typeof(Math), nameof(Math.Min), null, most, RowLength(access, rows.Length)), "columns", home.Code);
            }
        }

        if (lanes.Kinds.KnownColumnsOf(load) is var (first, count) && Root(load.Array) is { Span: { } span } rectangle)
        {
            var place = RowElement.Of(load.Indices)!.Value;
            var tile = TileOf((lanes, span, place.Row, place.Length, true), rectangle, Expression.Constant(first), _ => Expression.Constant(count), () => false, at);
            return InTile(tile, Integers.Sum(place.ConstantColumn is { } column ? Expression.Constant(column) : Value(place.Column, at), Expression.Constant(-first)));
        }

        return null;
    }

    private static Expression RowLength(ArrayAccess access, int? length) => length is { } known ? Expression.Constant(known) : access.Lengths[1];

    private MethodCallExpression InTile(ParameterExpression tile, Expression column) => Expression.Call(
        typeof(Elements), nameof(Elements.Read), [_lanes!.Form.Vector], tile, Integers.Sum(Integers.Product(column, Expression.Constant(_lanes.Replicas)), Expression.Constant(_lanes.Replica)));

    private ParameterExpression TileOf((Lanes, Expression Source, Node Row, int? Length, bool) key, ArrayAccess access, Expression first, Func<EmissionContext, Expression> columnsOf, Func<bool> mayMiss, EmissionContext at)
    {
        if (_tiles.TryGetValue(key, out var tile)) return tile;
        var (lanes, home) = (_lanes!, at.Around(_lanes!.Code.Loop.Loop.Body.Axes));
        var columns = columnsOf(home);
        var slot = _bufferCount++;
        tile = Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"tile{slot}");
        home.Code.Add(Expression.Assign(tile, Expression.Call(
            Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Times(columns, lanes.Replicas))));
        var current = lanes.Replica;
        var distance = access.Span is null ? One : RowLength(access, key.Length);
        var transpose = mayMiss() ? "TransposeWithin" : "Transpose";
        ForEachVector(() =>
        {
            var row = LaneIndex(key.Row, home);
            Expression[] place = [lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), columns, tile, Expression.Constant(lanes.Replica), Expression.Constant(lanes.Replicas)];
            var copy = row.Each is { } each
                ? lanes.Form.Access("TransposeAt", access.Span is null ? [key.Source, each, .. place] : [key.Source, each, distance, .. place])
                : lanes.Form.Access(transpose, [key.Source, Integers.Sum(Integers.Product(row.First, distance), first), Integers.Product(row.Stride, distance), .. place]);
            home.Code.Add(IfChecked(copy, [key.Row], home));
        });
        lanes.Replica = current;
        _tiles.Add(key, tile);
        return tile;
    }
}
