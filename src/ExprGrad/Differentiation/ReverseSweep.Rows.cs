using System.Runtime.CompilerServices;
using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Arrays that a loop hands on, walked back in segments. The rows of a segment, and those of its cotangents, are in arrays of as many rows; the cotangents of the row between two segments are handed
/// from the one to the one before it, in an array with a row for each.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly Dictionary<Scatter, HandedRows> _handed = [];

    // Rows of arrays that don't vary with the inputs: what is made of a recurrence is taken to vary, since it is not known yet what of.
    private readonly HashSet<Scatter> _constantRows = [];

    // Of arrays that are walked back in segments the cotangents of their seeds.
    private readonly Dictionary<Scatter, Scatter> _seedBars = [];

    /// <summary>What the loops that walk segments back know of the rows.</summary>
    /// <param name="Again">The rows of a segment, that of the next segment's start included.</param>
    /// <param name="Ends">The axes of an array that has a row for the start of each segment and one for the end of the last.</param>
    /// <param name="Count">How many segments there are.</param>
    /// <param name="Segment">Which one it is.</param>
    /// <param name="Length">How many iterations it has.</param>
    /// <param name="Step">Which one of these it is.</param>
    private sealed record SegmentRows(Dictionary<Recurrence, Scatter> Again, Dictionary<Recurrence, Axis[]> Ends, Node Count, Node Segment, Node Length, Node Step);

    /// <summary>Cotangents that go from segment to segment.</summary>
    /// <param name="Array">The array whose rows they are of.</param>
    /// <param name="Ends">Those of the rows between segments.</param>
    /// <param name="Uses">What uses of the last row add to them.</param>
    /// <param name="Rows">Where they are.</param>
    private sealed record HandedRows(Recurrence Array, Recurrence Ends, Contribution[] Uses, SegmentRows Rows);

    // Whether steps read the row before, and all else the last one.
    private bool IsHandedOn(Recurrence array) => array.IsOfRows && (!_cotangents.TryGetValue(array.Whole, out var cotangent)
        || !cotangent.ByDomain.Any() && cotangent.Scattered.All(read =>
            read.Axes.AsSpan().SequenceEqual(array.ResultAxes) && read.Contributions.All(part => In.Through(part.Indices[0]) == In.Through(array.Axis.Bound))));

    // The array of the cotangents of a segment's rows.
    private Recurrence AdjointRows(Recurrence array, BackwardSteps steps, SegmentRows rows)
    {
        var (backward, walk) = (steps.Axes[0], steps.Axes[1]);
        var again = rows.Again[array];
        Contribution[] uses = [];
        if (_cotangents.TryGetValue(array.Whole, out var cotangent))
            uses = [.. cotangent.Scattered.SelectMany(read => read.Contributions).Select(part => part with { Indices = [_graph.In(rows.Count, part.Indices[0].Axes), .. part.Indices[1..]] })];
        var ends = _graph.Add(new Recurrence(backward, rows.Ends[array], array.Type, steps.Outer));
        var adjoint = _graph.Add(new Recurrence(walk, again.ResultAxes, array.Type, again.Outer));
        backward.Leaders = [.. backward.Leaders, ends];
        _adjointArrays.Add(again, adjoint);
        _handed.Add(again, new HandedRows(array, ends, uses, rows));
        Reach(again);
        return adjoint;
    }

    // What the next segment has handed to this one: the cotangents of the row after its last iteration.
    private Contribution FromNext(HandedRows handed, Scatter again) =>
        Row(handed.Array, handed.Rows.Length, own => _graph.At(handed.Ends, handed.Ends.ResultAxes, [Next(handed.Rows.Segment), .. own]), AxisSet.Empty, again.Outer);

    // What this segment hands to the one before, and the first one to the seed.
    private void CloseEnds(HandedRows handed, Scatter bars)
    {
        var ends = handed.Ends;
        var first = Row(handed.Array, handed.Rows.Segment, own => _graph.At(bars, bars.ResultAxes, [_graph.Constant(0), .. own]), [ends.Axis], ends.Outer);
        ends.Whole = _graph.Add(new Scatter(ends.ResultAxes, [.. handed.Uses, first], ends.Outer) { Recurrence = ends });
        _seedBars.Add(handed.Array.Whole, ends.Whole);
    }

    // The dimensions of an array of so many rows.
    private Axis[] RowsOf(Recurrence array, Node count, AxisSet outer)
    {
        var rows = _graph.Dimension(count, outer);
        return [rows, .. AlongRow(array, outer.Union([rows]), _graph.Dimension)];
    }

    // Axes of the extents that a row has; those of rows in rows follow from the ones before.
    private Axis[] AlongRow(Recurrence array, AxisSet scope, Func<Node, AxisSet, Axis> make)
    {
        var copy = new Substitution(_graph, scope);
        return [.. array.ResultAxes[1..].Select(dimension =>
        {
            var axis = make(copy.Copy(dimension.Bound), scope);
            scope = scope.Union([axis]);
            copy.Replace(dimension, _graph.Add(new IndexOf(axis)));
            return axis;
        })];
    }

    // All elements of a row.
    private Contribution Row(Recurrence array, Node row, Func<Node[], Node> element, AxisSet domain, AxisSet outer)
    {
        var loops = AlongRow(array, outer.Union(domain), (extent, scope) => _graph.Loop(extent, scope));
        Node[] own = [.. loops.Select(loop => _graph.Add(new IndexOf(loop)))];
        var within = domain.Union([.. loops]);
        return new Contribution([row, .. own], _graph.In(element(own), outer.Union(within)), within);
    }

    private Node Next(Node index) => _graph.Apply(Primitives.Add, index, _graph.Constant(1));

    // The memory that the state of an iteration takes: of rows in rows that of the longest.
    private Node StateBytes(StateLoop loop)
    {
        Node? total = loop.StateBytes > 0 ? _graph.Constant((long)loop.StateBytes) : null;
        foreach (var array in loop.Arrays)
        {
            Node bytes = _graph.Constant((long)RuntimeHelpers.SizeOf(array.Type.TypeHandle));
            foreach (var dimension in array.ResultAxes[1..]) bytes = Product(bytes, _graph.LargestExtent(dimension, array.Outer));
            total = total is null ? bytes : Sum(total, bytes);
        }

        return total!;
    }

    // Constants taken together, so that the report can tell them.
    private Node Product(Node bytes, Node count) => (bytes, count) is (Constant { Value: long size }, Constant { Value: int times }) ? _graph.Constant(size * times)
        : _graph.Apply(Primitives.Multiply, bytes, Convert(count, typeof(long)));

    private Node Sum(Node a, Node b) => (a, b) is (Constant { Value: long x }, Constant { Value: long y }) ? _graph.Constant(x + y) : _graph.Apply(Primitives.Add, a, b);
}
