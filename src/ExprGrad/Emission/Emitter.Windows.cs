using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Gradients whose elements are completed one after the other: a store for each, where others take a clear and an addition for each contribution.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<ArrayOutput, WindowCode> _windows = [];

    private void BeginWindows(LoopItem loop, EmissionContext at)
    {
        foreach (var (output, window) in _schedule.Windows.Where(window => window.Value.Loop == loop))
        {
            var access = _outputs[output.Of];
            var element = access.Span!.Type.GetGenericArguments()[0];
            if (!_signature.IsZero(output))
            {
                at.Code.Add(Expression.Call(
                    typeof(Arguments), nameof(Arguments.ClearOutside), [element],
                    access.Span, Value(loop.Axis.Bound, at), Expression.Constant(window.First), Expression.Constant(window.Last)));
            }

            var pending = new ParameterExpression[window.Width];
            for (var i = 0; i < pending.Length; i++)
            {
                pending[i] = Variable(element, "pending");
                at.Code.Add(Expression.Assign(pending[i], Expression.Default(element)));
            }

            _windows.Add(output, new WindowCode(output, window, pending));
        }
    }

    private void AddToWindow(WindowCode window, Node index, Expression value, EmissionContext body)
    {
        var (sums, pending) = (window.Sums, window.Pending);
        sums.Add(window.OffsetOf(index), value);
        if (!sums.IsComplete) return;

        // The first element is complete; the others move up.
        body.Code.Add(WriteComplete(window, body.Index(window.Loop.Axis), 0, WindowSums.Plus(pending.ElementAtOrDefault(0), sums[0])!));
        for (var i = 0; i < pending.Count; i++) body.Code.Add(Expression.Assign(pending[i], WindowSums.Plus(pending.ElementAtOrDefault(i + 1), sums[i + 1])!));
    }

    private void EndWindows(LoopItem loop, EmissionContext at)
    {
        foreach (var window in _windows.Values.Where(window => window.Loop == loop)) EndWindow(window, Value(loop.Axis.Bound, at), at);
    }

    private void EndWindow(WindowCode window, Expression count, EmissionContext at)
    {
        if (window.Pending.Count == 0) return;
        var last = window.Pending.Select((element, i) => WriteComplete(window, count, i, element));
        at.Code.Add(Expression.IfThen(Expression.GreaterThan(count, None), Void([.. last])));
    }

    private Expression WriteComplete(WindowCode window, Expression index, int place, Expression value)
    {
        var (access, element) = (_outputs[window.Output.Of], Integers.Sum(index, Expression.Constant(window.First + place)));
        return _signature.Accumulates(window.Output) ? access.Add([element], value) : access.Write([element], value);
    }

    /// <summary>The incomplete elements of one output while its loop's code is written.</summary>
    /// <param name="output">The gradient.</param>
    /// <param name="window">Which of its elements they are.</param>
    /// <param name="pending">The variables that hold the incomplete elements between two iterations, from the smallest index.</param>
    private sealed class WindowCode(ArrayOutput output, Window window, IReadOnlyList<ParameterExpression> pending)
    {
        public ArrayOutput Output => output;

        public LoopItem Loop => window.Loop;

        /// <summary>The smallest distance of an element from the loop's index.</summary>
        public int First => window.First;

        /// <summary>The variables of the elements that are incomplete between two iterations.</summary>
        public IReadOnlyList<ParameterExpression> Pending => pending;

        /// <summary>What an iteration contributes, where they run one at a time.</summary>
        public WindowSums Sums { get; } = new(window.First, window.Width, output.Contributions.Length);

        /// <summary>The distance of a contribution's element from the loop's index.</summary>
        public int OffsetOf(Node index) => Window.Offset(index, window.Loop.Axis)!.Value;
    }
}
