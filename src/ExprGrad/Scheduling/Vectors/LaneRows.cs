using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Rows of an input, one for each lane, whose elements an inner loop reads column by column.</summary>
/// <param name="Array">The input: of two dimensions, of rows, or flat.</param>
/// <param name="Row">The index of the row, which grows by the same amount from lane to lane, or is each lane's own.</param>
/// <param name="Column">The index in the row, the same in all lanes.</param>
/// <param name="Columns">A number of columns that the inner loop stays below, known in the body of the vectorised loop.</param>
/// <param name="Length">The length of rows in a flat array; null in others.</param>
/// <param name="MayMiss">Whether branches in the body may read nothing of the row, which may not be there then.</param>
internal sealed record LaneRows(Node Array, Node Row, Node Column, Node Columns, int? Length, bool MayMiss)
{
    /// <summary>The rows that an element is read of; null if it is read from anything else.</summary>
    public static LaneRows? Of(Load load, Block body, LaneKinds kinds)
    {
        if (Place(load) is not var (array, (row, column, length))) return null;
        var mayMiss = !body.Axes.ContainsAll(load.Axes.Guards);
        if (mayMiss && (In.Through(array) is not Parameter || array.Type.GetElementType()!.IsArray || kinds.Of(row) != LaneKind.Affine)) return null;
        if (kinds.Of(row) is not (LaneKind.Affine or LaneKind.Integer) || !body.Axes.ContainsAll(row.Axes) || kinds.Varies(column)) return null;
        if (Load.Unchecked(column) is not IndexOf { Axis: var inner } || body.Axes.Contains(inner) || ColumnsOf(inner, body) is not { } columns) return null;
        return new LaneRows(array, row, column, columns, length, mayMiss);
    }

    /// <summary>Whether these are the rows of other elements, too.</summary>
    public bool AreOf(LaneRows other) => In.Through(Array) == In.Through(other.Array) && Row == other.Row && Length == other.Length;

    private static (Node Array, RowElement Place)? Place(Load load)
    {
        var array = load.Array;
        if (RowElement.Of(load.Indices) is { } place && (place.Length is null || In.Through(array) is Parameter && Load.RunsOf(load.Indices[0]) is null)) return (array, place);
        return load.Holder is { Indices: [var index] } rows && load.Indices is [var element] && In.Through(rows.Array) is Parameter ? (rows.Array, new RowElement(index, element, null)) : null;
    }

    private static Node? ColumnsOf(Axis axis, Block body)
    {
        while (true)
        {
            if (body.Axes.ContainsAll(axis.Bound.Axes)) return axis.Bound;
            if (Load.Unchecked(axis.Bound) is not IndexOf { Axis: var outer } || outer == axis) return null;
            axis = outer;
        }
    }
}
