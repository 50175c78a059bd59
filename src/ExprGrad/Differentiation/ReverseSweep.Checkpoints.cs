using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Loops of whose states not all are kept. The forward loop keeps that of each k-th iteration; the reversed one takes segments of k iterations, from the last: it computes their states again
/// from the one that was kept, and walks them back. n / k + k states are in memory instead of n, and n - n / k iterations run once more. What is computed of the loops' indices is so in the loops around
/// too: it is not worth a loop before them, and an array.
/// </summary>
internal sealed partial class ReverseSweep
{
    /// <summary>The states of a segment, from its start on, and the rows of its arrays.</summary>
    private sealed record SegmentStates(Dictionary<Carry, Scatter> Numbers, Dictionary<Recurrence, Scatter> Rows);

    // How many iterations there are from one state that is kept to the next; null where all are kept.
    private Node? IntervalOf(StateLoop loop)
    {
        if (_checkpoints is null || loop.StateBytes == 0 && loop.Arrays.Count == 0 || !loop.Arrays.TrueForAll(IsHandedOn)) return null;
        var steps = loop.Axis.Bound;
        if (_checkpoints.Interval is { } interval) return interval == 1 || steps is Constant { Value: int known } && known <= interval ? null : _graph.Constant(interval);

        // Where all states fit, with one more for the segment, that is a single iteration. Else the least memory, k = sqrt(n): with more segments, or longer ones, not much less would run again.
        var states = _graph.Apply(Primitives.Add, Convert(steps, typeof(long)), _graph.Constant(1L));
        var fits = _graph.Apply(Primitives.LessThanOrEqual, _graph.Apply(Primitives.Multiply, states, StateBytes(loop)), _graph.Constant(_checkpoints.Bytes!.Value));
        var root = _graph.Apply(Primitives.Ceiling, _graph.Apply(Primitives.Sqrt, Convert(steps, typeof(double))));
        return _graph.Apply(Primitives.Select, fits, _graph.Constant(1), _graph.Apply(Primitives.IntegerMax, Convert(root, typeof(int)), _graph.Constant(1)));
    }

    private BackwardSteps Segments(StateLoop loop, Node interval)
    {
        var (axis, outer) = (loop.Axis, loop.Outer);
        var count = CountOf(axis.Bound, interval);
        var kept = Kept(loop, interval, count);
        var ends = loop.Arrays.ToDictionary(array => array, array => RowsOf(array, Next(count), outer));

        var backward = _graph.Sequential(count);
        var segment = Last(backward, outer);
        var start = _graph.Apply(Primitives.Multiply, segment, interval);
        var length = _graph.Apply(Primitives.IntegerMin, interval, _graph.Apply(Primitives.Subtract, axis.Bound, start));
        var again = Again(loop, kept, segment, _graph.Apply(Primitives.IntegerMin, interval, axis.Bound), start, length, outer.Union([backward]));

        var walk = _graph.Sequential(length);
        // A segment is made in the iteration that walks it back, not in a loop before, from which all of them would have to be kept.
        walk.Leaders = [.. again.Numbers.Values, .. again.Rows.Values];
        var step = Last(walk, outer);
        var index = _graph.Apply(Primitives.Add, start, step);
        backward.Segments = new Segments(axis, interval, StateBytes(loop), _checkpoints!.Bytes, IsWhole: loop.Arrays.Count > 0);
        return new BackwardSteps(
            [backward, walk],
            outer,
            index,
            state => again.Numbers.TryGetValue(state, out var numbers) ? _graph.Add(new At(numbers, numbers.ResultAxes, [step])) : _graph.Add(new At(state, [axis], [index])),
            new SegmentRows(again.Rows, ends, count, segment, length, step));
    }

    // extent / interval, rounded up
    private Node CountOf(Node steps, Node interval)
    {
        if (steps is Constant { Value: int extent } && interval is Constant { Value: int known }) return _graph.Constant((extent / known) + (extent % known > 0 ? 1 : 0));
        var rest = _graph.Apply(Primitives.GreaterThan, _graph.Apply(Primitives.IntegerRemainder, steps, interval), _graph.Constant(0));
        return _graph.Apply(Primitives.Add, _graph.Apply(Primitives.IntegerDivide, steps, interval), _graph.Apply(Primitives.Select, rest, _graph.Constant(1), _graph.Constant(0)));
    }

    // The states at the starts of the segments.
    private SegmentStates Kept(StateLoop loop, Node interval, Node count)
    {
        var outer = loop.Outer;
        var segments = _graph.Dimension(count, outer);
        var rows = loop.Arrays.ToDictionary(array => array, array => RowsOf(array, count, outer));
        var index = IndexOf(loop.Axis, outer);
        var isStart = _graph.Apply(Primitives.Equal, _graph.Apply(Primitives.IntegerRemainder, index, interval), _graph.Constant(0));
        var guard = _graph.Guard(isStart, outer.Union([loop.Axis]));
        var segment = _graph.In(_graph.Apply(Primitives.IntegerDivide, index, interval), guard);
        return new SegmentStates(
            loop.States.Except(loop.Arrayed).ToDictionary(state => state, state => _graph.Add(
                new Scatter([segments], [new Contribution([segment], _graph.In(state, guard), [loop.Axis, guard])], outer) { Stores = true })),
            loop.Arrays.ToDictionary(array => array, array => _graph.Add(
                new Scatter(rows[array], [Row(array, segment, own => _graph.At(array, array.ResultAxes, [index, .. own]), [loop.Axis, guard], outer)], outer) { Stores = true })));
    }

    // The states of a segment once more: the first, and as many as follow from one in it. Of arrays also the one after it, since what steps have stored is not computed a third time.
    private SegmentStates Again(StateLoop loop, SegmentStates kept, Node segment, Node longest, Node start, Node length, AxisSet outer)
    {
        var hasRows = loop.Arrays.Count > 0;
        var places = _graph.Dimension(hasRows ? Next(longest) : longest, outer);
        var rows = loop.Arrays.ToDictionary(array => array, array => RowsOf(array, Next(longest), outer));
        var again = _graph.Sequential(hasRows ? length : _graph.Apply(Primitives.Subtract, length, _graph.Constant(1)));
        _loops.Add(again, new StateLoop { IsReversed = true });
        var step = IndexOf(again, outer);
        var (index, next) = (_graph.Apply(Primitives.Add, start, step), Next(step));

        var copy = new Substitution(_graph, outer.Union([again])) { FirstInnerId = loop.Axis.Id + 1 }.Replace(loop.Axis, index);
        var states = kept.Numbers.ToDictionary(state => state.Key, state => _graph.Add(new Carry(again, _graph.At(state.Value, state.Value.ResultAxes, [segment]), outer)));
        foreach (var state in loop.States) copy.Replace(state, states.TryGetValue(state, out var repeated) ? repeated : _graph.Add(new At(state, [loop.Axis], [index])));
        var arrays = kept.Rows.ToDictionary(array => array.Key, array => _graph.Add(new Recurrence(again, rows[array.Key], array.Key.Type, outer) { IsOfRows = true }));
        foreach (var (array, repeated) in arrays) copy.Replace(array, indices => _graph.At(repeated, repeated.ResultAxes, [step, .. indices[1..]]));

        copy.CopyAll([.. states.Keys.Select(state => state.Next), .. arrays.Keys.SelectMany(array => array.Whole.MadeInLoop).SelectMany(part => part.Indices[1..].Append(part.Value))]);
        foreach (var (state, repeated) in states) repeated.Next = _graph.In(copy.Copy(state.Next), repeated.Axes);
        foreach (var (array, repeated) in arrays)
        {
            var first = Row(array, _graph.Constant(0), own => _graph.At(kept.Rows[array], kept.Rows[array].ResultAxes, [segment, .. own]), AxisSet.Empty, outer);
            repeated.Whole = _graph.Add(new Scatter(repeated.ResultAxes, [first, .. array.Whole.MadeInLoop.Select(Copied)], outer) { Stores = true, Recurrence = repeated });
        }

        return new SegmentStates(
            states.ToDictionary(state => state.Key, state => _graph.Add(new Scatter(
                [places], [new Contribution([_graph.Constant(0)], state.Value.Initial, AxisSet.Empty), new Contribution([next], state.Value.Next, [again])], outer)
            { Stores = true })),
            arrays.ToDictionary(array => array.Key, array => array.Value.Whole));

        Contribution Copied(Contribution part)
        {
            var domain = copy.Rename(part.Domain).Union([again]);
            return new Contribution([next, .. part.Indices[1..].Select(copy.Copy)], _graph.In(copy.Copy(part.Value), outer.Union(domain)), domain);
        }
    }
}
