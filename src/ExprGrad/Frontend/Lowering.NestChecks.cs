using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// Checks in branches that are known before anything is computed, as in a loop with a condition on its index. Outside of the loops a question is asked: where the answer is yes, nothing can fail in
/// them, whatever branches are taken. Where it is no, all of it is checked, in loops that run for nothing else.
/// </summary>
internal sealed partial class Lowering
{
    private readonly Dictionary<(AxisSet Around, Axis Outermost), NestChecks> _nestChecks = [];

    /// <summary>Nodes that must be evaluated even if nothing uses them, because C# would: checks, opaque calls, whatever may throw.</summary>
    public IReadOnlyList<Node> AllEffects()
    {
        var effects = new List<Node>(_effects);
        foreach (var checks in _nestChecks.Values.Reverse()) effects.InsertRange(checks.Place, checks.InLoops(Graph));
        return [.. effects.Distinct()];
    }

    /// <summary>Whether an operand needs no check where it is, because it is checked outside of its loops.</summary>
    /// <param name="outside">What the question must be outside of.</param>
    /// <param name="question">Whether nothing can fail in the loops of a nest; null if that can't be told.</param>
    /// <param name="check">The check, of operands in the current scope.</param>
    /// <param name="operands">What is checked.</param>
    private bool IsCheckedBeforeNest(AxisSet outside, Func<AxisSet, Node?> question, Primitive check, params Node[] operands)
    {
        if (_isFormula || _scope.Guards.IsEmpty || _scope.Loops.IsEmpty || !IsEarly(operands)) return false;
        var nest = InnerNest(outside);
        var around = _scope.Except(nest);
        if (nest.Guards.IsEmpty || question(nest) is not { } cannotFail || !around.ContainsAll(cannotFail.Axes)) return false;
        if (!_nestChecks.TryGetValue((around, nest[0]), out var checks)) _nestChecks.Add((around, nest[0]), checks = new NestChecks(around, nest[0], _effects.Count));
        checks.Add(Graph.Apply(check, [Graph.In(Enter(operands[0]), _scope), .. operands[1..].Select(Enter)]), cannotFail);
        return true;
    }

    private bool IsCheckedBeforeNest(Node index, Node length) => IsCheckedBeforeNest(
        length.Axes, nest => EarlyExtremes(index, nest) is var (low, high) ? IsRange(low, high, length) : null, Primitives.CheckIndex, index, length);

    // The lengths of arrays that are not there are zero.
    private bool IsCheckedBeforeNest(Primitive check, Node reference, Node[] operands) => BeforeBranches(reference) is var array && array.Type.IsArray && IsCheckedBeforeNest(
        array.Axes, _ => Graph.Apply(Primitives.GreaterThan, Graph.Add(new Length(array, dimension: 0)), Graph.Constant(0)), check, operands);

    private bool IsCountedBeforeNest(Node count) => IsCheckedBeforeNest(
        count.Axes, _ => Graph.Apply(Primitives.GreaterThanOrEqual, count, Graph.Constant(0)), Primitives.CheckCount, count);

    private Node IsRange(Node low, Node high, Node length)
    {
        var isBelow = Graph.Apply(Primitives.LessThan, high, Graph.Apply(Primitives.Convert(typeof(long)), length));
        return low is Constant { Value: 0L } ? isBelow : Graph.Apply(Primitives.And, Graph.Apply(Primitives.GreaterThanOrEqual, low, Graph.Constant(0L)), isBelow);
    }

    /// <summary>The checks in one nest of loops.</summary>
    /// <param name="around">The axes around the nest.</param>
    /// <param name="outermost">The outermost loop of the nest.</param>
    /// <param name="place">The number of effects before them.</param>
    private sealed class NestChecks(AxisSet around, Axis outermost, int place)
    {
        private readonly HashSet<Node> _checks = [];
        private readonly HashSet<Node> _answers = [];

        public int Place { get; } = place;

        public void Add(Node check, Node cannotFail)
        {
            if (_checks.Add(check)) _answers.Add(cannotFail);
        }

        /// <summary>The checks in loops of their own, which don't run if none of them can fail.</summary>
        public IEnumerable<Node> InLoops(Graph graph)
        {
            var cannotFail = _answers.Aggregate((a, b) => graph.Apply(Primitives.And, a, b));
            var loop = graph.Loop(graph.Apply(Primitives.Select, cannotFail, graph.Constant(0), outermost.Bound), around);
            var nest = new Substitution(graph, around.Union([loop])) { FirstInnerId = outermost.Id }.Replace(outermost, loop);
            nest.CopyAll(_checks);
            return [.. _checks.Select(nest.Copy)];
        }
    }
}
