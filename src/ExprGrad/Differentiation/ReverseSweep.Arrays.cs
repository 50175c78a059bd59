using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Arrays that a loop makes and reads. The reversed loop makes the array of the cotangents in the same way: it starts from those of the uses outside; the iteration
/// that reverses another reads the cotangents of the elements which that one made, to which no later one adds, and adds to those of the elements which it read.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly Dictionary<Scatter, Recurrence> _adjointArrays = [];
    private readonly Dictionary<Node, Node> _stored = [];

    // What the iterations of the loop contribute to arrays, each with the array of its cotangents.
    private List<(Scatter Array, Recurrence Adjoint, Contribution Part)> AdjointParts(StateLoop loop, BackwardSteps steps)
    {
        var parts = new List<(Scatter, Recurrence, Contribution)>();
        foreach (var array in loop.Arrays)
        {
            var whole = array.Whole;
            if (Reach(whole) is null)
            {
                if (steps.Rows is not null) _constantRows.Add(steps.Rows.Again[array]);
                continue;
            }

            if (steps.Rows is { } rows)
            {
                var adjointRows = AdjointRows(array, steps, rows);
                parts.AddRange(whole.MadeInLoop.Select(part => (rows.Again[array], adjointRows, part)));
            }
            else
            {
                var adjoint = _graph.Add(new Recurrence(steps.Axes[0], whole.ResultAxes, whole.Type, steps.Outer));
                _adjointArrays.Add(whole, adjoint);
                parts.AddRange(whole.MadeInLoop.Select(part => (whole, adjoint, part)));
            }

            // It may have been taken out of the queue, and is visited once the reversed loop has been.
            _pending.Enqueue(whole, -whole.Id);
        }

        return parts;
    }

    /// <summary>All that read the array has been visited.</summary>
    private void CloseArray(Scatter array, Recurrence adjoint, Cotangent cotangent)
    {
        AxisSet elements = [.. array.ResultAxes];
        Node[] own = [.. array.ResultAxes.Select(axis => _graph.Add(new IndexOf(axis)))];
        var contributions = new List<Contribution>();
        foreach (var (domain, value) in cotangent.ByDomain) contributions.Add(new Contribution(own, value, domain.Except(array.Outer)));
        foreach (var (axes, parts) in cotangent.Scattered)
        {
            if (axes.AsSpan().SequenceEqual(array.ResultAxes)) contributions.AddRange(parts);
            else contributions.Add(new Contribution(own, SumsOf(array, axes, parts), elements));
        }

        var handed = _handed.GetValueOrDefault(array);
        if (handed is not null) contributions.Add(FromNext(handed, array));
        else if (contributions.Count == 0) contributions.Add(new Contribution(own, _graph.In(Zero(array.Type), elements), elements));
        var bar = adjoint.Whole = _graph.Add(new Scatter(array.ResultAxes, [.. contributions], array.Outer) { Recurrence = adjoint });
        if (handed is not null) CloseEnds(handed, bar);
        else PullSeeds(array, bar);
    }

    private void PullSeeds(Scatter array, Scatter bars)
    {
        foreach (var part in array.MadeBefore) PullElement(part.Value, bars, bars.ResultAxes, part.Indices, array.Place(part));
    }

    // The value that the reversed loop computes once more is the element that the loop has written, but for the last bits. Derivatives that choose compare a result with its operands: there they must be those
    // of one computation.
    private void Store(Node value, Scatter array, Node[] indices)
    {
        if (!array.Stores || value is not Apply { Primitive.Class: DerivativeClass.Elementwise } || Recomputation.IsCheap(value)) return;
        var read = _graph.At(array, array.ResultAxes, indices);
        if (value.Axes.ContainsAll(read.Axes)) _stored[value] = read;
    }

    // Hands on the cotangent of the element that a value was contributed to; read only where it was written: a branch that is not taken may have no place in the array.
    private void PullElement(Node value, Node bars, Axis[] axes, Node[] indices, AxisSet domain)
    {
        var bar = _graph.At(bars, axes, Array.ConvertAll(indices, index => _graph.In(index, domain.Guards)));
        // Elements that were not read get nothing.
        _strongZeros.MarkSelected(bar);
        Contribute(value, bar, domain);
    }
}
