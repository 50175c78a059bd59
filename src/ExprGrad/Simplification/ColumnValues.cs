using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Values in an inner loop that an outer loop does not change, though they seem to vary over it, are computed once for each iteration of the inner loop, in a loop of their own, and read there: in a
/// triangle, <c>exp(s[j])</c> for <c>j &lt; i</c>, since its extent varies, and in a branch, <c>j != i ? exp(s[j]) : 0</c>, since that does. Elsewhere such values leave the outer loop by themselves.
/// </summary>
internal sealed class ColumnValues
{
    // Operations, and reads beside the one that takes their place, that are worth an array and a loop of its own, also where rows are short.
    private const int LeastWork = 4;

    // So often at least are the columns run through.
    private const int FewestRows = 4;

    // Of an array that is kept for all rows.
    private const int MostDimensions = 2;

    private readonly Graph _graph;
    private readonly Dictionary<Node, Node> _expansions;
    private readonly Dictionary<Node, AxisSet?> _named = [];

    private ColumnValues(Program program) => (_graph, _expansions) = (program.Graph, new Dictionary<Node, Node>(program.Expansions));

    public static Program Run(Program program)
    {
        if (!program.Graph.Axes.Any(axis => axis.IsGuard ? axis.Bound.Axes.Loops.Count > 1 : !axis.Bound.Axes.Loops.IsEmpty)) return program;
        var values = new ColumnValues(program);
        foreach (var alike in values.Find(program).GroupBy(value => (Named: values._named[value]!, value.Axes))) values.Move([.. alike], alike.Key.Named, alike.Key.Axes);
        return program with { Expansions = values._expansions };
    }

    // The largest such values: those that something else uses.
    private List<Node> Find(Program program)
    {
        var live = LiveNodes.Of(program);
        foreach (var node in live) _named.Add(node, Named(node));
        var used = program.Roots.ToHashSet();
        var found = new List<Node>();
        foreach (var node in live.Reverse())
        {
            var isPart = RowsOf(node) is not null;
            foreach (var operand in program.DependenciesOf(node))
            {
                if (!isPart || _named.GetValueOrDefault(operand) != _named[node] || (node is In && used.Contains(node))) used.Add(operand);
            }

            if (isPart && node is Apply { IsReal: true } && used.Contains(node) && WorkOf(node) >= LeastWork) found.Add(node);
        }

        return found;
    }

    /// <summary>The loops whose indices a value is made of, by reads and operations; null for others.</summary>
    private AxisSet? Named(Node node)
    {
        switch (node)
        {
            case Constant or Parameter:
                return AxisSet.Empty;
            case IndexOf { Axis: { Kind: AxisKind.Loop, EndsEarly: false } axis }:
                return [axis];
            case In entered:
                return _named.GetValueOrDefault(entered.Value);
            case Apply apply when !Totality.IsTotal(apply):
                return null;
            case Apply or Load or Length:
                var all = AxisSet.Empty;
                foreach (var operand in node.Operands)
                {
                    if (_named.GetValueOrDefault(operand) is not { } own) return null;
                    all = all.Union(own);
                }

                return node is not Load load || IsRead(load, all) ? all : null;
            default:
                return node.Axes.IsEmpty ? AxisSet.Empty : null;
        }
    }

    // Whether the element is there in all iterations of the loops: whatever else is around it, it is in no branch, or the loops run through all of the array.
    private static bool IsRead(Load load, AxisSet loops)
    {
        if (loops.Closed.ContainsAll(load.Axes)) return true;
        for (var i = 0; i < load.Indices.Length; i++)
        {
            if (Load.Unchecked(load.Indices[i]) is not IndexOf { Axis.Bound: var bound } || Load.Unchecked(bound) is not Length { Dimension: var dimension, Array: var array } || dimension != i || In.Through(array) != In.Through(load.Array)) return false;
        }

        return In.Through(load.Array) is Parameter;
    }

    /// <summary>The loops around a value that it is not made of, if there are any; null if branches outside of its own loops decide whether it is computed.</summary>
    private AxisSet? RowsOf(Node node) =>
        _named[node] is { IsEmpty: false } named && node.Axes.Loops.Except(named) is { IsEmpty: false } rows && rows.All(axis => axis is { Kind: AxisKind.Loop, EndsEarly: false }) && node.Axes.Guards.All(guard => guard.Id > named.MaxId)
            ? rows
            : null;

    // Operations, and reads beside one, as far as it matters.
    private int WorkOf(Node value)
    {
        var (work, seen, pending) = (-1, new HashSet<Node>(), new Stack<Node>([value]));
        while (work < LeastWork && pending.TryPop(out var node))
        {
            if (node.Axes.IsEmpty || !seen.Add(node)) continue;
            var isExpanded = _expansions.TryGetValue(node, out var expansion);
            if (!isExpanded) work += node is Apply { IsReal: true, Primitive.Cost: var cost } ? cost : node is Load ? 1 : 0;
            if (isExpanded) pending.Push(expansion!);
            else if (node is not Load) foreach (var operand in node.Operands) pending.Push(operand);
        }

        return work;
    }

    // Values of the same loops, in the same loops and branches.
    private void Move(List<Node> values, AxisSet named, AxisSet axes)
    {
        var rows = axes.Loops.Except(named);
        if (!Axis.RunOften(rows, FewestRows)) return;
        if (named.Count(axis => axis.Id > rows[0].Id) > MostDimensions) return;
        var columns = named.Where(axis => !axis.Bound.Axes.Intersect(rows).IsEmpty).ToList();
        if (columns.Count == 0)
        {
            var same = Copies(values, named, axes);
            foreach (var value in values.Where(value => named.Closed.ContainsAll(same(value).Axes))) _expansions[value] = _graph.In(same(value), axes);
            return;
        }

        if (columns is not [var column] || rows is not [{ Bound: var all } row] || column.Bound.Axes.Except(rows).Any(axis => axis.Id > row.Id)) return;
        var kept = named.Except([column]);
        if (column.Bound is IndexOf)
        {
            // Where a value is needed for the row itself too, it is there for all rows.
            var ofRow = Copies(values, named, axes, column, row);
            foreach (var value in values.Where(value => _named.ContainsKey(ofRow(value)))) _expansions[value] = Read(ofRow(value), row);
            values = values.FindAll(value => !_named.ContainsKey(ofRow(value)));
        }

        var along = _graph.Loop(column.Bound is IndexOf ? _graph.Apply(Primitives.Subtract, all, _graph.Constant(1)) : _graph.LargestExtent(column, kept), kept, fresh: true);
        var ofColumn = Copies(values, named, axes, column, along);
        foreach (var value in values.Where(value => kept.Union([along]).Closed.ContainsAll(ofColumn(value).Axes))) _expansions[value] = Read(ofColumn(value), along);

        Node Read(Node copy, Axis along) => _graph.In(_graph.At(copy, [along], [_graph.Add(new IndexOf(column))]), axes);
    }

    /// <summary>The values without the loops and branches that they are not made of, at another loop's index in place of a column.</summary>
    private Func<Node, Node> Copies(List<Node> values, AxisSet named, AxisSet axes, Axis? column = null, Axis? along = null)
    {
        var copies = new Substitution(_graph, along is null ? named : named.Except([column!]).Union([along]));
        if (along is not null) copies.Replace(column!, _graph.Add(new IndexOf(along)));
        foreach (var axis in axes.Except(named)) copies.Drop(axis);
        var expanded = ExpandedParts(values);
        copies.CopyAll([.. values, .. expanded.Select(part => part.Expansion)]);
        foreach (var (part, expansion) in expanded) _expansions.TryAdd(copies.Copy(part), copies.Copy(expansion));
        return copies.Copy;
    }

    // What of the parts of values others stand in the place of.
    private List<(Node Node, Node Expansion)> ExpandedParts(List<Node> values)
    {
        var (found, seen, pending) = (new List<(Node, Node)>(), new HashSet<Node>(), new Stack<Node>(values));
        while (pending.TryPop(out var node))
        {
            if (node.Axes.IsEmpty || !seen.Add(node)) continue;
            foreach (var operand in node.Operands) pending.Push(operand);
            if (!_expansions.TryGetValue(node, out var expansion)) continue;
            found.Add((node, expansion));
            pending.Push(expansion);
        }

        return found;
    }
}
