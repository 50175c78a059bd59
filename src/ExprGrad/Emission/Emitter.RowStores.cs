using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Rows of an output, one for each lane, of which an iteration stores several columns: they lie far apart for the lanes. The vectors are kept side by side until the iteration ends; then the
/// rows are written, transposed, each as a whole.
/// </summary>
internal sealed partial class Emitter
{
    // Fewer columns are stored lane by lane.
    private const int FewestColumns = 3;

    private readonly Dictionary<(ArrayOutput Output, Node Row, int? Length), (ParameterExpression Tile, int First, int Count)> _rowStores = [];

    /// <summary>Keeps the value for the end of the iteration, if its place is one of several columns of a row.</summary>
    private bool StoresInRow(ArrayOutput output, Node[] indices, Node value, EmissionContext at)
    {
        var lanes = _lanes!;
        if (RowElement.Of(indices) is not (var row, _, var length) place || place.ConstantColumn is not { } column || !Varies(row) || LaneIndex(row, at).Each is not null) return false;
        if (at.Block != lanes.Code.Loop.Loop.Body || Runs(indices, at) is not null) return false;
        var key = (output, row, length);
        if (!_rowStores.TryGetValue(key, out var stores))
        {
            if (ColumnsOf(output, row, length, at) is not { } columns) return false;
            var slot = _bufferCount++;
            stores = (Variable(typeof(Span<>).MakeGenericType(lanes.Form.Vector), $"rows{slot}"), columns.First, columns.Count);
            at.Code.Add(Expression.Assign(
                stores.Tile, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [lanes.Form.Vector], Expression.Constant(slot), Expression.Constant(columns.Count * lanes.Replicas))));
            _rowStores.Add(key, stores);
        }

        ForEachVector(() => at.Code.Add(Expression.Call(
            typeof(Elements), nameof(Elements.Write), [lanes.Form.Vector], stores.Tile, Expression.Constant((lanes.Replica * stores.Count) + column - stores.First), InLanes(value, at))));
        return true;
    }

    // The columns of a row that the iteration stores, if they lie side by side, nothing decides on one of them, and no other loop, over the same axis, stores some of them.
    private (int First, int Count)? ColumnsOf(ArrayOutput output, Node row, int? length, EmissionContext at)
    {
        var stored = at.Block.Items.OfType<ScatterAdd>().Select(statement => statement.Contribution).ToHashSet();
        var columns = new List<int>();
        foreach (var contribution in output.Contributions)
        {
            if (RowElement.Of(contribution.Indices) is not { } place || place.Row != row || place.Length != length) continue;
            if (!stored.Contains(contribution) || place.ConstantColumn is not { } column || Runs(contribution.Indices, at) is not null) return null;
            columns.Add(column);
        }

        columns.Sort();
        var areTogether = columns.Zip(columns.Skip(1), (a, b) => b - a).All(distance => distance == 1);
        return areTogether && columns.Count >= FewestColumns ? (columns[0], columns.Count) : null;
    }

    private void EmitRowStores(EmissionContext body)
    {
        var lanes = _lanes!;
        foreach (var ((output, row, length), stores) in _rowStores)
        {
            var access = _outputs[output.Of];
            ForEachVector(() =>
            {
                var position = Flat([LaneIndex(row, body), new LanePosition(Expression.Constant(stores.First), None)], _ => RowLength(access, length));
                body.Code.Add(lanes.Form.Access(
                    "StoreRows", access.Span!, position.First, position.Stride, lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), Expression.Constant(stores.Count), stores.Tile,
                    Expression.Constant(lanes.Replica * stores.Count)));
            });
        }

        _rowStores.Clear();
    }
}
