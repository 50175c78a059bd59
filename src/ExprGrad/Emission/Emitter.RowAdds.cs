using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Rows of an output, one for each lane, of which an iteration adds to several columns, as to the coordinates of a point: they lie far apart for the lanes. Vectors of them are kept side by
/// side until the iteration ends; then they are added to the rows, transposed, each as a whole.
/// </summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(ArrayOutput Output, Node Row, int? Length), RowsAdded> _rowAdds = [];

    private bool AddsToRow(ScatterAdd scatter, EmissionContext at)
    {
        var (output, lanes, form) = (scatter.Output!, _lanes!, _lanes!.Form);
        if (RowAdds.PlaceOf(scatter) is not var (row, column, length) || !Varies(row) || Varies(column)) return false;
        if (!_rowAdds.TryGetValue((output, row, length), out var known))
        {
            if (RowAdds.Of(output, row, length, lanes.Code.Loop.Loop.Body) is not { } adds || adds.MayMiss && lanes.Kinds.Of(row) != LaneKind.Affine) return false;
            known = BeginRow(adds, at.Around(lanes.Code.Loop.Loop.Body.Axes));
            _rowAdds.Add((output, row, length), known);
        }

        if (!known.Adds.Contains(scatter) || at.Branches is not null && !known.Adds.MayMiss) return false;
        var index = known.Adds.Bound is null ? Expression.Constant(RowAdds.ColumnOf(scatter)!.Value - known.Adds.First) : Value(column, at);
        ForEachVector(() =>
        {
            var (place, value) = (Integers.Sum(Integers.Product(Expression.Constant(lanes.Replica), known.Columns), index), InLanes(scatter.Contribution.Value, at));
            if (known.Adds.MayMiss)
            {
                var reached = known.Reached[lanes.Replica];
                at.Code.Add(Expression.Assign(reached, Branch(at) is { } taken ? form.Call("Or", reached, taken) : form.All));
                if (Branch(at) is { } branch) value = form.And(branch, value);
            }

            at.Code.Add(known.Adds.AddsOnce
                ? Expression.Call(typeof(Elements), nameof(Elements.Write), [form.Vector], known.Tile, place, value)
                : form.Access("AddVector", known.Tile, place, value));
        });
        return true;
    }

    private RowsAdded BeginRow(RowAdds adds, EmissionContext body)
    {
        var (lanes, slot) = (_lanes!, _bufferCount++);
        var tile = Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"rows{slot}");
        Expression columns = adds.Bound is { } bound ? Stored(Expression.Call(typeof(Math), nameof(Math.Max), null, Value(bound, body), None), "columns", body.Code) : Expression.Constant(adds.Columns);
        body.Code.Add(Expression.Assign(
            tile, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Times(columns, lanes.Replicas))));
        if (!adds.AddsOnce) body.Code.Add(Expression.Call(tile, nameof(Span<int>.Clear), null));
        ParameterExpression[] reached = adds.MayMiss ? [.. Enumerable.Range(0, lanes.Replicas).Select(_ => Variable(lanes.Form.Vector, "reached"))] : [];
        body.Code.AddRange(reached.Select(mask => Expression.Assign(mask, lanes.Form.Zero)));
        return new RowsAdded(adds, tile, columns, reached);
    }

    private void EmitRowAdds(EmissionContext body)
    {
        var lanes = _lanes!;
        foreach (var ((output, row, length), (adds, tile, columns, reached)) in _rowAdds)
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
                Expression[] rows = [access.Span!, position.First, position.Stride, .. added];
                body.Code.Add(adds.MayMiss ? lanes.Form.Access("AddRowsWhere", [.. rows, reached[lanes.Replica]]) : lanes.Form.Access("AddRows", rows));
            });
        }

        _rowAdds.Clear();
    }

    /// <summary>What is added to rows in one iteration.</summary>
    /// <param name="Adds">The statements that add.</param>
    /// <param name="Tile">The vectors of their columns, those of each vector of rows behind those of the one before.</param>
    /// <param name="Columns">The number of columns.</param>
    /// <param name="Reached">For each vector of rows the lanes that were added to, if it may miss some.</param>
    private sealed record RowsAdded(RowAdds Adds, ParameterExpression Tile, Expression Columns, ParameterExpression[] Reached);
}
