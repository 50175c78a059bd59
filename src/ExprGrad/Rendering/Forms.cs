using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>In which form each node is written: most as the operation that they are, some together with others as one LINQ operator.</summary>
internal sealed class Forms
{
    private readonly Dictionary<Carry, Scatter> _collected = [];
    private readonly HashSet<Axis> _counted = [];
    private readonly StateDependence _states;
    private readonly FoundExtremes _found;

    public Forms(Graph graph, IEnumerable<Node> live, StateDependence states)
    {
        _states = states;
        _found = new FoundExtremes(graph);

        // The number of elements of a sequence that was collected into an array is the array's length.
        foreach (var scatter in live.OfType<Scatter>())
        {
            if (Collected.CounterOf(scatter) is not { } counter) continue;
            _collected.TryAdd(counter, scatter);
            _counted.UnionWith(scatter.Contributions[0].Domain);
        }
    }

    /// <summary>Whether the loop runs through what is collected, and hands on how many there are so far.</summary>
    public bool IsCounted(Axis loop) => _counted.Contains(loop);

    /// <summary>The index without the check against a length, where C# makes that check by itself.</summary>
    public static Node Unchecked(Node index, Func<Node, bool> isLength) =>
        In.Through(index) is Apply { Operands: [var position, var length] } check && check.Primitive == Primitives.CheckIndex && isLength(length) ? position : index;

    /// <summary>The count without the check that it is not negative, which Range makes by itself.</summary>
    public static Node Unchecked(Node count) => In.Through(count) is Apply check && check.Primitive == Primitives.CheckCount ? check.Operands[0] : count;

    /// <summary>Whether the node is the length of the array.</summary>
    public static bool IsLength(Node node, Node array, int dimension) =>
        In.Through(node) is Length length && length.Dimension == dimension && In.Through(length.Array) == In.Through(array);

    public Item Create(Node node, AxisSet steps) => node switch
    {
        Constant constant => new Leaf(node, steps, _ => Expression.Constant(constant.Value, constant.Type)),
        Parameter parameter => new Leaf(node, steps, _ => parameter.Slot.Source),
        IndexOf index => new Leaf(node, steps, place => place.IndexOf(index.Axis)),
        Apply apply => OfApply(apply, steps),
        Load load => Element.Of(load, steps),
        Member or Length when Element.OfPart(node, steps) is { } part => part,
        Length { Dimension: var dimension } length => new Operation(node, steps, [length.Array], parts => Linq.Length(parts[0], dimension)),
        Member member => new Operation(node, steps, [member.Operands[0]], parts => Expression.MakeMemberAccess(parts[0], member.Info)),
        Call call => new Operation(node, steps, node.Operands, call.Of),
        At at => OfAt(at, steps),
        Carry carry when steps.Contains(carry.Axis) => new Leaf(node, steps, place => place.Of(carry.Axis).States!(carry, place)),
        Carry carry => new StateRead(node, carry, steps, new Dictionary<Axis, Node>()),
        Final { Carry: var carry } when _collected.TryGetValue(carry, out var scatter) && IsAsOften(node, scatter) => new CollectedCount(node, scatter, steps),
        Final { Carry: var carry } => new FinalState(node, carry, steps),
        Choose choose when IsStateRead(choose, out var carry, out var index) => new StateRead(node, carry, steps, new Dictionary<Axis, Node> { [carry.Axis] = index }),
        Choose choose => new Choice(choose, steps),
        Reduce { Kind: ReductionKind.Find } find => new Search(find, nameof(Enumerable.First), steps),
        Reduce { Kind: ReductionKind.ArgMax or ReductionKind.ArgMin } extreme when !_found.Contains(extreme) => new Search(extreme, Reduction.NameOf(extreme.Kind), steps),
        Reduce reduce => new Reduction(reduce, reduce, Reduction.NameOf(reduce.Kind), steps),
        Scatter scatter when Literal.IsLiteral(scatter) => new Literal(scatter, steps),
        Scatter scatter when Collected.IsCollected(scatter) => new Collected(scatter, steps),
        Scatter scatter => new ScatterSum(scatter, steps),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no form."),
    };

    // The elements may vary over more than their number does: then it is counted by itself.
    private bool IsAsOften(Node count, Scatter elements) => count.Axes.ContainsAll(elements.Axes) && _states.Of(count).ContainsAll(_states.Of(elements));

    // A state or, at the end, the last one: how an element of Ad.Scan is lowered.
    private static bool IsStateRead(Choose choose, out Carry carry, out Node index)
    {
        if (In.Through(choose.Guard.Bound) is Apply { Operands: [var position, var count] } test && test.Primitive == Primitives.LessThan
            && In.Through(choose.WhenTrue) is At { Value: Carry state, Replaced: [var axis] } at && axis == state.Axis && In.Through(at.Indices[0]) == In.Through(position)
            && In.Through(choose.WhenFalse) is Final last && last.Carry == state && In.Through(count) == In.Through(axis.Bound))
        {
            (carry, index) = (state, Unchecked(position, length => IsStates(length, axis)));
            return true;
        }

        (carry, index) = (null!, null!);
        return false;
    }

    // There is one state more than there are steps.
    private static bool IsStates(Node length, Axis steps) =>
        In.Through(length) is Apply { Operands: [var count, Constant { Value: 1 }] } sum && sum.Primitive == Primitives.Add && In.Through(count) == In.Through(steps.Bound);

    // Whether the node is the number of terms of the sum.
    private static bool IsCountOf(Node node, Reduce sum)
    {
        node = In.Through(node);
        if (node is Apply check && check.Primitive == Primitives.CheckNotEmpty) node = In.Through(check.Operands[0]);
        return sum.Reduced is [{ IsGuard: false } loop]
            ? node == In.Through(loop.Bound)
            : node is Reduce { Kind: ReductionKind.Sum } count && count.Reduced == sum.Reduced && In.Through(count.Body) is Constant { Value: 1 };
    }

    private static Item OfAt(At at, AxisSet steps)
    {
        var value = In.Through(at.Value);
        var indices = new Dictionary<Axis, Node>();
        for (var i = 0; i < at.Replaced.Length; i++)
        {
            var axis = at.Replaced[i];
            if (value.Axes.Contains(axis)) indices.Add(axis, Unchecked(at.Indices[i], length => In.Through(length) == In.Through(axis.Bound) || value is Carry && IsStates(length, axis)));
        }

        return value is Carry carry && indices.ContainsKey(carry.Axis)
            ? new StateRead(at, carry, steps, indices)
            : new Read(at, steps, value, indices);
    }

    private static Item OfApply(Apply apply, AxisSet steps)
    {
        var primitive = apply.Primitive;
        var operands = Array.ConvertAll(apply.Operands, In.Through);
        switch (operands)
        {
            // Searches and the questions about them.
            case [Reduce { Kind: ReductionKind.Find } find, Constant { Value: 0 }] when primitive == Primitives.GreaterThanOrEqual:
                return new Reduction(apply, find, nameof(Enumerable.Any), steps);
            case [Reduce { Kind: ReductionKind.Find } find, Constant { Value: 0 }] when primitive == Primitives.LessThan:
                return new Operation(apply, steps, items => [items.Search(apply, find, nameof(Enumerable.Any), steps)], parts => Expression.Not(parts[0]));
            case [Reduce { Kind: ReductionKind.Find } find] when primitive == Primitives.CheckMatch:
                return new Reduction(apply, find, nameof(Enumerable.First), steps);
            case [Reduce { Kind: ReductionKind.ArgMax or ReductionKind.ArgMin } extreme] when primitive == Primitives.CheckMatch:
                return new Reduction(apply, extreme, Reduction.NameOf(extreme.Kind), steps);

            // Only an average begins with the first element, where it is the sum of no array.
            case [Reduce { IsFromFirst: true } sum, Apply { Primitive: ConversionPrimitive } count] when primitive == Primitives.Divide && IsCountOf(count.Operands[0], sum):
                return new Reduction(apply, sum, nameof(Enumerable.Average), steps);

            // Checks, by operators that make them. A range's last element is its count - 1.
            case [Apply notEmpty, Constant { Value: 1 }] when primitive == Primitives.Subtract && notEmpty.Primitive == Primitives.CheckNotEmpty:
                return new Operation(apply, steps, [Unchecked(notEmpty.Operands[0])], parts => Linq.Reduce(nameof(Enumerable.Last), Linq.Range(parts[0])));
            case [var count, Apply notEmpty] when primitive == Primitives.Subtract && notEmpty.Primitive == Primitives.CheckNotEmpty && In.Through(notEmpty.Operands[0]) == count:
                return new Operation(apply, steps, [Unchecked(count)], parts => Linq.Reduce(nameof(Enumerable.First), Linq.Range(parts[0])));
            case [var count] when primitive == Primitives.CheckNotEmpty:
                return new Operation(
                    apply, steps, [Unchecked(count)], parts => Expression.Add(Linq.Reduce(nameof(Enumerable.Last), Linq.Range(parts[0])), Expression.Constant(1)));
            case [var index] when primitive == Primitives.CheckMatch:
                return new Operation(
                    apply, steps, [index], parts => Linq.Reduce(nameof(Enumerable.Last), Linq.Range(Expression.Add(parts[0], Expression.Constant(1)))));
            case [var count] when primitive == Primitives.CheckCount:
                return new Operation(apply, steps, [count], parts => Linq.Reduce(nameof(Enumerable.Count), Linq.Range(parts[0])));
            case [_, var length] when primitive == Primitives.CheckElementAt || primitive == Primitives.CheckIndex:
                return new Operation(
                    apply, steps, [operands[0], Unchecked(length)], parts => Linq.Pick(nameof(Enumerable.ElementAt), Linq.Range(parts[1]), parts[0]));
            case [var index, _] when primitive == Primitives.CheckedIf:
                return new Operation(apply, steps, [index], parts => parts[0]);
            default:
                return new Operation(apply, steps, apply.Operands, primitive.Emit);
        }
    }
}
