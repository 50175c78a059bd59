using System.Runtime.CompilerServices;
using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Loops that carry state. The body is copied into a new sequential axis that runs backwards; the copy reads each iteration's state where the
/// forward loop kept it, and the state's cotangent is what the new loop carries.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly Dictionary<Axis, StateLoop> _loops = [];
    private readonly Dictionary<Node, AdjointState> _stateReads = [];
    private int _scanned;

    private sealed class StateLoop
    {
        public List<Carry> States { get; } = [];

        public List<Recurrence> Arrays { get; } = [];

        public Axis Axis => States.Count > 0 ? States[0].Axis : Arrays[0].Axis;

        /// <summary>The axes around the loop.</summary>
        public AxisSet Outer => (States.Count > 0 ? States[0].Axes : Arrays[0].Steps).Except([Axis]);

        /// <summary>Of the states those of which the function reads any iteration's: all are in memory.</summary>
        public HashSet<Carry> Arrayed { get; } = [];

        public Dictionary<Carry, Final> Finals { get; } = [];

        /// <summary>The last of what the loop results in.</summary>
        public int LastId { get; set; }

        /// <summary>The last of what its iterations hand on.</summary>
        public int LastMade => States.Select(state => state.Next.Id).Concat(Arrays.Select(array => array.Whole.Id)).Max();

        /// <summary>The size of what is in memory only for the derivative, of one iteration.</summary>
        public int StateBytes => States.Except(Arrayed).Sum(state => RuntimeHelpers.SizeOf(state.Type.TypeHandle));

        public bool IsReversed { get; set; }
    }

    /// <summary>The iterations of a loop against their order.</summary>
    /// <param name="Axes">The loops that run through them, outermost first.</param>
    /// <param name="Outer">The axes around these.</param>
    /// <param name="Index">Which iteration it is.</param>
    /// <param name="StateAt">The state at its start.</param>
    /// <param name="Rows">Where the rows of arrays are, if not all are kept.</param>
    private sealed record BackwardSteps(Axis[] Axes, AxisSet Outer, Node Index, Func<Carry, Node> StateAt, SegmentRows? Rows = null)
    {
        public AxisSet Domain { get; } = [.. Outer, .. Axes];
    }

    /// <summary>The cotangent of one state, carried by each of the reversed loops, outermost first.</summary>
    private sealed record AdjointState(Carry State, Carry[] Adjoints);

    // The unreversed loop that the node is part of, or ends.
    private StateLoop? LoopAround(Node node)
    {
        // One real state makes the loop one to reverse, with its other states, whichever comes first.
        for (var id = _scanned; id < _graph.Nodes.Count; id++)
        {
            if (StepsOf(_graph.Nodes[id]) is { } steps && _activity.IsActive(_graph.Nodes[id])) _loops.TryAdd(steps, new StateLoop());
        }

        for (; _scanned < _graph.Nodes.Count; _scanned++)
        {
            if (_graph.Nodes[_scanned] is Carry state && _loops.TryGetValue(state.Axis, out var loop))
            {
                loop.States.Add(state);
            }
            else if (_graph.Nodes[_scanned] is Recurrence array && _loops.TryGetValue(array.Axis, out var making))
            {
                making.Arrays.Add(array);
            }
            else if (_graph.Nodes[_scanned] is At read && In.Through(read.Value) is Carry all && Array.IndexOf(read.Replaced, all.Axis) >= 0 && _loops.TryGetValue(all.Axis, out var kept))
            {
                kept.Arrayed.Add(all);
            }
            else if (_graph.Nodes[_scanned] is Final final && _loops.TryGetValue(final.Carry.Axis, out var ended))
            {
                ended.Finals.Add(final.Carry, final);
                ended.LastId = final.Id;
            }
        }

        if (EndOf(node) is { } last && _loops.TryGetValue(last, out var finished) && !finished.IsReversed) return finished;
        foreach (var axis in node.Axes.Loops)
        {
            if (_loops.TryGetValue(axis, out var around) && !around.IsReversed && node.Id <= Math.Max(around.LastId, around.LastMade)) return around;
        }

        return null;
    }

    private static Axis? StepsOf(Node node) => node switch
    {
        Carry carry => carry.Axis,
        Recurrence array => array.Axis,
        _ => null,
    };

    // The loop whose result the node is.
    private static Axis? EndOf(Node node) => node switch
    {
        Final final => final.Carry.Axis,
        Scatter { Recurrence: { } array } => array.Axis,
        _ => null,
    };

    private void ReverseLoop(StateLoop loop)
    {
        loop.IsReversed = true;
        var (axis, outer) = (loop.Axis, loop.Outer);
        var pending = Pending(loop, axis);

        var steps = IntervalOf(loop) is { } interval ? Segments(loop, interval) : Steps(loop);
        foreach (var backward in steps.Axes) _loops.Add(backward, new StateLoop { IsReversed = true });
        var domain = steps.Domain;
        var copy = new Substitution(_graph, domain) { FirstInnerId = axis.Id + 1 }.Replace(axis, steps.Index);

        var adjoints = new List<AdjointState>();
        foreach (var state in loop.States)
        {
            var read = steps.StateAt(state);
            copy.Replace(state, read);
            if (!_activity.IsActive(state)) continue;

            var final = loop.Finals.TryGetValue(state, out var node) && _cotangents.Remove(node, out var cotangent) ? Total(node, cotangent) : Zero(state.Type);
            adjoints.Add(new AdjointState(state, CarryBack(final, steps)));
            _stateReads.Add(read, adjoints[^1]);
            Contribute(read, Zero(state.Type), domain);
        }

        // All that is read of an array that the loop makes was there before: it is read of the whole, or of the segment's rows.
        foreach (var array in loop.Arrays)
        {
            if (steps.Rows is { } rows) copy.Replace(array, indices => _graph.At(rows.Again[array], rows.Again[array].ResultAxes, [rows.Step, .. indices[1..]]));
            else copy.Replace(array, array.Whole);
        }

        if (steps.Axes[0].Segments is not null) steps.Axes[0].Leaders = adjoints.ConvertAll(adjoint => adjoint.Adjoints[0]);
        var parts = AdjointParts(loop, steps);
        copy.CopyAll([
            .. adjoints.Select(adjoint => adjoint.State.Next), .. pending.SelectMany(value => new[] { value.Node, value.Bar }),
            .. parts.SelectMany(part => part.Part.Indices.Append(part.Part.Value))]);
        foreach (var (state, adjoint) in adjoints) Contribute(copy.Copy(state.Next), adjoint[^1], domain);
        foreach (var (node, bar) in pending)
        {
            // The copy of what is the same in all iterations does not vary over them: it gets the cotangents of all.
            var value = copy.Copy(node);
            Contribute(value, copy.Copy(bar), domain.Union(value.Axes));
        }

        foreach (var (array, adjoint, part) in parts)
        {
            var (value, indices) = (copy.Copy(part.Value), Array.ConvertAll(part.Indices, copy.Copy));
            if (steps.Rows is { } made) indices[0] = Next(made.Step);
            PullElement(value, adjoint, adjoint.ResultAxes, indices, domain.Union(value.Axes));
            if (part.Domain.Guards.IsEmpty && value.Axes.Contains(steps.Axes[0])) Store(value, array, indices);
        }
    }

    // One after the other, from the last. Where sums keep their order, all is computed in the loops around, as in segments: what is the same in all of their iterations would else have its cotangents added up first.
    private BackwardSteps Steps(StateLoop loop)
    {
        var backward = _graph.Sequential(loop.Axis.Bound);
        var index = Last(backward, _mode == FloatMode.Strict ? loop.Outer : AxisSet.Empty);
        return new BackwardSteps([backward], loop.Outer, index, state => _graph.Add(new At(state, [loop.Axis], [index])));
    }

    // extent - 1 - index
    private Node Last(Axis backward, AxisSet outer) =>
        _graph.Apply(Primitives.Subtract, _graph.Apply(Primitives.Subtract, backward.Bound, _graph.Constant(1)), IndexOf(backward, outer));

    private Node IndexOf(Axis axis, AxisSet outer) => _graph.In(_graph.Add(new IndexOf(axis)), outer);

    private Carry[] CarryBack(Node cotangent, BackwardSteps steps)
    {
        var outer = steps.Outer;
        var adjoints = new List<Carry>();
        foreach (var axis in steps.Axes)
        {
            adjoints.Add(_graph.Add(new Carry(axis, cotangent, outer)));
            (cotangent, outer) = (adjoints[^1], outer.Union([axis]));
        }

        return [.. adjoints];
    }

    // Cotangents that reach into the loop from outside: of values that were stored in each iteration.
    private List<(Node Node, Node Bar)> Pending(StateLoop loop, Axis axis)
    {
        var inside = _cotangents.Keys.Where(node => node is not Final && node.Axes.Contains(axis) || node is Carry carry && loop.States.Contains(carry)).ToList();
        return inside.ConvertAll(node =>
        {
            _cotangents.Remove(node, out var cotangent);
            return (node, Total(node, cotangent!));
        });
    }

    // All that reads the state in the reversed loop has been visited: this is what the iteration hands to the one before.
    private void CloseState(AdjointState state, Node bar)
    {
        foreach (var adjoint in state.Adjoints.Reverse())
        {
            adjoint.Next = _graph.In(bar, adjoint.Axes);
            bar = _graph.Add(new Final(adjoint));
        }

        var outermost = state.Adjoints[0];
        Contribute(state.State.Initial, bar, outermost.Axes.Except([outermost.Axis]));
    }

    private Node Zero(Type type) => _graph.Constant(type == typeof(float) ? 0f : (object)0.0);
}
