using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// What is added to gradients over a triangle, of which a loop runs through the rows and one inside of it through what is left of the diagonal, is added column by column where its elements
/// then lie side by side: (row, column) for column &lt; row becomes (column + 1 + i, column) for i &lt; count - 1 - column. Matrices are often packed by columns. The order of additions changes.
/// </summary>
internal static class ExchangedTriangles
{
    // Of what is computed for an element: more of it is worth sharing with the function's own loop over rows.
    private const int MostOperations = 8;

    /// <summary>How the elements that are added to lie along the innermost loop, the best first.</summary>
    private enum Order
    {
        Same,
        SideBySide,
        Apart,
    }

    public static Program Run(Program program)
    {
        var (exchanged, forms) = (new Dictionary<Contribution, Contribution>(), new IndexForms(program.Graph));
        var contributions = program.Arrays.Where(output => output is { Lengths: null, Stores: false }).SelectMany(output => output.Contributions);
        foreach (var group in contributions.GroupBy(TriangleOf))
        {
            if (group.Key is not { } triangle || !IsBetter(triangle, group, forms) || group.Select(contribution => RowsOf(contribution.Value, triangle)).ToList() is var rows && rows.Contains(null)) continue;
            foreach (var (contribution, values) in group.Zip(rows)) exchanged.TryAdd(contribution, Exchange(program.Graph, triangle, contribution, values!));
        }

        return exchanged.Count == 0 ? program : program with
        {
            Arrays = [.. program.Arrays.Select(output => output with { Contributions = Array.ConvertAll(output.Contributions, contribution => exchanged.GetValueOrDefault(contribution, contribution)) })],
        };
    }

    private static Triangle? TriangleOf(Contribution contribution)
    {
        if (contribution.Domain is not { IsEmpty: false, Innermost: { Kind: AxisKind.Loop, EndsEarly: false } column } || RowOf(column.Bound) is not var (row, below)) return null;
        var others = contribution.Domain.Except([row, column]);
        return row is { Kind: AxisKind.Loop, EndsEarly: false } && others.All(axis => !axis.Bound.Axes.Contains(row)) ? new Triangle(row, column, below) : null;
    }

    // Columns end at the diagonal, or before it.
    private static (Axis Row, int Below)? RowOf(Node bound) => bound switch
    {
        IndexOf { Axis: var row } => (row, 1),
        Apply { Primitive: var primitive, Operands: [IndexOf { Axis: var row }, Constant { Value: 1 }] } when primitive == Primitives.Add => (row, 0),
        _ => null,
    };

    // Sums in place of elements side by side would not be worth a loop of their own.
    private static bool IsBetter(Triangle triangle, IEnumerable<Contribution> contributions, IndexForms forms)
    {
        var orders = contributions.Select(contribution => (Rows: OrderAlong(triangle.Column, contribution, forms), Columns: OrderAlong(triangle.Row, contribution, forms))).ToList();
        return orders.TrueForAll(order => order.Columns <= order.Rows) && orders.Exists(order => order is { Rows: Order.Apart, Columns: not Order.Apart });
    }

    private static Order OrderAlong(Axis axis, Contribution contribution, IndexForms forms)
    {
        int?[] steps = Array.ConvertAll(contribution.Indices, index => forms.Stride(forms.Of(index), axis) is { IsConstant: true, Offset: var step } ? step : (int?)null);
        return !Array.TrueForAll(steps[..^1], step => step == 0) ? Order.Apart : steps[^1] switch { 0 => Order.Same, 1 => Order.SideBySide, _ => Order.Apart };
    }

    private static Contribution Exchange(Graph graph, Triangle triangle, Contribution contribution, List<Node> valuesOfRows)
    {
        var (row, column, below) = triangle;
        var others = contribution.Domain.Except([row, column]);

        // Only columns that have elements: nothing may be read for another.
        var columns = graph.Apply(Primitives.Subtract, row.Bound, graph.Constant(below));
        var outer = graph.Loop(columns, others);
        var around = others.Union([outer]);
        var index = graph.Add(new IndexOf(outer));
        var inner = graph.Loop(graph.Apply(Primitives.Subtract, columns, index), around);
        var rowIndex = graph.Apply(Primitives.Add, graph.Apply(Primitives.Add, index, graph.Constant(below)), graph.Add(new IndexOf(inner)));

        var domain = around.Union([inner]);
        var copies = new Substitution(graph, domain) { ReadsLoops = true }.Replace(row, rowIndex).Replace(column, index);
        foreach (var value in valuesOfRows) copies.Replace(value, graph.At(value, [row], [rowIndex]));
        copies.CopyAll([.. contribution.Indices, contribution.Value]);

        Node[] indices = Array.ConvertAll(contribution.Indices, copies.Copy);
        var sum = copies.Copy(contribution.Value);
        return Array.TrueForAll(indices, at => !at.Axes.Contains(inner)) ? new(indices, graph.Sum([inner], sum), around) : new(indices, sum, domain);
    }

    // What a row computes for all of its columns is kept, instead of being computed in each. Null if too much is computed for each element.
    private static List<Node>? RowsOf(Node value, Triangle triangle)
    {
        var (rows, operations) = (new List<Node>(), 0);
        var (seen, pending) = (new HashSet<Node>(), new Stack<Node>([value]));
        while (pending.TryPop(out var node))
        {
            if (!node.Axes.Contains(triangle.Row) || !seen.Add(node)) continue;
            if (node is Apply { IsReal: true } apply)
            {
                if (!node.Axes.Contains(triangle.Column)) rows.Add(node);
                if (!node.Axes.Contains(triangle.Column) || IndexForms.IsAlike(node, triangle.Row)) continue;
                operations += apply.Primitive.Cost;
                if (operations > MostOperations) return null;
            }

            if (node is Apply or In) foreach (var operand in node.Operands) pending.Push(operand);
        }

        return rows;
    }

    /// <summary>The loop over rows, the one over columns inside of it, and how many rows below the diagonal the columns begin.</summary>
    private sealed record Triangle(Axis Row, Axis Column, int Below);
}
