using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// What an iteration of a vectorised loop adds to columns of one row side by side: constant ones, whatever it decides, or all of a loop inside, whatever is between them.
/// </summary>
internal sealed class RowAdds
{
    private readonly List<ScatterAdd> _statements;

    private RowAdds(List<ScatterAdd> statements, int first, int columns, Node? bound, bool mayMiss)
    {
        (_statements, First, Columns, Bound, MayMiss) = (statements, first, columns, bound, mayMiss);
        AddsOnce = !mayMiss && statements.Count == (bound is null ? columns : 1);
    }

    /// <summary>The first column.</summary>
    public int First { get; }

    /// <summary>How many there are; 0 where a loop runs over them.</summary>
    public int Columns { get; }

    /// <summary>The extent of that loop; null if the columns are constant.</summary>
    public Node? Bound { get; }

    /// <summary>Whether each column is added to once.</summary>
    public bool AddsOnce { get; }

    /// <summary>Whether loops and branches in between may add nothing to the row, which may not be there then.</summary>
    public bool MayMiss { get; }

    /// <summary>Whether the statement is one of those that add to the row.</summary>
    public bool Contains(ScatterAdd statement) => _statements.Contains(statement);

    /// <summary>What is added to the row; null if it is one column only, or columns that are not side by side, or if a loop inside picks the row.</summary>
    public static RowAdds? Of(ArrayOutput output, Node row, int? length, Block body)
    {
        if (!body.Axes.ContainsAll(row.Axes)) return null;
        bool IsOfRow(ScatterAdd statement) => statement.Output == output && PlaceOf(statement) is { } place && place.Row == row && place.Length == length;
        var constant = body.Items.OfType<ScatterAdd>().Where(statement => IsOfRow(statement) && !IsForSomeLoops(statement)).Select(statement => (Statement: statement, Column: ColumnOf(statement))).Where(add => add.Column is not null).ToList();
        if (constant.Count > 0)
        {
            var columns = constant.Select(add => add.Column!.Value).Distinct().ToList();
            return columns.Count > 1 && columns.Max() - (long)columns.Min() == columns.Count - 1 ? new RowAdds([.. constant.Select(add => add.Statement)], columns.Min(), columns.Count, null, mayMiss: false) : null;
        }

        var inLoops = LoopsIn(body).Where(loop => body.Axes.ContainsAll(loop.Axis.Bound.Axes))
            .SelectMany(loop => loop.Body.Items.OfType<ScatterAdd>().Where(IsOfRow).Where(statement => IsOver(loop.Axis, statement)).Select(statement => (Statement: statement, Loop: loop))).ToList();
        return inLoops.Count > 0 && inLoops.TrueForAll(add => add.Loop.Axis.Bound == inLoops[0].Loop.Axis.Bound)
            ? new RowAdds([.. inLoops.Select(add => add.Statement)], 0, 0, inLoops[0].Loop.Axis.Bound, inLoops.Exists(add => add.Loop.Parent != body || IsForSomeLoops(add.Statement)))
            : null;
    }

    private static IEnumerable<LoopItem> LoopsIn(Block body)
    {
        var pending = new Stack<Block>([body]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                foreach (var inner in LoopCost.BlocksOf(item)) pending.Push(inner);
                if (item is LoopItem loop) yield return loop;
            }
        }
    }

    /// <summary>Where a statement adds, if that is an element of a row, apart from what the index of the row was checked for.</summary>
    public static RowElement? PlaceOf(ScatterAdd statement) =>
        RowElement.Of(statement.Contribution.Indices) is { } place ? place with { Row = In.Through(Load.RunsOf(place.Row) is null ? place.Row : place.Row.Operands[0]) } : null;

    /// <summary>A constant column.</summary>
    public static int? ColumnOf(ScatterAdd statement) => PlaceOf(statement)?.ConstantColumn;

    // Whether indices are in range if loops run, and may not be otherwise.
    private static bool IsForSomeLoops(ScatterAdd statement) => Array.Exists(statement.Contribution.Indices, index => Load.RunsOf(index) is not null);

    private static bool IsOver(Axis axis, ScatterAdd statement) => axis.Kind == AxisKind.Loop && !axis.EndsEarly && PlaceOf(statement) is var (_, column, _) && Load.Unchecked(column) is IndexOf index && index.Axis == axis;
}
