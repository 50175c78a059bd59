using ExprGrad.Ir.Families;

namespace ExprGrad.Ir;

/// <summary>The meaning of each kind of node.</summary>
internal sealed partial class GraphEvaluator
{
    // Yields what is needed, then finds its value remembered, and remembers its own at last.
    private IEnumerable<Demand> Steps(Demand demand)
    {
        var (node, point) = demand;
        switch (node)
        {
            case not null when _program.Expansions.TryGetValue(node, out var expansion):
                yield return Need(expansion, point);
                Set(demand, Known(expansion, point));
                break;

            case Constant constant:
                Set(demand, constant.Value);
                break;

            case Parameter parameter:
                Set(demand, _read(parameter.Slot));
                break;

            case IndexOf index:
                Set(demand, point[index.Axis]);
                break;

            case Load load:
                foreach (var operand in node.Operands) yield return Need(operand, point);
                Set(demand, IsChecked(load.Indices, point) ? Compute(node, Array.ConvertAll(node.Operands, operand => Known(operand, point)))
                    : load.Type.IsValueType ? Activator.CreateInstance(load.Type)
                    : null);
                break;

            case Apply or RangeChecked or Length or Member or Call or In:
                foreach (var operand in node.Operands) yield return Need(operand, point);
                Set(demand, Compute(node, Array.ConvertAll(node.Operands, operand => Known(operand, point))));
                break;

            case At at:
                foreach (var index in at.Indices.ToArray()) yield return Need(index, point);
                var there = point;
                for (var i = 0; i < at.Replaced.Length; i++) there = there.With(at.Replaced[i], (int)Known(at.Indices[i], point)!);
                foreach (var axis in AxisSet.Create(at.Replaced))
                {
                    yield return Need(axis.Bound, there);
                    if (there[axis] < 0 || there[axis] >= Extent(axis, there)) throw new InvalidOperationException($"{demand} reads {at.Value} outside of {axis}, at {there}.");
                }

                yield return Need(at.Value, there);
                Set(demand, Known(at.Value, there));
                break;

            case Choose choose:
                yield return Need(choose.Guard.Bound, point);
                var guard = (bool)Known(choose.Guard.Bound, point)! ? choose.Guard : choose.Guard.Complement!;
                var arm = guard == choose.Guard ? choose.WhenTrue : choose.WhenFalse;
                yield return Need(arm, point.With(guard, 0));
                Set(demand, Known(arm, point.With(guard, 0)));
                break;

            case Reduce reduce:
                var fold = new Fold(reduce);
                foreach (var (needed, at) in Walk(reduce.Reduced, point))
                {
                    yield return at is null ? needed : Need(reduce.Body, at);
                    if (at is not null) fold.Add(at, Known(reduce.Body, at));
                    if (fold.IsDecided) break;
                }

                Set(demand, fold.Result);
                break;

            case Carry carry:
                var before = point.With(carry.Axis, point[carry.Axis] - 1);
                var state = before[carry.Axis] < 0 ? Need(carry.Initial, point) : Need(carry.Next, before);
                yield return state;
                Set(demand, Found(state));
                break;

            case Final final:
                yield return Need(final.Carry.Axis.Bound, point);
                var end = point.With(final.Carry.Axis, Extent(final.Carry.Axis, point));
                yield return Need(final.Carry, end);
                Set(demand, Known(final.Carry, end));
                break;

            case Scatter or Recurrence:
                foreach (var needed in ArraySteps(demand)) yield return needed;
                break;

            default:
                throw new InvalidOperationException($"{demand} has no value.");
        }
    }

    private static object? Compute(Node node, object?[] operands) => node switch
    {
        Apply apply => EvaluatedFunctions.Apply(apply.Primitive, operands),
        Load { IsReference: true } when operands is [null, ..] || !IsInRange((Array)operands[0]!, operands[1..]) => null,
        Load => ((Array)operands[0]!).GetValue([.. operands.Skip(1).Select(index => (int)index!)]),
        Length length => ((Array?)operands[0])?.GetLength(length.Dimension) ?? 0,
        RangeChecked when operands is [null, _, -1L] => null,
        RangeChecked => CheckFunctions.CheckRange((long)operands[1]!, (long)operands[2]!, ((Array)operands[0]!).Length) ? operands[0] : null,
        Member member when operands is [null] && Totality.IsTotal(member) => member.Type.IsValueType ? Activator.CreateInstance(member.Type) : null,
        Member member => EvaluatedFunctions.Read(member.Info, member.Operands[0], operands[0]),
        Call call => EvaluatedFunctions.Call(call, operands),
        _ => operands[0],
    };

    private static bool IsInRange(Array array, object?[] indices)
    {
        for (var dimension = 0; dimension < indices.Length; dimension++)
        {
            if ((int)indices[dimension]! < 0 || (int)indices[dimension]! >= array.GetLength(dimension)) return false;
        }

        return true;
    }

    // Whether the indices were checked: not if the loops don't run in which they were to be.
    private bool IsChecked(ReadOnlySpan<Node> indices, Point point)
    {
        foreach (var index in indices)
        {
            if (Load.RunsOf(index) is { } runs && !(bool)Known(runs, point)!) return false;
        }

        return true;
    }

    private object? Known(Node node, Point point) => Found(Need(node, point));

    /// <summary>How often a loop runs; whether a branch is entered, 0 or 1.</summary>
    private int Extent(Axis axis, Point point) => Known(axis.Bound, point) switch
    {
        bool holds => holds != axis.IsNegated ? 1 : 0,
        var extent => Math.Max((int)extent!, 0),
    };
}
