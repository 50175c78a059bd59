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

        public Dictionary<Carry, Final> Finals { get; } = [];

        /// <summary>The last of what the loop results in.</summary>
        public int LastId { get; set; }

        /// <summary>The last of what its iterations hand on.</summary>
        public int LastMade => States.Select(state => state.Next.Id).Concat(Arrays.Select(array => array.Whole.Id)).Max();

        public bool IsReversed { get; set; }
    }

    /// <summary>The cotangent of one state, carried by the reversed loop.</summary>
    private sealed record AdjointState(Carry State, Carry Adjoint);

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

        var backward = _graph.Sequential(axis.Bound);
        _loops.Add(backward, new StateLoop { IsReversed = true });
        AxisSet domain = [.. outer, backward];
        var last = _graph.Apply(Primitives.Subtract, axis.Bound, _graph.Constant(1));
        var index = _graph.Apply(Primitives.Subtract, last, _graph.Add(new IndexOf(backward)));
        var copy = new Substitution(_graph, domain) { FirstInnerId = axis.Id + 1 }.Replace(axis, index);

        var adjoints = new List<AdjointState>();
        foreach (var state in loop.States)
        {
            var read = _graph.Add(new At(state, [axis], [index]));
            copy.Replace(state, read);
            if (!_activity.IsActive(state)) continue;

            var final = loop.Finals.TryGetValue(state, out var node) && _cotangents.Remove(node, out var cotangent) ? Total(node, cotangent) : Zero(state.Type);
            var adjoint = _graph.Add(new Carry(backward, final, outer));
            adjoints.Add(new AdjointState(state, adjoint));
            _stateReads.Add(read, adjoints[^1]);
            Contribute(read, Zero(state.Type), domain);
        }

        // All that is read of an array that the loop makes was there before: it is read of the whole.
        foreach (var array in loop.Arrays) copy.Replace(array, array.Whole);
        var parts = AdjointParts(loop, backward, outer);
        copy.CopyAll([
            .. adjoints.Select(adjoint => adjoint.State.Next), .. pending.SelectMany(value => new[] { value.Node, value.Bar }),
            .. parts.SelectMany(part => part.Part.Indices.Append(part.Part.Value))]);
        foreach (var (state, adjoint) in adjoints) Contribute(copy.Copy(state.Next), adjoint, domain);
        foreach (var (node, bar) in pending) Contribute(copy.Copy(node), copy.Copy(bar), copy.Copy(node).Axes);
        foreach (var (adjoint, part) in parts)
        {
            var value = copy.Copy(part.Value);
            PullElement(value, adjoint, adjoint.ResultAxes, Array.ConvertAll(part.Indices, copy.Copy), domain.Union(value.Axes));
        }
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
        state.Adjoint.Next = _graph.In(bar, state.Adjoint.Axes);
        Contribute(state.State.Initial, _graph.Add(new Final(state.Adjoint)), state.Adjoint.Axes.Except([state.Adjoint.Axis]));
    }

    private Node Zero(Type type) => _graph.Constant(type == typeof(float) ? 0f : (object)0.0);
}
