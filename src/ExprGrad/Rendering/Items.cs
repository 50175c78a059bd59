using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// The items of one rendering: one for each node, or two for a node that is computed both inside the steps of a loop, from the state at hand, and
/// outside, from the array of all states.
/// </summary>
internal sealed class Items
{
    private readonly Dictionary<(object Of, AxisSet Steps), Item> _items = [];
    private readonly StateDependence _states;
    private readonly Forms _forms;
    private readonly ILookup<Axis, Carry> _carries;
    private readonly AxisSet _opened;
    private readonly IReadOnlyDictionary<Node, Node> _expansions;

    public Items(Program program)
    {
        var live = LiveNodes.Of(program);
        _expansions = program.Expansions;
        _states = new StateDependence(program, live);
        _forms = new Forms(program.Graph, live, _states);
        _carries = live.OfType<Carry>().ToLookup(carry => carry.Axis);

        // What runs through the steps of a loop is written in them and outside, but for calls, which are made once each, and for what is collected.
        _opened = live.OfType<Call>().Any() ? AxisSet.Empty : AxisSet.Create([.. _carries.Select(loop => loop.Key).Where(loop => !_forms.IsCounted(loop)).OrderBy(loop => loop.Id)]);
    }

    public List<Chain> Chains { get; } = [];

    /// <summary>The item of a node, seen through the branches and loops that it enters.</summary>
    public Item Of(Node node, AxisSet steps)
    {
        node = Read(node);
        steps = steps.Intersect(_states.Of(node).Union(node.Axes.Intersect(_opened)));
        if (!_items.TryGetValue((node, steps), out var item)) _items.Add((node, steps), item = _forms.Create(node, steps));
        return item;
    }

    // C# checks the elements of a row that are read, one by one.
    private Node Read(Node node)
    {
        while (true)
        {
            node = In.Through(node);
            if (node is RangeChecked row) node = row.Array;
            else if (_expansions.TryGetValue(node, out var expansion)) node = expansion;
            else return node;
        }
    }

    /// <summary>The item of the extent of a loop, or of the predicate of a branch.</summary>
    public Item Bound(Axis axis, AxisSet steps) => Of(axis.IsGuard ? axis.Bound : Forms.Unchecked(axis.Bound), steps);

    /// <summary>The item of a search as an operator of its own, computed where the node is.</summary>
    public Item Search(Node node, Reduce find, string name, AxisSet steps)
    {
        if (!_items.TryGetValue(((node, name), steps), out var item)) _items.Add(((node, name), steps), item = new Reduction(node, find, name, steps));
        return item;
    }

    /// <summary>The item of a loop that carries states.</summary>
    public StateLoop Loop(Axis axis, AxisSet steps)
    {
        var carries = _carries[axis].ToArray();
        steps = steps.Intersect(carries.Aggregate(AxisSet.Empty, (all, carry) => all.Union(_states.Of(carry)).Union(carry.Axes.Intersect(_opened)))).Except([axis]);
        if (!_items.TryGetValue((axis, steps), out var item)) _items.Add((axis, steps), item = new StateLoop(axis, carries, steps));
        return (StateLoop)item;
    }

    /// <summary>The loop whose states go along with the indices where its steps are run through: in all that its states vary over, and not in the steps themselves.</summary>
    public StateLoop? StatesOf(Axis axis, AxisSet within, AxisSet steps) =>
        _opened.Contains(axis) && !steps.Contains(axis) && Loop(axis, steps) is var loop && within.ContainsAll(loop.Axes) ? loop : null;

    /// <summary>What it takes to run through the loops, and to enter the branches, inside of others or of each other.</summary>
    public IEnumerable<Item> Needed(AxisSet axes, AxisSet within, AxisSet steps)
    {
        foreach (var axis in axes)
        {
            if (StatesOf(axis, within.Union(axes), steps) is { } loop)
            {
                loop.KeepsAll = true;
                yield return loop;
            }

            yield return Bound(axis, steps);
        }
    }

    /// <summary>The item and all that it needs, in the order of computation.</summary>
    public List<Item> Order(Item result)
    {
        var ordered = new List<Item>();
        var state = new Dictionary<Item, bool>();
        var pending = new Stack<Item>([result]);
        while (pending.TryPeek(out var item))
        {
            if (!state.TryGetValue(item, out var isDone))
            {
                state.Add(item, false);
                item.Resolve(this);
                foreach (var part in item.Parts) Push(part);
                foreach (var needed in Needed(item.Axes.Except(item.Inner), AxisSet.Empty, item.Steps)) Push(needed);
                continue;
            }

            pending.Pop();
            if (isDone) continue;
            state[item] = true;
            item.Weigh();
            ordered.Add(item);
        }

        return ordered;

        void Push(Item item)
        {
            if (!state.ContainsKey(item)) pending.Push(item);
        }
    }
}
