using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Rows of an output, one for each lane, of which an iteration adds to several columns, as to the coordinates of a point: they lie far apart for the lanes. Vectors of them are kept side by
/// side until the iteration ends; then they are added to the rows, transposed, each as a whole.
/// </summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(ArrayOutput Output, Node Row, int? Length), (RowAdds Adds, ParameterExpression Tile, Expression Columns)> _rowAdds = [];

    private bool AddsToRow(ScatterAdd scatter, EmissionContext at)
    {
        var (output, lanes, form) = (scatter.Output!, _lanes!, _lanes!.Form);
        if (RowElement.Of(scatter.Contribution.Indices) is not var (row, column, length) || !Varies(row) || Varies(column) || at.Branches is not null) return false;
        if (!_rowAdds.TryGetValue((output, row, length), out var known))
        {
            if (RowAdds.Of(output, row, length, lanes.Code.Loop.Loop.Body) is not { } adds) return false;
            known = BeginRow(adds, at.Around(lanes.Code.Loop.Loop.Body.Axes));
            _rowAdds.Add((output, row, length), known);
        }

        if (!known.Adds.Contains(scatter)) return false;
        var index = known.Adds.Bound is null ? Expression.Constant(RowAdds.ColumnOf(scatter)!.Value - known.Adds.First) : Value(column, at);
        ForEachVector(() =>
        {
            var (place, value) = (Integers.Sum(Integers.Product(Expression.Constant(lanes.Replica), known.Columns), index), InLanes(scatter.Contribution.Value, at));
            at.Code.Add(known.Adds.AddsOnce
                ? Expression.Call(typeof(Elements), nameof(Elements.Write), [form.Vector], known.Tile, place, value)
                : form.Access("AddVector", known.Tile, place, value));
        });
        return true;
    }

    private (RowAdds Adds, ParameterExpression Tile, Expression Columns) BeginRow(RowAdds adds, EmissionContext body)
    {
        var (lanes, slot) = (_lanes!, _bufferCount++);
        var tile = Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"rows{slot}");
        Expression columns = adds.Bound is { } bound ? Stored(Expression.Call(typeof(Math), nameof(Math.Max), null, Value(bound, body), None), "columns", body.Code) : Expression.Constant(adds.Columns);
        body.Code.Add(Expression.Assign(
            tile, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Times(columns, lanes.Replicas))));
        if (!adds.AddsOnce) body.Code.Add(Expression.Call(tile, nameof(Span<int>.Clear), null));
        return (adds, tile, columns);
    }

    private void EmitRowAdds(EmissionContext body)
    {
        var lanes = _lanes!;
        foreach (var ((output, row, length), (adds, tile, columns)) in _rowAdds)
        {
            var access = _outputs[output.Of];
            ForEachVector(() =>
            {
                var (index, first, distance) = (LaneIndex(row, body), Expression.Constant(adds.First), RowLength(access, length));
                Expression[] added = [lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), columns, tile, Integers.Product(Expression.Constant(lanes.Replica), columns)];
                if (index.Each is { } each)
                {
                    body.Code.Add(lanes.Form.Access("AddRowsAt", [access.Span!, each, distance, first, .. added]));
                    return;
                }

                var position = Flat([index, new LanePosition(first, None)], _ => distance);
                body.Code.Add(lanes.Form.Access("AddRows", [access.Span!, position.First, position.Stride, .. added]));
            });
        }

        _rowAdds.Clear();
    }
}
