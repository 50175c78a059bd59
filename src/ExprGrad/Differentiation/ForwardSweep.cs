using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Forward mode on the graph: gives each node that varies with the seeded inputs its tangent, in the order of the nodes. Where an input is read its seed says
/// what the tangent is: often an input itself, of the same type, read at the same indices; or one that varies over an axis of directions.
/// </summary>
internal sealed class ForwardSweep
{
    private readonly Graph _graph;
    private readonly RuleLowering _rules;
    private readonly IReadOnlyDictionary<Slot, Seed> _seeds;
    private readonly AxisSet _directions;
    private readonly StrongZeros _strongZeros;
    private readonly Extremes _extremes;
    private readonly Dictionary<Node, Node> _tangents = [];
    private readonly Dictionary<Carry, Carry> _states = [];
    private readonly Dictionary<Recurrence, Recurrence> _recurrences = [];

    /// <summary>Prepares forward mode from the slots on the left, whose tangents are the slots on the right.</summary>
    public ForwardSweep(Graph graph, RuleLowering rules, IReadOnlyDictionary<Slot, Slot> seeds)
        : this(graph, rules, seeds.ToDictionary(seed => seed.Key, seed => Seed.Input(graph, seed.Value)), AxisSet.Empty)
    {
    }

    /// <summary>Prepares forward mode from the slots, along all directions of the axes that the seeds vary over.</summary>
    public ForwardSweep(Graph graph, RuleLowering rules, IReadOnlyDictionary<Slot, Seed> seeds, AxisSet directions)
    {
        (_graph, _rules, _seeds, _directions) = (graph, rules, seeds, directions);
        _strongZeros = new StrongZeros(graph);
        _extremes = new Extremes(graph);
    }

    /// <summary>The program whose outputs are the tangents of this program's real outputs; what may throw stays as it is.</summary>
    public Program Run(Program program)
    {
        var live = LiveNodes.Of(program);
        var varied = new VariedNodes(live, _seeds.Keys);
        foreach (var node in live.Where(node => node.IsReal && varied.Contains(node))) _tangents.Add(node, TangentOf(node));

        // A next state may be another state of the loop, older or younger.
        foreach (var (carry, state) in _states) state.Next = _graph.In(Tangent(carry.Next), state.Axes);

        return program with
        {
            Value = program.Value is { } value ? Tangent(value) : null,
            Scalars = [.. program.Scalars.Select(output => output with { Value = Tangent(output.Value) })],
            Arrays = [.. program.Arrays.Select(output => output with { Contributions = Tangents(output.Contributions) })],
        };
    }

    /// <summary>After the run: the tangent of what the program computes, a constant zero for what does not vary.</summary>
    public Node Tangent(Node node) => _tangents.GetValueOrDefault(node) ?? Zero(node.Type);

    private Node Zero(Type type) => _graph.Constant(type == typeof(float) ? 0f : (object)0.0);

    private Node TangentOf(Node node)
    {
        switch (node)
        {
            case Parameter parameter:
                return _seeds[parameter.Slot].At([], AxisSet.Empty);
            case Load load:
                return OfLoad(load);
            case Apply apply:
                return OfApply(apply);
            case In entered:
                return Inherit(_graph.In(Tangent(entered.Value), entered.Axis), entered.Value);
            case At at:
                return Inherit(_graph.Add(new At(_graph.In(Tangent(at.Value), at.Value.Axes), at.Replaced, at.Indices.ToArray())), at.Value);
            case Choose choose:
                return OfChoose(choose);
            case Reduce { Kind: ReductionKind.Sum } sum:
                return OfSum(sum);
            case Reduce { Kind: ReductionKind.Max or ReductionKind.Min } extreme:
                return _extremes.AtExtreme(extreme, _graph.In(Tangent(extreme.Body), extreme.Body.Axes));
            case Recurrence recurrence:
                var array = _graph.Add(new Recurrence(recurrence.Axis, recurrence.ResultAxes, recurrence.Type, recurrence.Outer.Union(_directions)) { IsOfRows = recurrence.IsOfRows });
                _recurrences.Add(recurrence, array);
                if (recurrence.Axis.Leaders.Contains(recurrence)) recurrence.Axis.Leaders = [.. recurrence.Axis.Leaders, array];
                return array;
            case Scatter { Recurrence: { } recurrence } scatter when _recurrences.TryGetValue(recurrence, out var made):
                return OfScatter(scatter, made);
            case Scatter scatter:
                return OfScatter(scatter);
            case Carry carry:
                var state = _graph.Add(new Carry(carry.Axis, Tangent(carry.Initial), carry.Axes.Except([carry.Axis]).Union(_directions)));
                _states.Add(carry, state);
                if (carry.Axis.Leaders.Contains(carry)) carry.Axis.Leaders = [.. carry.Axis.Leaders, state];
                return state;
            case Final final:
                return _graph.Add(new Final(_states[final.Carry]));
            default:
                throw new InvalidOperationException($"{node.GetType().Name} has no tangent.");
        }
    }

    // Of several arrays of which branches choose one, the tangents of those that are not chosen are no terms of the sum.
    private Node OfLoad(Load load)
    {
        Node? total = null;
        foreach (var (input, indices, guards) in ElementSource.Of(_graph, load))
        {
            if (!_seeds.TryGetValue(input.Slot, out var seed)) continue;
            var tangent = _graph.Sum(guards, seed.At(indices, load.Axes.Union(guards).Guards));
            if (!guards.IsEmpty || seed.IsSelected) _strongZeros.MarkSelected(tangent);
            total = total is null ? tangent : _strongZeros.Add(total, tangent);
        }

        return total ?? Zero(load.Type);
    }

    // Of an array of sums an array for each direction, if the directions are around it, else one that has the directions behind its own axes.
    private Scatter OfScatter(Scatter scatter)
    {
        var first = scatter.OwnAxes.Min(axis => axis.Id);
        AxisSet within = [.. _directions.Where(axis => axis.Id > first)];
        Node[] directions = [.. within.Select(axis => _graph.Add(new IndexOf(axis)))];
        var contributions = Array.ConvertAll(Tangents(scatter.Contributions), contribution => contribution with
        {
            Indices = [.. contribution.Indices, .. directions],
            Value = _graph.In(contribution.Value, _directions),
            Domain = contribution.Domain.Union(within),
        });
        return _graph.Add(new Scatter([.. scatter.ResultAxes, .. within], contributions, scatter.Outer.Union(_directions.Except(within))) { Stores = scatter.Stores });
    }

    // An array that a loop makes and reads is made for each direction: they are outside of the loop. A row may lie where another one was: its zeros are written too.
    private Scatter OfScatter(Scatter scatter, Recurrence tangent)
    {
        var made = tangent.IsOfRows ? Array.ConvertAll(scatter.Contributions, contribution => contribution with { Value = _graph.In(Tangent(contribution.Value), scatter.Place(contribution)) }) : Tangents(scatter.Contributions);
        var contributions = Array.ConvertAll(made, contribution => contribution with { Value = _graph.In(contribution.Value, _directions) });
        return tangent.Whole = _graph.Add(new Scatter(scatter.ResultAxes, contributions, tangent.Outer) { Stores = scatter.Stores, Recurrence = tangent });
    }

    // Elementwise: the partials times the tangents. Selective: the tangents themselves, passed or dropped.
    private Node OfApply(Apply apply)
    {
        if (apply.Primitive is ConversionPrimitive) return Inherit(_graph.Apply(apply.Primitive, Tangent(apply.Operands[0])), apply.Operands[0]);

        Node? total = null;
        for (var i = 0; i < apply.Operands.Length; i++)
        {
            if (apply.Primitive.Rules[i] is not { } rule || !_tangents.TryGetValue(apply.Operands[i], out var tangent)) continue;
            Node part;
            if (apply.Primitive.Class == DerivativeClass.Selective)
            {
                part = _rules.Lower(rule, apply, tangent);
                _strongZeros.MarkSelected(part);
            }
            else
            {
                var partial = _rules.Lower(rule, apply);
                if (partial is Constant { Value: 0.0 or 0.0f }) continue;
                part = _strongZeros.Multiply(partial, tangent);
            }

            total = total is null ? part : _strongZeros.Add(total, part);
        }

        return total ?? Zero(apply.Type);
    }

    private Node OfChoose(Choose choose)
    {
        var tangent = _graph.Add(new Choose(choose.Guard, Tangent(choose.WhenTrue), Tangent(choose.WhenFalse)));
        if (!_tangents.ContainsKey(choose.WhenTrue) || !_tangents.ContainsKey(choose.WhenFalse)) _strongZeros.MarkSelected(tangent);
        return Inherit(Inherit(tangent, choose.WhenTrue), choose.WhenFalse);
    }

    private Node OfSum(Reduce sum)
    {
        var tangent = _graph.Sum(sum.Reduced, Tangent(sum.Body));
        if (!sum.Reduced.Guards.IsEmpty) _strongZeros.MarkSelected(tangent);
        return Inherit(tangent, sum.Body);
    }

    private Contribution[] Tangents(Contribution[] contributions) =>
        [.. contributions.Where(contribution => _tangents.ContainsKey(contribution.Value)).Select(contribution => contribution with { Value = _tangents[contribution.Value] })];

    private Node Inherit(Node tangent, Node from)
    {
        if (_tangents.TryGetValue(from, out var source)) _strongZeros.Inherit(tangent, source);
        return tangent;
    }
}
