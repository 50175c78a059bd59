using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Loops of whose states not all are kept. The forward loop keeps that of each k-th iteration; the reversed one takes segments of k iterations, from the last: it computes their states again
/// from the one that was kept, and walks them back. n / k + k states are in memory instead of n, and n - n / k iterations run once more. What is computed of the loops' indices is so in the loops around
/// too: it is not worth a loop before them, and an array.
/// </summary>
internal sealed partial class ReverseSweep
{
    // How many iterations there are from one state that is kept to the next; null where all are kept.
    private Node? IntervalOf(StateLoop loop)
    {
        // An array that a loop makes is there as a whole.
        if (_checkpoints is null || loop.Arrays.Count > 0 || loop.StateBytes == 0) return null;
        var steps = loop.Axis.Bound;
        if (_checkpoints.Interval is { } interval) return interval == 1 || steps is Constant { Value: int known } && known <= interval ? null : _graph.Constant(interval);

        // Where all states fit, a segment is a single iteration. Else the least memory, k = sqrt(n): with more segments, or longer ones, not much less would run again.
        var all = _graph.Apply(Primitives.LessThan, steps, _graph.Constant(FittingStates(loop)!.Value));
        var root = _graph.Apply(Primitives.Ceiling, _graph.Apply(Primitives.Sqrt, Convert(steps, typeof(double))));
        return _graph.Apply(Primitives.Select, all, _graph.Constant(1), Convert(root, typeof(int)));
    }

    // With all states there is one more for the segment.
    private int? FittingStates(StateLoop loop) => _checkpoints?.Bytes is { } bytes ? (int)Math.Clamp(bytes / loop.StateBytes, 1, int.MaxValue) : null;

    private BackwardSteps Segments(StateLoop loop, Node interval)
    {
        var (axis, outer) = (loop.Axis, loop.Outer);
        var count = CountOf(axis.Bound, interval);
        var kept = Kept(loop, interval, _graph.Dimension(count, outer));

        var backward = _graph.Sequential(count);
        var segment = Last(backward, outer);
        var start = _graph.Apply(Primitives.Multiply, segment, interval);
        var length = _graph.Apply(Primitives.IntegerMin, interval, _graph.Apply(Primitives.Subtract, axis.Bound, start));
        var states = Again(loop, _graph.Apply(Primitives.IntegerMin, interval, axis.Bound), start, length, state => _graph.At(kept[state], kept[state].ResultAxes, [segment]), outer.Union([backward]));

        var walk = _graph.Sequential(length);
        walk.Leaders = [.. states.Values];
        var step = Last(walk, outer);
        var index = _graph.Apply(Primitives.Add, start, step);
        // Together with what it carries, which is set when that is known: a segment is made in the iteration that walks it back, not in a loop before, from which all of them would have to be kept.
        backward.Segments = new Segments(axis, interval, loop.StateBytes, FittingStates(loop));
        return new BackwardSteps([backward, walk], outer, index, state => states.TryGetValue(state, out var again)
            ? _graph.Add(new At(again, again.ResultAxes, [step]))
            : _graph.Add(new At(state, [axis], [index])));
    }

    // extent / interval, rounded up
    private Node CountOf(Node steps, Node interval)
    {
        if (steps is Constant { Value: int extent } && interval is Constant { Value: int known }) return _graph.Constant((extent / known) + (extent % known > 0 ? 1 : 0));
        var rest = _graph.Apply(Primitives.GreaterThan, _graph.Apply(Primitives.IntegerRemainder, steps, interval), _graph.Constant(0));
        return _graph.Apply(Primitives.Add, _graph.Apply(Primitives.IntegerDivide, steps, interval), _graph.Apply(Primitives.Select, rest, _graph.Constant(1), _graph.Constant(0)));
    }

    // The states at the starts of the segments.
    private Dictionary<Carry, Scatter> Kept(StateLoop loop, Node interval, Axis segments)
    {
        var index = IndexOf(loop.Axis, loop.Outer);
        var isStart = _graph.Apply(Primitives.Equal, _graph.Apply(Primitives.IntegerRemainder, index, interval), _graph.Constant(0));
        var guard = _graph.Guard(isStart, loop.Outer.Union([loop.Axis]));
        var segment = _graph.In(_graph.Apply(Primitives.IntegerDivide, index, interval), guard);
        return loop.States.Except(loop.Arrayed).ToDictionary(state => state, state => _graph.Add(
            new Scatter([segments], [new Contribution([segment], _graph.In(state, guard), [loop.Axis, guard])], loop.Outer) { Stores = true }));
    }

    // The states of a segment once more: the first, and as many as follow from one in it.
    private Dictionary<Carry, Scatter> Again(StateLoop loop, Node longest, Node start, Node length, Func<Carry, Node> first, AxisSet outer)
    {
        var places = _graph.Dimension(longest, outer);
        var again = _graph.Sequential(_graph.Apply(Primitives.Subtract, length, _graph.Constant(1)));
        _loops.Add(again, new StateLoop { IsReversed = true });
        var step = IndexOf(again, outer);
        var index = _graph.Apply(Primitives.Add, start, step);
        var copy = new Substitution(_graph, outer.Union([again])) { FirstInnerId = loop.Axis.Id + 1 }.Replace(loop.Axis, index);
        var states = loop.States.Except(loop.Arrayed).ToDictionary(state => state, state => _graph.Add(new Carry(again, first(state), outer)));
        foreach (var state in loop.States) copy.Replace(state, states.TryGetValue(state, out var repeated) ? repeated : _graph.Add(new At(state, [loop.Axis], [index])));
        copy.CopyAll(states.Keys.Select(state => state.Next));
        var next = _graph.Apply(Primitives.Add, step, _graph.Constant(1));
        foreach (var (state, repeated) in states) repeated.Next = _graph.In(copy.Copy(state.Next), repeated.Axes);
        return states.ToDictionary(state => state.Key, state => _graph.Add(new Scatter(
            [places], [new Contribution([_graph.Constant(0)], state.Value.Initial, AxisSet.Empty), new Contribution([next], state.Value.Next, [again])], outer)
        { Stores = true }));
    }
}
