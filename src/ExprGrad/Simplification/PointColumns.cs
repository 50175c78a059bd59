using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Points, rows of a few numbers, that a loop inside of others runs through again and again, as in sums over pairs: each column of them is copied once, so that what lanes read lies side by side,
/// and what is added to their gradients is added to columns, which go to the rows once.
/// </summary>
internal sealed class PointColumns
{
    // Longer rows are read along the row as well, and their products are left to the matrix kernel.
    private const int MostColumns = 7;

    // So often must the points be run through.
    private const int FewestTimes = 4;

    private readonly Graph _graph;
    private readonly IndexForms _forms;
    private readonly Earliness _earliness;
    private readonly AxisSet _directions;
    private readonly Dictionary<(Node? Column, Node Count, AxisSet Outer), (Axis? Column, Axis Row)> _axes = [];

    private PointColumns(Program program) => (_graph, _forms, _earliness, _directions) = (program.Graph, new IndexForms(program.Graph), new Earliness(program.Graph), program.Directions);

    /// <summary>The program with what it reads of such points read of copies, and what it adds to them added to columns if additions may be in another order.</summary>
    public static Program Run(Program program, bool reassociates)
    {
        var columns = new PointColumns(program);
        return columns.WithSums(columns.WithCopies(program), reassociates);
    }

    private Program WithCopies(Program program)
    {
        var live = LiveNodes.Of(program);
        var uses = live.OfType<Load>().Where(load => load.IsReal && !program.Expansions.ContainsKey(load) && In.Through(load.Array) is Parameter && RowElement.Of(load.Indices) is not null).ToDictionary(load => load, load => load.Axes);
        if (uses.Count == 0) return program;
        foreach (var node in live)
        {
            foreach (var operand in program.DependenciesOf(node))
            {
                if (In.Through(operand) is Load load && uses.TryGetValue(load, out var axes)) uses[load] = axes.Union(operand.Axes).Union(node.Axes);
            }
        }

        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var (load, axes) in uses)
        {
            if (Find(In.Through(load.Array), load.Indices.ToArray(), load.Axes, axes) is { } points) expansions.Add(load, _graph.In(Copied(points, load), load.Axes));
        }

        return expansions.Count == program.Expansions.Count ? program : program with { Expansions = expansions };
    }

    private Program WithSums(Program program, bool reassociates) => !reassociates ? program : program with
    {
        Arrays = [.. program.Arrays.Select(output => output is { Lengths: null, Stores: false } && program.Graph.Contains(new Parameter(output.Of)) ? output with { Contributions = [.. InColumns(output)] } : output)],
    };

    private IEnumerable<Contribution> InColumns(ArrayOutput output)
    {
        var array = _graph.Add(new Parameter(output.Of));
        Points? PointsOf(Contribution contribution)
        {
            var axes = contribution.Indices.Aggregate(AxisSet.Empty, (axes, index) => axes.Union(index.Axes));
            return Find(array, contribution.Indices, axes, contribution.Domain);
        }

        var kept = new List<Contribution>();
        foreach (var group in output.Contributions.Select(contribution => (Contribution: contribution, Points: PointsOf(contribution))).GroupBy(one => one.Points is { } points ? (points.Axes, points.Constant, points.Length) : default))
        {
            if (group.First().Points is not { } points)
            {
                kept.AddRange(group.Select(one => one.Contribution));
                continue;
            }

            Axis[] along = points.Axes.Column is { } column ? [column, points.Axes.Row] : [points.Axes.Row];
            var sums = _graph.Add(new Scatter(along, [.. group.Select(one => one.Contribution with { Indices = one.Points!.Place })], points.Outer));
            kept.Add(new Contribution(Indices(points), sums, points.Outer.Union(AxisSet.Create(along))));
        }

        return kept;
    }

    // The element of a copy.
    private Node Copied(Points points, Load load)
    {
        var copy = _graph.Add(new Load(In.Through(load.Array), Indices(points)));
        return points.Axes.Column is { } column ? _graph.At(copy, [column, points.Axes.Row], points.Place) : _graph.At(copy, [points.Axes.Row], points.Place);
    }

    // Where an element is in the array, by the axes of its copies.
    private Node[] Indices(Points points)
    {
        Node row = _graph.Add(new IndexOf(points.Axes.Row));
        Node column = points.Axes.Column is { } axis ? _graph.Add(new IndexOf(axis)) : _graph.Constant(points.Constant);
        return points.Length is not { } length ? [row, column] : [_graph.Apply(Primitives.Add, _graph.Apply(Primitives.Multiply, _graph.Constant(length), row), column)];
    }

    // The points that the element at the indices, which vary over some axes, is of, where it is used over more axes; null if they aren't run through again and again.
    private Points? Find(Node array, Node[] indices, AxisSet own, AxisSet used)
    {
        if (array.Type.GetArrayRank() != indices.Length || RowElement.Of(indices) is not { } place || !Array.TrueForAll(indices, index => Load.RunsOf(index) is not { } runs || Load.IsInside(runs, own))) return null;
        var column = place.ConstantColumn is null ? (Load.Unchecked(place.Column) as IndexOf)?.Axis : null;
        if (place.ConstantColumn is { } constant ? constant is < 0 or >= MostColumns : column is not { Bound: Constant { Value: int and > 0 and <= MostColumns } } || own.Guards.Any(guard => guard.Bound.Axes.Contains(column))) return null;

        var loops = own.Loops.Where(loop => loop != column).ToList();
        if (loops.Count == 0 || loops[^1] is not { Kind: AxisKind.Loop, EndsEarly: false } points) return null;
        var form = _forms.Of(place.Row);
        if (_forms.Stride(form, points) is not { IsConstant: true, Offset: 1 }) return null;

        // How far the rows go from the first one on in the inner loop, and what runs through them again.
        var start = _forms.Start(form, AxisSet.Create([points]));
        var picked = _forms.Integers(start).Aggregate(AxisSet.Create([.. _forms.Loops(start)]), (axes, integer) => axes.Union(integer.Axes));
        var again = used.Loops.Where(loop => loop.Id < points.Id && !loop.EndsEarly && loop != column && !_directions.Contains(loop) && (!picked.Contains(loop) || IsToTheEnd(start, points, loop))).ToList();
        if (again.Count == 0 || !Axis.RunOften(again, FewestTimes)) return null;
        var outer = own.Loops.UpTo(again[0].Id - 1);
        if (loops.Any(loop => loop != points && !outer.Contains(loop) && !again.Contains(loop)) || column is not null && outer.Contains(column)) return null;
        if (CountOf(points, start, outer) is not { } count) return null;

        var last = column is null ? place.ConstantColumn!.Value : (int)((Constant)column.Bound).Value! - 1;
        var rows = _graph.Apply(Primitives.IntegerMin, count, Rows(array, place.Length, last));
        var key = (column?.Bound, rows, outer);
        if (!_axes.TryGetValue(key, out var axes))
        {
            var columnAxis = column is null ? null : _graph.Loop(column.Bound, outer, fresh: true);
            _axes.Add(key, axes = (columnAxis, _graph.Loop(rows, columnAxis is null ? outer : outer.Union([columnAxis]), fresh: true)));
        }

        return new Points(axes, outer, place.ConstantColumn ?? 0, place.Length, column is null ? [place.Row] : [place.Column, place.Row]);
    }

    // Whether an outer loop's index is where the inner loop begins, and it ends at the same row all the same: i + 1 + j for j < n - 1 - i.
    private bool IsToTheEnd(Polynomial start, Axis points, Axis loop) =>
        _forms.Stride(start, loop) is { IsConstant: true, Offset: 1 } && End(start, points) is { } end && !_forms.Loops(end).Contains(loop);

    private Polynomial? End(Polynomial start, Axis points) => Polynomial.Sum(start, _forms.Of(Load.Unchecked(points.Bound)));

    // The number of rows from the first one of all, those included that are not read; null if it can't be told, or not before the loops that run through them run.
    private Node? CountOf(Axis points, Polynomial start, AxisSet outer)
    {
        // Rows farther on, those of a batch or of a window: all before them would be copied for nothing.
        if (start.Offset is < 0 or >= MostColumns || _forms.Integers(start).Any() || _forms.Loops(start).Any(outer.Contains)) return null;
        if (start.IsConstant)
            return points.Bound.Axes.Guards.IsEmpty && (outer.ContainsAll(points.Bound.Axes) || _earliness.IsEarly(points.Bound)) ? _graph.Apply(Primitives.Add, _graph.LargestExtent(points, outer), _graph.Constant(start.Offset)) : null;
        return End(start, points) is { } end && !_forms.Loops(end).Any(loop => !outer.Contains(loop)) && _forms.Integers(end).All(node => outer.ContainsAll(node.Axes)) ? _forms.Write(end) : null;
    }

    // The number of rows in the array that have elements up to a column.
    private Node Rows(Node array, int? length, int last)
    {
        Node Extent(int dimension) => _graph.Add(new Length(array, dimension));
        return length is { } known
            ? _graph.Apply(Primitives.IntegerDivide, _graph.Apply(Primitives.Add, Extent(0), _graph.Constant(known - 1 - last)), _graph.Constant(known))
            : _graph.Apply(Primitives.Select, _graph.Apply(Primitives.GreaterThan, Extent(1), _graph.Constant(last)), Extent(0), _graph.Constant(0));
    }

    /// <summary>Points that are run through again and again.</summary>
    /// <param name="Axes">The axes of copies: that of columns, where a loop runs over them, and that of rows.</param>
    /// <param name="Outer">The loops around the copies.</param>
    /// <param name="Constant">The column, where it is a constant.</param>
    /// <param name="Length">The length of rows in a flat array; null in an array of two dimensions.</param>
    /// <param name="Place">The place in the copies.</param>
    private sealed record Points((Axis? Column, Axis Row) Axes, AxisSet Outer, int Constant, int? Length, Node[] Place);
}
