using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Values in a triangle's inner loop that its outer loop does not change, <c>exp(s[j])</c> for <c>j &lt; i</c>, are computed once for each column, in a loop of their own, and read there: the inner
/// loop varies over the outer one by its extent alone. In a rectangle such values leave the outer loop by themselves.
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
    private readonly Dictionary<Node, AxisSet?> _mentioned = [];

    private ColumnValues(Graph graph) => _graph = graph;

    public static Program Run(Program program)
    {
        if (!program.Graph.Axes.Any(axis => axis.Kind == AxisKind.Loop && !axis.Bound.Axes.Loops.IsEmpty)) return program;
        var (values, expansions) = (new ColumnValues(program.Graph), new Dictionary<Node, Node>(program.Expansions));
        foreach (var value in values.Find(program))
        {
            if (values.OfColumn(value) is { } column) expansions.Add(value, column);
        }

        return program with { Expansions = expansions };
    }

    // The largest such values: those that something else uses.
    private List<Node> Find(Program program)
    {
        var live = LiveNodes.Of(program);
        foreach (var node in live) _mentioned.Add(node, Mentioned(node));
        var used = program.Roots.ToHashSet();
        var found = new List<Node>();
        foreach (var node in live.Reverse())
        {
            var isPart = IsOfColumn(node);
            foreach (var operand in program.DependenciesOf(node))
            {
                if (!isPart || _mentioned.GetValueOrDefault(operand) != _mentioned[node] || (node is In && used.Contains(node))) used.Add(operand);
            }

            if (isPart && node is Apply && used.Contains(node) && IsWorth(node)) found.Add(node);
        }

        return found;
    }

    /// <summary>The axes that a value made of reads and operations names; null for others.</summary>
    private AxisSet? Mentioned(Node node)
    {
        switch (node)
        {
            case Constant or Parameter:
                return AxisSet.Empty;
            case IndexOf { Axis: { Kind: AxisKind.Loop, EndsEarly: false } axis }:
                return [axis];
            case In { Axis.IsGuard: false } entered:
                return _mentioned.GetValueOrDefault(entered.Value);
            case Apply apply when !Totality.IsTotal(apply):
                return null;
            case Apply or Load or Length:
                var all = AxisSet.Empty;
                foreach (var operand in node.Operands)
                {
                    if (_mentioned.GetValueOrDefault(operand) is not { } own) return null;
                    all = all.Union(own);
                }

                return all;
            default:
                return node.Axes.IsEmpty ? AxisSet.Empty : null;
        }
    }

    private bool IsOfColumn(Node node) => _mentioned[node] is { IsEmpty: false } named && named.Count < node.Axes.Count && named.Closed == node.Axes && node.Axes.Guards.IsEmpty && !node.Axes.EndsEarly && node.Axes.All(axis => axis.Kind == AxisKind.Loop);

    private static bool IsWorth(Node value)
    {
        if (!value.IsReal) return false;
        var (work, seen, pending) = (-1, new HashSet<Node>(), new Stack<Node>([value]));
        while (work < LeastWork && pending.TryPop(out var node))
        {
            if (node.Axes.IsEmpty || !seen.Add(node)) continue;
            work += node is Apply { IsReal: true, Primitive.Cost: var cost } ? cost : node is Load ? 1 : 0;
            if (node is not Load) foreach (var operand in node.Operands) pending.Push(operand);
        }

        return work >= LeastWork;
    }

    private Node? OfColumn(Node value)
    {
        var named = _mentioned[value]!;
        var rows = value.Axes.Except(named);
        var columns = named.Where(axis => !axis.Bound.Axes.Intersect(rows).IsEmpty).ToList();
        if (columns is not [var column] || rows.Count != 1 || rows.Innermost is not { Kind: AxisKind.Loop, EndsEarly: false, Bound: var all } row || all is Constant { Value: < FewestRows }) return null;
        var kept = named.Except([column]);
        if (column.Bound.Axes.Except([row]).Any(axis => axis.Id > row.Id) || kept.Count(axis => axis.Id > row.Id) >= MostDimensions) return null;

        // Columns that run along rows of their own: where the value is needed for the row itself too, it is needed for all of its loop.
        var isTriangle = column.Bound is IndexOf;
        var diagonal = isTriangle ? Copied(value, rows, column, row, kept) : null;
        var (along, copy) = diagonal is not null && _mentioned.ContainsKey(diagonal) ? (row, diagonal) : default;
        if (copy is null)
        {
            along = _graph.Loop(isTriangle ? _graph.Apply(Primitives.Subtract, all, _graph.Constant(1)) : _graph.LargestExtent(column, kept), kept);
            copy = Copied(value, rows, column, along, kept);
        }

        return copy.Axes.Intersect(rows.Except([along!])).IsEmpty ? _graph.In(_graph.At(copy, [along!], [_graph.Add(new IndexOf(column))]), value.Axes) : null;
    }

    private Node Copied(Node value, AxisSet rows, Axis column, Axis along, AxisSet kept)
    {
        var copies = new Substitution(_graph, kept.Union([along])).Replace(column, _graph.Add(new IndexOf(along)));
        foreach (var row in rows) copies.Drop(row);
        return copies.Copy(value);
    }
}
