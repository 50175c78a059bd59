using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>What an iteration of a vectorised loop adds to columns of one row side by side, whatever it decides: constant ones, or all of a loop inside.</summary>
internal sealed class RowAdds
{
    private readonly List<ScatterAdd> _statements;

    private RowAdds(List<ScatterAdd> statements, int first, int columns, Node? bound)
    {
        (_statements, First, Columns, Bound) = (statements, first, columns, bound);
        AddsOnce = statements.Count == (bound is null ? columns : 1);
    }

    /// <summary>The first column.</summary>
    public int First { get; }

    /// <summary>How many there are; 0 where a loop runs over them.</summary>
    public int Columns { get; }

    /// <summary>The extent of that loop; null if the columns are constant.</summary>
    public Node? Bound { get; }

    /// <summary>Whether each column is added to once.</summary>
    public bool AddsOnce { get; }

    /// <summary>Whether the statement is one of those that add to the row.</summary>
    public bool Contains(ScatterAdd statement) => _statements.Contains(statement);

    /// <summary>What is added to the row; null if it is one column only, or columns that are not side by side, or if a loop inside picks the row.</summary>
    public static RowAdds? Of(ArrayOutput output, Node row, int? length, Block body)
    {
        if (!body.Axes.ContainsAll(row.Axes)) return null;
        bool IsOfRow(ScatterAdd statement) => statement.Output == output && RowElement.Of(statement.Contribution.Indices) is { } place && place.Row == row && place.Length == length && Array.TrueForAll(statement.Contribution.Indices, index => Load.RunsOf(index) is null);
        var constant = body.Items.OfType<ScatterAdd>().Where(IsOfRow).Select(statement => (Statement: statement, Column: ColumnOf(statement))).Where(add => add.Column is not null).ToList();
        if (constant.Count > 0)
        {
            var columns = constant.Select(add => add.Column!.Value).Distinct().ToList();
            return columns.Count > 1 && columns.Max() - (long)columns.Min() == columns.Count - 1 ? new RowAdds([.. constant.Select(add => add.Statement)], columns.Min(), columns.Count, null) : null;
        }

        var inLoops = body.Items.OfType<LoopItem>().Where(loop => body.Axes.ContainsAll(loop.Axis.Bound.Axes))
            .SelectMany(loop => loop.Body.Items.OfType<ScatterAdd>().Where(IsOfRow).Where(statement => IsOver(loop.Axis, statement)).Select(statement => (Statement: statement, loop.Axis.Bound))).ToList();
        return inLoops.Count > 0 && inLoops.TrueForAll(add => add.Bound == inLoops[0].Bound) ? new RowAdds([.. inLoops.Select(add => add.Statement)], 0, 0, inLoops[0].Bound) : null;
    }

    /// <summary>A constant column.</summary>
    public static int? ColumnOf(ScatterAdd statement) => RowElement.Of(statement.Contribution.Indices)?.ConstantColumn;

    private static bool IsOver(Axis axis, ScatterAdd statement) => axis.Kind == AxisKind.Loop && !axis.EndsEarly && RowElement.Of(statement.Contribution.Indices) is var (_, column, _) && Load.Unchecked(column) is IndexOf index && index.Axis == axis;
}
