using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
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

    private readonly Dictionary<(ArrayOutput Output, Node Row), (ParameterExpression Tile, int First, int Count)> _rowStores = [];

    /// <summary>Keeps the value for the end of the iteration, if its place is one of several columns of a row.</summary>
    private bool StoresInRow(ArrayOutput output, Node[] indices, Node value, EmissionContext at)
    {
        var lanes = _lanes!;
        if (indices is not [var row, var index] || Ir.Load.Unchecked(index) is not Constant { Value: int column } || !Varies(row) || LaneIndex(row, at).Each is not null) return false;
        if (at.Block != lanes.Code.Loop.Loop.Body || Runs(indices, at) is not null) return false;
        var key = (output, row);
        if (!_rowStores.TryGetValue(key, out var stores))
        {
            if (ColumnsOf(output, row, at) is not { } columns) return false;
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

    // The columns of a row that the iteration stores, if they lie side by side and nothing decides on one of them.
    private (int First, int Count)? ColumnsOf(ArrayOutput output, Node row, EmissionContext at)
    {
        var columns = new List<int>();
        foreach (var contribution in output.Contributions.Where(contribution => contribution.Indices[0] == row))
        {
            if (contribution.Domain != at.Axes || Ir.Load.Unchecked(contribution.Indices[1]) is not Constant { Value: int column } || Runs(contribution.Indices, at) is not null) return null;
            columns.Add(column);
        }

        columns.Sort();
        var areTogether = columns.Zip(columns.Skip(1), (a, b) => b - a).All(distance => distance == 1);
        return areTogether && columns.Count >= FewestColumns ? (columns[0], columns.Count) : null;
    }

    private void EmitRowStores(EmissionContext body)
    {
        var lanes = _lanes!;
        foreach (var ((output, row), stores) in _rowStores)
        {
            var access = _outputs[output.Of];
            ForEachVector(() =>
            {
                var position = Flat([LaneIndex(row, body), new LanePosition(Expression.Constant(stores.First), None)], i => access.Lengths[i]);
                body.Code.Add(lanes.Form.Access(
                    "StoreRows", access.Span!, position.First, position.Stride, lanes.Count ?? Expression.Constant(lanes.Code.Loop.Lanes), Expression.Constant(stores.Count), stores.Tile,
                    Expression.Constant(lanes.Replica * stores.Count)));
            });
        }

        _rowStores.Clear();
    }
}
