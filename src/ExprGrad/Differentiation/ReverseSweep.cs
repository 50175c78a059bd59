using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Reverse mode on the graph: visits the nodes against their order and hands each one's cotangent on to its operands.
/// A contribution has the axes of the node that made it; those that the operand lacks are summed over when the operand is visited.
/// </summary>
internal sealed partial class ReverseSweep
{
    private readonly Graph _graph;
    private readonly Activity _activity;
    private readonly RuleLowering _rules;
    private readonly StrongZeros _strongZeros;
    private readonly Extremes _extremes;
    private readonly Dictionary<Node, Cotangent> _cotangents = [];
    private readonly PriorityQueue<Node, int> _pending = new();
    private readonly Dictionary<Slot, Node> _scalars = [];
    private readonly Dictionary<Slot, List<Contribution>> _arrays = [];

    private readonly FloatMode _mode;
    private readonly Checkpoints? _checkpoints;

    // Loops whose iterations have cotangents of their own: none is summed over.
    private AxisSet _apart = AxisSet.Empty;
    private Consumers _consumers = new([]);

    /// <summary>Prepares the reverse sweep.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="activity">What varies with the inputs.</param>
    /// <param name="rules">The derivatives of primitives.</param>
    /// <param name="mode">Whether identities of finite numbers may be used.</param>
    /// <param name="checkpoints">Which states of loops are kept; null for all.</param>
    public ReverseSweep(Graph graph, Activity activity, RuleLowering rules, FloatMode mode, Checkpoints? checkpoints = null)
    {
        (_graph, _activity, _rules, _mode, _checkpoints) = (graph, activity, rules, mode, checkpoints);
        _strongZeros = new StrongZeros(graph);
        _extremes = new Extremes(graph);
    }

    /// <summary>The gradient of the output, a real scalar, times the seed.</summary>
    public Gradient Run(Node output, Node seed)
    {
        _consumers = new Consumers(LiveNodes.Of(new Program(_graph) { Value = output }));
        Contribute(output, seed, output.Axes);
        while (_pending.TryDequeue(out var node, out _))
        {
            // A loop that carries state is run backwards as a whole, before any of its nodes is visited by itself.
            if (LoopAround(node) is { } loop) ReverseLoop(loop);
            else if (_cotangents.Remove(node, out var cotangent)) Visit(node, cotangent);
        }

        return new Gradient(_scalars, _arrays.ToDictionary(array => array.Key, array => array.Value.ToArray()), _stored);
    }

    /// <summary>The gradients of numbers, one for each iteration of the loops that the output varies over: the loops are in the domain of each contribution.</summary>
    public Gradient RunEach(Node output, AxisSet loops)
    {
        _apart = loops;
        return Run(output, _graph.Constant(output.Type == typeof(float) ? 1f : (object)1.0));
    }

    /// <summary>Adds to the cotangent of an operand; the domain is that of the node which uses it.</summary>
    private void Contribute(Node operand, Node value, AxisSet domain)
    {
        if (Reach(operand) is { } cotangent) cotangent.Add(value, domain.Union(_apart));
    }

    private Cotangent? Reach(Node operand)
    {
        if (!_activity.IsActive(operand)) return null;
        if (!_cotangents.TryGetValue(operand, out var cotangent))
        {
            _cotangents.Add(operand, cotangent = new Cotangent(_strongZeros));
            _pending.Enqueue(operand, -operand.Id);
        }

        return cotangent;
    }

    private void Visit(Node node, Cotangent cotangent)
    {
        switch (node)
        {
            case Load load:
                VisitLoad(load, cotangent);
                break;
            case At at when _stateReads.TryGetValue(at, out var adjoint):
                CloseState(adjoint, Total(node, cotangent));
                break;
            case At at:
                VisitAt(at, cotangent);
                break;
            case Scatter array when _adjointArrays.TryGetValue(array, out var bars):
                CloseArray(array, bars, cotangent);
                break;
            case Scatter array when _constantRows.Contains(array):
                break;
            case Scatter array when _seedBars.TryGetValue(array, out var bars):
                PullSeeds(array, bars);
                break;
            case Parameter parameter:
                _scalars.Add(parameter.Slot, Total(node, cotangent));
                break;
            default:
                if (Total(node, cotangent) is var bar && !CotangentAlgebra.IsConstant(bar, 0)) Pull(node, bar);
                break;
        }
    }

    /// <summary>Hands the cotangent of a node on to its operands.</summary>
    private void Pull(Node node, Node bar)
    {
        switch (node)
        {
            case Apply apply:
                PullApply(apply, bar);
                break;
            case In entered:
                Contribute(entered.Value, bar, entered.Axes);
                break;
            case Choose choose:
                PullArm(choose, choose.WhenTrue, choose.Guard, bar);
                PullArm(choose, choose.WhenFalse, choose.Guard.Complement!, bar);
                break;
            case Reduce { Kind: ReductionKind.Sum } sum:
                Contribute(sum.Body, bar, sum.Body.Axes);
                break;
            case Reduce { Kind: ReductionKind.Max or ReductionKind.Min } extreme:
                PullExtreme(extreme, bar);
                break;
            case Scatter scatter:
                PullScatter(scatter, bar);
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} has no adjoint.");
        }
    }

    private void PullApply(Apply apply, Node bar)
    {
        if (apply.Primitive is ConversionPrimitive)
        {
            Contribute(apply.Operands[0], Convert(bar, apply.Operands[0].Type), apply.Axes);
            return;
        }

        if (apply.Primitive == Primitives.Multiply && apply.Operands[0] == apply.Operands[1] && _strongZeros.OfSquare(apply.Operands[0], bar) is { } ofSquare)
        {
            Contribute(apply.Operands[0], ofSquare, apply.Axes);
            return;
        }

        for (var i = 0; i < apply.Operands.Length; i++)
        {
            var operand = apply.Operands[i];
            if (!_activity.IsActive(operand) || apply.Primitive.Rules[i] is not { } rule) continue;

            if (apply.Primitive.Class == DerivativeClass.Selective)
            {
                var passed = _rules.Lower(rule, apply, bar);
                _strongZeros.MarkSelected(passed);
                Contribute(operand, passed, apply.Axes);
            }
            else
            {
                var partial = _rules.Lower(rule, apply);
                if (partial is Constant { Value: 0.0 or 0.0f }) continue;
                Contribute(operand, _strongZeros.Multiply(partial, bar), apply.Axes);
            }
        }
    }

    private Node Convert(Node node, Type type) => node.Type == type ? node : _graph.Apply(Primitives.Convert(type), node);

    private void PullArm(Choose choose, Node arm, Axis guard, Node bar)
    {
        var domain = choose.Axes.Union([guard]);
        var entered = bar is Constant ? bar : _graph.In(bar, guard);
        _strongZeros.Inherit(entered, bar);
        Contribute(arm, entered, domain);
    }

    // The cotangent goes to the element that the extreme is. What was reduced for the sake of the comparison alone is differentiated for this element only, in a copy; what has other uses
    // is stored for all elements and has cotangents for all: there this one is added.
    private void PullExtreme(Reduce extreme, Node bar)
    {
        var isInnermost = extreme.Axes.MaxId < extreme.Reduced[0].Id;
        var repeated = isInnermost ? _consumers.Behind(extreme).Where(node => node is Reduce { IsReal: true }).ToHashSet() : [];
        Contribute(_extremes.AtExtreme(extreme, extreme.Body, repeated.Count > 0 ? repeated : null), bar, extreme.Axes);
    }

    private void PullScatter(Scatter scatter, Node bar)
    {
        foreach (var contribution in scatter.Contributions)
        {
            // Read only where it was written: a branch that is not taken may have no place in the array.
            var guards = contribution.Domain.Guards;
            var gathered = _graph.At(bar, scatter.ResultAxes, Array.ConvertAll(contribution.Indices, index => _graph.In(index, guards)));
            Contribute(contribution.Value, gathered, scatter.Outer.Union(contribution.Domain));
        }
    }

    private void VisitAt(At at, Cotangent cotangent)
    {
        foreach (var part in Parts(at, cotangent))
        {
            var outer = at.Value.Axes.Except(AxisSet.Create(at.Replaced));
            Reach(at.Value)?.AddScattered(at.Replaced, new Contribution([.. at.Indices], part.Value, part.Domain.Except(outer)));
        }
    }

    private void VisitLoad(Load load, Cotangent cotangent)
    {
        var sources = ElementSource.Of(_graph, load).Where(source => _activity.IsActive(source.Input)).ToList();
        foreach (var (value, domain) in Parts(load, cotangent))
        {
            foreach (var (input, indices, guards) in sources)
            {
                if (!_arrays.TryGetValue(input.Slot, out var contributions)) _arrays.Add(input.Slot, contributions = []);
                contributions.Add(new Contribution(indices, value, domain.Union(guards)));
            }
        }
    }

    /// <summary>
    /// The contributions by domain, summed over the axes that are inner to all of the node's own: outer ones stay, and the scatter-add runs
    /// through them, so that no array of partial sums is needed.
    /// </summary>
    private IEnumerable<(Node Value, AxisSet Domain)> Parts(Node node, Cotangent cotangent)
    {
        foreach (var (domain, value) in cotangent.ByDomain)
        {
            var inner = AxisSet.Create([.. domain.Except(node.Axes).Except(_apart).Where(axis => axis.Id > node.Axes.MaxId)]);
            if (!CotangentAlgebra.IsConstant(value, 0)) yield return (Sum(inner, value), domain.Except(inner));
        }

        foreach (var sums in Scattered(node, cotangent)) yield return (sums, node.Axes);
    }

    /// <summary>The cotangent of a node as one value over the node's axes.</summary>
    private Node Total(Node node, Cotangent cotangent)
    {
        Node? total = null;
        foreach (var (domain, value) in cotangent.ByDomain) total = Plus(total, SumOver(node, domain.Except(node.Axes).Except(_apart), value), node.Axes.Union(_apart));
        foreach (var sums in Scattered(node, cotangent)) total = Plus(total, sums, node.Axes);
        return total!;
    }

    // What was read of the node as an array. A branch around the node is no dimension of the array: it was entered wherever the node was read.
    private IEnumerable<Node> Scattered(Node node, Cotangent cotangent)
    {
        foreach (var (axes, contributions) in cotangent.Scattered) yield return SumsOf(node, axes, contributions);
    }

    private Node SumsOf(Node node, Axis[] axes, Contribution[] contributions)
    {
        int[] dimensions = [.. Enumerable.Range(0, axes.Length).Where(i => !axes[i].IsGuard)];
        var outer = node.Axes.Except(AxisSet.Create(axes));
        Node? sums = null;
        if (dimensions.Length > 0)
        {
            // An array whose length is that of an arm is inside of the branch, as all that is read of it.
            var own = Array.ConvertAll(dimensions, i => axes[i]);
            var around = AxisSet.Create(own).Closed.Except(AxisSet.Create(own)).Union(outer);
            var kept = Array.ConvertAll(contributions, contribution => contribution with
            {
                Indices = Array.ConvertAll(dimensions, i => contribution.Indices[i]),
                Domain = contribution.Domain.Except(around),
            });
            sums = _graph.Add(new Scatter(own, kept, outer));
        }
        else
        {
            foreach (var contribution in contributions) sums = Plus(sums, Sum(contribution.Domain, contribution.Value));
        }

        // Elements that were not read get nothing.
        var entered = _graph.In(sums!, node.Axes);
        _strongZeros.MarkSelected(sums!);
        _strongZeros.MarkSelected(entered);
        return entered;
    }

    private Node Plus(Node? left, Node right, AxisSet? domain = null) => left is null ? right : _strongZeros.Add(left, right, domain);

    private Node SumOver(Node node, AxisSet axes, Node value)
    {
        if (_mode == FloatMode.Strict || node is not Reduce reduction) return Sum(axes, value);
        var isMinus = value is Apply { Primitive: var primitive } && primitive == Primitives.Negate;
        if (ShiftedExponentials.SumOfWeights(reduction, axes, isMinus ? value.Operands[0] : value) is not { } sum) return Sum(axes, value);
        return isMinus ? _strongZeros.Negate(sum) : sum;
    }

    private Node Sum(AxisSet axes, Node value)
    {
        var sum = _graph.Sum(axes, value);
        // Nothing to add up is no zero that is multiplied either.
        if (axes.Any(axis => axis.Bound is not Constant { Value: > 0 })) _strongZeros.MarkSelected(sum);
        else _strongZeros.Inherit(sum, value);
        return sum;
    }
}
