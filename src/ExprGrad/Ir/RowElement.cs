namespace ExprGrad.Ir;

/// <summary>Where an element of an array of rows is. Rows that follow one another in a flat array are rows, too, if their length is a literal: <c>x[3 * i + k]</c> is in column k of row i.</summary>
/// <param name="Row">The index of the row.</param>
/// <param name="Column">The index in the row.</param>
/// <param name="Length">The length of rows in a flat array; null in an array of two dimensions, which tells it.</param>
internal readonly record struct RowElement(Node Row, Node Column, int? Length)
{
    // Longer rows are as well read element by element.
    private const int LongestRow = 64;

    /// <summary>The place that the indices name, whether they were checked or not (<see cref="Load.RunsOf"/>); null if they name none in a row.</summary>
    public static RowElement? Of(ReadOnlySpan<Node> indices) => indices switch
    {
        [var row, var column] => new RowElement(In.Through(row), column, null),
        [var index] => InFlat(In.Through(Load.RunsOf(index) is null ? index : index.Operands[0])),
        _ => null,
    };

    /// <summary>The column, if it is a constant one.</summary>
    public int? ConstantColumn => Load.Unchecked(Column) is Constant { Value: int column } ? column : null;

    /// <summary>The first and the last column that loops of literal extents around reach, where the column follows from these alone.</summary>
    public (int First, int Last)? KnownColumns => Reached(Column) is var (first, last) && first >= 0 && last <= int.MaxValue ? ((int)first, (int)last) : null;

    // Sums of multiples of different loops: both ends are reached.
    private static (long First, long Last)? Reached(Node index)
    {
        switch (Load.Unchecked(index))
        {
            case Constant { Value: int value }:
                return (value, value);
            case IndexOf { Axis: { IsGuard: false, EndsEarly: false, Bound: Constant { Value: int and > 0 and var extent } } }:
                return (0, extent - 1);
            case Apply { Operands: [var left, var right], Primitive: var primitive }:
                if (Reached(left) is not var (a, b) || Reached(right) is not var (c, d) || Math.Max(Math.Max(Math.Abs(a), Math.Abs(b)), Math.Max(Math.Abs(c), Math.Abs(d))) > LongestRow) return null;
                if (primitive == Primitives.Multiply && (a == b || c == d)) return (Math.Min(a * c, b * d), Math.Max(a * c, b * d));
                if (!left.Axes.Intersect(right.Axes).IsEmpty) return null;
                return primitive == Primitives.Add ? (a + c, b + d) : primitive == Primitives.Subtract ? (a - d, b - c) : null;
            default:
                return null;
        }
    }

    private static RowElement? InFlat(Node index)
    {
        if (RowOf(index) is var (only, length)) return new RowElement(only, new Constant(0, typeof(int)), length);
        return index is Apply { Primitive: var primitive, Operands: [var a, var b] } && primitive == Primitives.Add ? InFlat(a, b) ?? InFlat(b, a) : null;
    }

    private static RowElement? InFlat(Node first, Node column) =>
        RowOf(In.Through(first)) is var (row, length) && IsBelow(In.Through(column), length) ? new RowElement(row, column, length) : null;

    // A multiple of a literal.
    private static (Node Row, int Length)? RowOf(Node first)
    {
        if (first is not Apply { Primitive: var primitive, Operands: [var a, var b] } || primitive != Primitives.Multiply) return null;
        return Literal(a) is { } length ? (b, length) : Literal(b) is { } other ? (a, other) : null;
    }

    private static int? Literal(Node factor) => In.Through(factor) is Constant { Value: int and > 1 and <= LongestRow and var length } ? length : null;

    private static bool IsBelow(Node column, int length) =>
        column is Constant { Value: int and >= 0 and var place } ? place < length : column is IndexOf { Axis.Bound: var bound } && Load.Unchecked(bound) is Constant { Value: int and var extent } && extent <= length;
}
