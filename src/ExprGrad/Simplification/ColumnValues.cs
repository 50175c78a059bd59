using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Values in an inner loop that an outer loop does not change, though they seem to vary over it, are computed once for each iteration of the inner loop, in a loop of their own, and read there: in a
/// triangle, <c>exp(s[j])</c> for <c>j &lt; i</c>, since its extent varies, and in a branch, <c>j != i ? exp(s[j]) : 0</c>, since that does. Elsewhere such values leave the outer loop by themselves.
/// </summary>
internal sealed class ColumnValues
{
    // Operations, and reads beside the one that takes their place, that are worth an array.
    private const int LeastWork = 2;

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
        foreach (var value in values.Find(program))
        {
            if (values.OfColumn(value) is { } column) values._expansions[value] = column;
        }

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

            if (isPart && node is Apply { IsReal: true } && used.Contains(node) && IsWorth(node)) found.Add(node);
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

    private bool IsWorth(Node value)
    {
        var (work, seen, pending) = (-1, new HashSet<Node>(), new Stack<Node>([value]));
        while (work < LeastWork && pending.TryPop(out var node))
        {
            if (node.Axes.IsEmpty || !seen.Add(node)) continue;
            if (_expansions.TryGetValue(node, out var expansion))
            {
                pending.Push(expansion);
                continue;
            }

            work += node is Apply { IsReal: true, Primitive.Cost: var cost } ? cost : node is Load ? 1 : 0;
            if (node is not Load) foreach (var operand in node.Operands) pending.Push(operand);
        }

        return work >= LeastWork;
    }

    private Node? OfColumn(Node value)
    {
        var (named, rows) = (_named[value]!, RowsOf(value)!);
        if (rows.Aggregate(1L, (times, row) => Math.Min(FewestRows, times * (row.Bound is Constant { Value: int count } ? Math.Max(count, 0) : FewestRows))) < FewestRows) return null;
        if (named.Count(axis => axis.Id > rows[0].Id) > MostDimensions) return null;
        var columns = named.Where(axis => !axis.Bound.Axes.Intersect(rows).IsEmpty).ToList();
        if (columns.Count == 0) return Copied(value) is var same && named.Closed.ContainsAll(same.Axes) ? _graph.In(same, value.Axes) : null;
        if (columns is not [var column] || rows is not [{ Bound: var all } row] || column.Bound.Axes.Except(rows).Any(axis => axis.Id > row.Id)) return null;

        // Columns that run along rows of their own: where the value is needed for the row itself too, it is needed for all of its loop.
        var kept = named.Except([column]);
        var isTriangle = column.Bound is IndexOf;
        var diagonal = isTriangle ? Copied(value, column, row) : null;
        if (diagonal is not null && _named.ContainsKey(diagonal)) return Read(diagonal, row);
        var along = _graph.Loop(isTriangle ? _graph.Apply(Primitives.Subtract, all, _graph.Constant(1)) : _graph.LargestExtent(column, kept), kept);
        return Copied(value, column, along) is var copy && kept.Union([along]).Closed.ContainsAll(copy.Axes) ? Read(copy, along) : null;

        Node Read(Node copy, Axis along) => _graph.In(_graph.At(copy, [along], [_graph.Add(new IndexOf(column))]), value.Axes);
    }

    // The value without the loops and branches that it is not made of, at another loop's index in place of a column.
    private Node Copied(Node value, Axis? column = null, Axis? along = null)
    {
        var named = _named[value]!;
        var copies = new Substitution(_graph, along is null ? named : named.Except([column!]).Union([along]));
        if (along is not null) copies.Replace(column!, _graph.Add(new IndexOf(along)));
        foreach (var axis in value.Axes.Except(named)) copies.Drop(axis);
        var expanded = Parts(value).Where(_expansions.ContainsKey).ToList();
        copies.CopyAll([value, .. expanded.Select(part => _expansions[part])]);
        foreach (var part in expanded) _expansions.TryAdd(copies.Copy(part), copies.Copy(_expansions[part]));
        return copies.Copy(value);
    }

    // All that the value is made of, and what stands in its place, where it varies.
    private List<Node> Parts(Node value)
    {
        var (seen, parts) = (new HashSet<Node> { value }, new List<Node> { value });
        for (var i = 0; i < parts.Count; i++)
        {
            IEnumerable<Node> needed = _expansions.TryGetValue(parts[i], out var expansion) ? parts[i].Operands.Append(expansion) : parts[i].Operands;
            parts.AddRange(needed.Where(node => !node.Axes.IsEmpty && seen.Add(node)));
        }

        return parts;
    }
}
