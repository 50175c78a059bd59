using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What a loop hands on from step to step, part by part. Made before the loop's axis, so that the dimensions of arrays are outside of the loop.</summary>
internal abstract class LoopState
{
    /// <summary>At the start of the current step.</summary>
    public abstract Value Current { get; }

    /// <summary>After the last step.</summary>
    public abstract Value Last { get; }

    /// <summary>At the start of the step of an index, which may be the number of steps: then after the last one.</summary>
    public abstract Value At(Node index);

    /// <summary>Makes the nodes of the state at the start of a step.</summary>
    public abstract void Begin(Axis steps);

    /// <summary>Takes what the current step returns; whether that has numbers where the state has them.</summary>
    public abstract bool Take(Value next);

    /// <summary>Makes the nodes of what the loop results in, after all of its body and before all that reads them.</summary>
    public abstract void End();
}

/// <summary>A number that is handed on.</summary>
internal sealed class ScalarState(Lowering lowering, Node seed, AxisSet outer) : LoopState
{
    private Carry? _carry;
    private Final? _final;

    public override Value Current => new ScalarValue(_carry!);

    public override Value Last => new ScalarValue(_final!);

    public override void Begin(Axis steps) => _carry = lowering.Graph.Add(new Carry(steps, lowering.Enter(seed), outer));

    public override bool Take(Value next)
    {
        if (next is not ScalarValue { Node: { IsReference: false } node }) return false;
        _carry!.Next = lowering.Graph.In(lowering.Convert(node, _carry.Type), [.. outer, _carry.Axis]);
        return true;
    }

    public override void End() => _final = lowering.Graph.Add(new Final(_carry!));

    public override Value At(Node index)
    {
        var (graph, carry) = (lowering.Graph, _carry!);
        var length = carry.Axis.Bound;
        ScalarValue Read(Node state, Node step) => new(lowering.ReadAt(state, [new Replacement(carry.Axis, step)]));
        if (index == length) return Last;
        if (IndexRange.IsInRange(index, length)) return Read(carry, index);
        var previous = lowering.Apply(Primitives.Subtract, index, graph.Constant(1));
        return IndexRange.IsInRange(previous, length)
            ? Read(carry.Next, previous)
            : lowering.Branch(lowering.Apply(Primitives.LessThan, index, length), () => Read(carry, index), () => Last);
    }
}

/// <summary>A container of states.</summary>
internal sealed class StructureState(Type type, IReadOnlyDictionary<string, LoopState> members) : LoopState
{
    public override Value Current => Each(member => member.Current);

    public override Value Last => Each(member => member.Last);

    public override Value At(Node index) => Each(member => member.At(index));

    public override void Begin(Axis steps)
    {
        foreach (var member in members.Values) member.Begin(steps);
    }

    public override bool Take(Value next) => next is StructureValue structure && structure.Members.Count == members.Count
        && members.All(member => structure.Members.TryGetValue(member.Key, out var value) && member.Value.Take(value));

    public override void End()
    {
        foreach (var member in members.Values) member.End();
    }

    private StructureValue Each(Func<LoopState, Value> part) => new(type, members.ToDictionary(member => member.Key, member => part(member.Value), StringComparer.Ordinal));
}
