namespace ExprGrad.Ir;

/// <summary>
/// Evaluates a program by the meaning of its nodes, one value at a time, and remembers each: the oracle that compiled code is held against.
/// Values are asked for when they are needed and never otherwise, so that an arm that is not taken is not evaluated.
/// </summary>
internal sealed partial class GraphEvaluator
{
    private readonly Program _program;
    private readonly Func<Slot, object?> _read;
    private readonly Dictionary<Demand, object?> _values = [];
    private readonly HashSet<Demand> _begun = [];

    private GraphEvaluator(Program program, Func<Slot, object?> read) => (_program, _read) = (program, read);

    /// <summary>The outputs of the program for the values of its slots.</summary>
    public static EvaluatedProgram Evaluate(Program program, Func<Slot, object?> read) => Evaluate(program, read, program.Effects);

    /// <summary>
    /// The same, but each node is evaluated at each point of its axes, needed or not: compiled code may do so, and no node may fail where the program does not.
    /// </summary>
    public static EvaluatedProgram EvaluateEverywhere(Program program, Func<Slot, object?> read) => Evaluate(program, read, [.. program.Effects, .. LiveNodes.Of(program)]);

    private static EvaluatedProgram Evaluate(Program program, Func<Slot, object?> read, IReadOnlyList<Node> effects)
    {
        var slots = new Dictionary<Slot, object?>();
        var evaluator = new GraphEvaluator(program, slot => slots.TryGetValue(slot, out var value) ? value : slots[slot] = read(slot));
        evaluator.RunEffects(effects);
        return new EvaluatedProgram(
            program.Value is { } value ? evaluator.Value(value, Point.Origin) : null,
            program.Scalars.ToDictionary(output => output.Of, output => evaluator.Value(output.Value, Point.Origin)!),
            program.Arrays.ToDictionary(output => output.Of, evaluator.Sums));
    }

    /// <summary>The value of a node at the point. What it needs is evaluated first, on a stack of its own: the graph may be deep.</summary>
    private object? Value(Node node, Point point)
    {
        var root = Need(node, point);
        var open = new Stack<(Demand Demand, IEnumerator<Demand> Steps)>();
        if (!_values.ContainsKey(root)) Begin(root);
        while (open.TryPeek(out var last))
        {
            if (!last.Steps.MoveNext()) open.Pop();
            else if (!_values.ContainsKey(last.Steps.Current)) Begin(last.Steps.Current);
        }

        return _values[root];

        void Begin(Demand demand)
        {
            if (!_begun.Add(demand)) throw new InvalidOperationException($"{demand} depends on itself.");
            open.Push((demand, Steps(demand).GetEnumerator()));
        }
    }

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
