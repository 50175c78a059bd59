namespace ExprGrad.Ir;

/// <summary>
/// Evaluates a program by the meaning of its nodes, one value at a time, and remembers each: the oracle that compiled code is held against.
/// Values are asked for when they are needed and never otherwise, so that an arm that is not taken is not evaluated.
/// </summary>
internal sealed partial class GraphEvaluator
{
    private readonly Program _program;
    private readonly NodeSet _varying;
    private readonly Dictionary<Demand, object?> _lasting = [];
    private readonly Dictionary<Demand, object?> _changing = [];
    private readonly HashSet<Demand> _begun = [];
    private Func<Slot, object?> _read = _ => null;

    // Values of varying nodes are forgotten when something else is read.
    private GraphEvaluator(Program program, NodeSet varying) => (_program, _varying) = (program, varying);

    /// <summary>The outputs of the program for the values of its slots.</summary>
    public static EvaluatedProgram Evaluate(Program program, Func<Slot, object?> read) => new GraphEvaluator(program, new NodeSet()).Outputs(read, program.Effects);

    /// <summary>
    /// The same, but each node is evaluated at each point of its axes, needed or not: compiled code may do so, and no node may fail where the program does not.
    /// </summary>
    public static EvaluatedProgram EvaluateEverywhere(Program program, Func<Slot, object?> read) => new GraphEvaluator(program, new NodeSet()).Outputs(read, [.. program.Effects, .. LiveNodes.Of(program)]);

    /// <summary>The outputs for several values of some slots, such as directions, one after the other; what does not depend on those is evaluated once.</summary>
    public static IEnumerable<EvaluatedProgram> EvaluateEach(Program program, IReadOnlyCollection<Slot> varying, IEnumerable<Func<Slot, object?>> reads)
    {
        var evaluator = new GraphEvaluator(program, DependentNodes(program, varying));
        return reads.Select(read => evaluator.Outputs(read, program.Effects));
    }

    private EvaluatedProgram Outputs(Func<Slot, object?> read, IReadOnlyList<Node> effects)
    {
        var slots = new Dictionary<Slot, object?>();
        _read = slot => slots.TryGetValue(slot, out var value) ? value : slots[slot] = read(slot);
        _changing.Clear();
        _begun.Clear();
        RunEffects(effects);
        return new EvaluatedProgram(
            _program.Value is { } value ? Value(value, Point.Origin) : null,
            _program.Scalars.ToDictionary(output => output.Of, output => Value(output.Value, Point.Origin)!),
            _program.Arrays.ToDictionary(output => output.Of, Sums));
    }

    private static NodeSet DependentNodes(Program program, IReadOnlyCollection<Slot> slots)
    {
        var (dependent, live) = (new NodeSet(), LiveNodes.Of(program));
        var isComplete = false;
        while (!isComplete)
        {
            // Once more where a node precedes what it depends on, as states do.
            isComplete = true;
            foreach (var node in live)
            {
                if (dependent.Contains(node)) continue;
                if (node is Parameter { Slot: var slot } ? !slots.Contains(slot) : !program.DependenciesOf(node).Concat(node.Axes.Bounds).Any(dependent.Contains)) continue;
                dependent.Add(node);
                isComplete = false;

                // What a loop has made so far is asked for here even where no step reads it.
                if (node is Scatter { Recurrence: { } made }) dependent.Add(made);
            }
        }

        return dependent;
    }

    /// <summary>The value of a node at the point. What it needs is evaluated first, on a stack of its own: the graph may be deep.</summary>
    private object? Value(Node node, Point point)
    {
        var root = Need(node, point);
        var open = new Stack<(Demand Demand, IEnumerator<Demand> Steps)>();
        if (!IsKnown(root)) Begin(root);
        while (open.TryPeek(out var last))
        {
            if (!last.Steps.MoveNext()) open.Pop();
            else if (!IsKnown(last.Steps.Current)) Begin(last.Steps.Current);
        }

        return Found(root);

        void Begin(Demand demand)
        {
            if (!_begun.Add(demand)) throw new InvalidOperationException($"{demand} depends on itself.");
            open.Push((demand, Steps(demand).GetEnumerator()));
        }
    }

    private Dictionary<Demand, object?> ValuesOf(Node node) => _varying.Contains(node) ? _changing : _lasting;

    private bool IsKnown(Demand demand) => ValuesOf(demand.Node).ContainsKey(demand);

    private object? Found(Demand demand) => ValuesOf(demand.Node)[demand];

    private void Set(Demand demand, object? value) => ValuesOf(demand.Node)[demand] = value;

    private Array Sums(ArrayOutput output)
    {
        var sums = EvaluatedArray.ZerosLike((Array)_read(output.Of)!);
        foreach (var contribution in output.Contributions)
        {
            foreach (var (needed, at) in Walk(contribution.Domain, Point.Origin))
            {
                if (at is null)
                {
                    Value(needed.Node, needed.Point);
                    continue;
                }

                var indices = Array.ConvertAll(contribution.Indices, index => (int)Value(index, at)!);
                var value = Value(contribution.Value, at);
                if (IsChecked(contribution.Indices, at)) EvaluatedArray.Add(sums, indices, value);
            }
        }

        return sums;
    }

    private static Demand Need(Node node, Point point) => new(node, point.Within(node.Axes));

    /// <summary>A node at a point of its axes. (A scatter without its result axes stands for the whole array of sums.)</summary>
    private readonly record struct Demand(Node Node, Point Point)
    {
        public override string ToString() => $"{Node} ({Node.GetType().Name}) at {Point}";
    }
}
