using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// The Jacobian in reverse mode: the rows of each number of the value by a sweep of its own, in which the loops that the number varies over stay apart. A function with few numbers in an
/// iteration, each of many elements of the input, takes less work so than by the tangents along all directions; and what an iteration does not read is no column to be computed.
/// </summary>
internal sealed class JacobianRows
{
    private readonly Graph _graph;
    private readonly Parameter _input;
    private readonly IReadOnlyList<(Contribution Number, List<Node> Varied)> _numbers;
    private readonly List<Load> _reads;

    private JacobianRows(Graph graph, Program value, Parameter input)
    {
        (_graph, _input) = (graph, input);
        _numbers = [.. value.Arrays[0].Contributions.Select(number => (number, Varied(value, number, input)))];
        _reads = [.. _numbers.SelectMany(number => number.Varied).OfType<Load>().Distinct()];
    }

    /// <summary>The Jacobian; null where forward mode takes less work, or where loops hand something from one number to another.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sweep">A new reverse sweep.</param>
    /// <param name="value">The numbers, as the only output of a program.</param>
    /// <param name="input">What they are differentiated by.</param>
    /// <param name="of">What the Jacobian is given out as.</param>
    public static ArrayOutput? Of(Graph graph, Func<ReverseSweep> sweep, Program value, Parameter input, Slot of)
    {
        var rows = new JacobianRows(graph, value, input);
        if (!rows._numbers.All(IsApart)) return null;
        var columns = rows.Columns();
        var directions = columns?.Count ?? Axis.ExpectedTrips(graph.Add(new Length(input, 0)));
        var forward = rows._numbers.SelectMany(number => number.Varied).Distinct().Sum(node => Trips(node.Axes));
        var reverse = rows._numbers.Sum(number => number.Varied.Sum(node => Trips(node.Axes.Union(number.Number.Domain))));
        if (reverse > directions * forward) return null;

        var length = value.Arrays[0].Lengths![0];
        var contributions = rows._numbers.Select(number => (number.Number, Gradient: rows.Gradient(sweep(), number.Number))).ToList();
        return columns is not null && contributions.TrueForAll(row => Array.TrueForAll(row.Gradient, part => part.Domain == row.Number.Domain))
            ? new ArrayOutput(of, [.. contributions.SelectMany(row => rows.Stored(row.Number, row.Gradient, columns))]) { Lengths = [length, graph.Add(new Length(input, 0))], Stores = true, Columns = columns.Count }
            : new ArrayOutput(of, [.. contributions.SelectMany(row => row.Gradient.Select(part => rows.Row(row.Number, part)))]) { Lengths = [length, graph.Add(new Length(input, 0))] };
    }

    private static List<Node> Varied(Program value, Contribution number, Parameter input)
    {
        var live = LiveNodes.Of(value with { Value = null, Effects = [], Arrays = [value.Arrays[0] with { Contributions = [number] }] });
        var varied = new VariedNodes(live, [input.Slot]);
        return [.. live.Where(node => node.IsReal && varied.Contains(node))];
    }

    // Whether the number of each iteration is made by itself: nothing is read of other iterations, or summed over them.
    private static bool IsApart((Contribution Number, List<Node> Varied) number) =>
        number.Number.Domain.Guards.IsEmpty && number.Varied.TrueForAll(node => node switch
        {
            Apply or In or Choose => true,
            Load load => Bare(load.Array) is Parameter,
            Reduce { Kind: ReductionKind.Sum } sum => sum.Reduced.Intersect(number.Number.Domain).IsEmpty,
            _ => false,
        });

    // The elements that are read, if each of them is read at an index of its own that no loop varies; null otherwise.
    private List<Load>? Columns()
    {
        var indices = _reads.ConvertAll(load => load.Axes.IsEmpty && load.Indices is [var index] && Bare(index) is Constant { Value: int constant } ? constant : (int?)null);
        return indices.Contains(null) || indices.Distinct().Count() < indices.Count ? null : _reads;
    }

    // Seen through branches, and the condition that goes with a checked index.
    private static Node Bare(Node node)
    {
        while (node is In || Load.RunsOf(node) is not null) node = node.Operands[0];
        return node;
    }

    private static double Trips(AxisSet axes) => axes.Loops.Aggregate(1.0, (trips, axis) => trips * Axis.ExpectedTrips(axis.Bound));

    private Contribution[] Gradient(ReverseSweep sweep, Contribution number) => sweep.RunEach(number.Value, number.Domain).Arrays.GetValueOrDefault(_input.Slot, []);

    // All columns of the rows of a number: zeros too.
    private IEnumerable<Contribution> Stored(Contribution number, Contribution[] gradient, List<Load> columns) => columns.Select(column =>
    {
        var index = column.Indices[0];
        var parts = gradient.Where(part => part.Indices[0] == index).Select(part => part.Value).DefaultIfEmpty(_graph.Constant(column.Type == typeof(float) ? 0f : (object)0.0));
        return number with { Indices = [number.Indices[0], index], Value = _graph.In(parts.Aggregate((a, b) => _graph.Apply(Primitives.Add, a, b)), number.Domain) };
    });

    private Contribution Row(Contribution number, Contribution part) => part with { Indices = [_graph.In(number.Indices[0], part.Domain.Guards), .. part.Indices], Value = _graph.In(part.Value, part.Domain) };
}
