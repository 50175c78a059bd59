using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What the LINQ operators are made of.</summary>
internal sealed partial class Lowering
{
    private SequenceValue ToSequence(Value value)
    {
        switch (value)
        {
            case SequenceValue sequence:
                return sequence;
            case ArrayValue array:
                return array.AsSequence();
            case ScalarValue { Node: { Type: var type } }:
                UnsupportedTypes.Add(_refusals, _current, type, "is where elements are taken from");
                break;
        }

        // Of one element, so that what is done with elements is read too.
        var element = value is RefusedValue refused ? SequenceTypes.ElementType(refused.Type) : null;
        return new IndexedSequence(this, Graph.Constant(1), _ => ErrorValue(element ?? typeof(double)));
    }

    /// <summary>What a method takes its elements from. Without an array it throws, by the name of its parameter; a span of no array has no elements.</summary>
    private SequenceValue ToSequence(Value value, ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRefLike) return ToSequence(EmptyIfNull(value));
        if (value is ReferencedArray { Array: var array }) CheckSource(array, parameter.Name!);
        if (value is DefinedArray computed) CheckThere(computed, array => CheckSource(array, parameter.Name!));
        return ToSequence(value);
    }

    // The array, or one without elements where there is none.
    private Value EmptyIfNull(Value value) => value switch
    {
        ReferencedArray array => new ReferencedArray(this, array.Array) { IsEmptyIfNull = true },
        DefinedArray array => array.Alone,
        _ => value,
    };

    private IndexedSequence Range(Node start, Node count)
    {
        // A range beyond the largest int is refused like one of negative length.
        if (start is not Constant { Value: <= 0 } && !IndexRange.IsSumInRange(start, count))
        {
            var end = Apply(Primitives.Add, Convert(start, typeof(long)), Convert(count, typeof(long)));
            var isBeyond = Apply(Primitives.GreaterThan, end, Graph.Constant(1L + int.MaxValue));
            Checked(Primitives.CheckCount, Apply(Primitives.Select, isBeyond, Graph.Constant(-1), Graph.Constant(0)));
        }

        return new IndexedSequence(this, NonNegative(count), index => new ScalarValue(Apply(Primitives.Add, start, index))) { IsOfIndices = start is Constant { Value: 0 } };
    }

    // Range and Repeat refuse a negative count.
    private Node NonNegative(Node count)
    {
        if (IsCount(count) || IsCount(Enter(count)) || IndexRange.IsNonNegative(count)) return count;
        if (IsCountedBeforeNest(count)) return NotedAsCount(count);
        var isChecked = Checked(Primitives.CheckCount, count);
        return isChecked == count ? NotedAsCount(count) : isChecked;
    }

    /// <summary>The number, which is no negative one in the loops around, by a check or as it was made.</summary>
    private Node NotedAsCount(Node number)
    {
        if (!_counts.TryGetValue(In.Through(number), out var scopes)) _counts.Add(In.Through(number), scopes = []);
        scopes.Add(_scope);
        return number;
    }

    private readonly Dictionary<Node, List<AxisSet>> _counts = [];

    // Whether the number is known to be no negative one in all of the loops around.
    private bool IsCount(Node number) => _counts.TryGetValue(In.Through(number), out var scopes) && scopes.Exists(_scope.ContainsAll);

    private bool IsAtMost(Node count, Node other) => count == other || IndexRange.IsAtMost(count, other, IsCount);

    // What its elements would be is asked for all the same, to know their kind.
    private IndexedSequence Nothing(Type element) => new(
        this, Graph.Constant(0), _ => ScalarTypes.Contains(element) ? new ScalarValue(StandIn(element)) : new RefusedValue(element) { IsOfNothing = true });

    private IndexedSequence Single(Value value) => new(this, Graph.Constant(1), _ => value);

    private static StructureValue Pair(Value first, Value second) => Tuple(first, second);

    private static StructureValue Tuple(params ReadOnlySpan<Value> items)
    {
        var members = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var item in items) members.Add($"Item{members.Count + 1}", item);
        return new StructureValue(typeof(System.Runtime.CompilerServices.ITuple), members);
    }

    private static Value First(Value pair) => ((StructureValue)pair).Members["Item1"];

    private static Value Second(Value pair) => ((StructureValue)pair).Members["Item2"];

    // What is made of sequences by indices: at once where they have random access, otherwise where it is known how many elements are asked for.
    private SequenceValue Derived(ReadOnlySpan<SequenceValue> sources, Func<Node?, IndexedSequence> toIndexed)
    {
        foreach (var source in sources)
        {
            if (source is not IndexedSequence) return new DerivedSequence(this, toIndexed);
        }

        return toIndexed(null);
    }

    private SequenceValue Numbered(SequenceValue items, Func<Value, Node, Value> function) => Derived([items], limit =>
    {
        var indexed = items.ToIndexed(limit);
        return new IndexedSequence(this, indexed.Length, index => function(indexed.ElementAt(index), index));
    });

    private SequenceValue Zip(SequenceValue[] sources, Func<Value[], Value> combine) => Derived(sources, limit =>
    {
        var items = Array.ConvertAll(sources, source => source as IndexedSequence);
        for (var i = 0; i < items.Length; i++) items[i] ??= sources[i].ToIndexed(AskedOf(i));
        var length = items.Select(item => item!.Length).Aggregate(Smaller);
        return new IndexedSequence(this, limit is null ? length : Smaller(length, limit), index => combine(Array.ConvertAll(items, item => item!.ElementAt(index))))
        {
            Steps = items is [{ IsOfIndices: true }, var second] ? second!.StatesOf : null,
        };

        // The sources are asked in turn until one has no other.
        Node? AskedOf(int source)
        {
            var asked = limit;
            for (var i = 0; i < items.Length; i++)
            {
                if (items[i] is not { Length: var length }) continue;
                var own = i < source ? length : Apply(Primitives.Add, length, Graph.Constant(1));
                asked = asked is null ? own : Smaller(asked, own);
            }

            return asked;
        }
    });

    private Node Smaller(Node a, Node b) => IsAtMost(a, b) ? a : IsAtMost(b, a) ? b : Extremum(Primitives.LessThan, a, b);

    private Node Larger(Node a, Node b) => IsAtMost(a, b) ? b : IsAtMost(b, a) ? a : Extremum(Primitives.GreaterThan, a, b);

    private Node Extremum(Primitive comparison, Node a, Node b) => Apply(Primitives.Select, Apply(comparison, a, b), a, b);

    private SequenceValue Take(SequenceValue items, Node count)
    {
        var taken = Larger(count, Graph.Constant(0));
        return Derived([items], limit => items.ToIndexed(limit is null ? taken : Smaller(taken, limit)));
    }

    /// <summary>The first elements: as many as the limit, if there are.</summary>
    public IndexedSequence Part(IndexedSequence items, Node limit) => new(this, Smaller(items.Length, limit), items.ElementAt);

    private SequenceValue Skip(SequenceValue items, Node count) => Derived([items], limit =>
    {
        var most = Larger(count, Graph.Constant(0));
        var indexed = items.ToIndexed(AskedFor(most, limit));
        var skipped = Smaller(most, indexed.Length);
        return new IndexedSequence(
            this, Apply(Primitives.Subtract, indexed.Length, skipped), index => indexed.ElementAt(Apply(Primitives.Add, index, skipped)));
    });

    // All of them are asked for to know the last, unless there is random access or none is taken.
    private SequenceValue TakeLast(SequenceValue items, Node count) => Derived([items], limit =>
    {
        var taken = Larger(count, Graph.Constant(0));
        var all = items as IndexedSequence ?? items.ToIndexed(AskedFor(Graph.Constant(int.MaxValue), limit is null ? taken : Smaller(taken, limit)));
        return Skip(all, Apply(Primitives.Subtract, all.Length, taken)).ToIndexed(limit);
    });

    private SequenceValue SkipLast(SequenceValue items, Node count) => Derived([items], limit =>
    {
        var dropped = Larger(count, Graph.Constant(0));
        var all = items.ToIndexed(AskedFor(dropped, limit));
        return Take(all, Apply(Primitives.Subtract, all.Length, dropped)).ToIndexed(limit);
    });

    // How many a source is asked for where so many of it come before the ones that are asked for: none for none, and no more than the largest int.
    private Node? AskedFor(Node skipped, Node? limit)
    {
        if (limit is null) return null;
        var most = Smaller(limit, Apply(Primitives.Subtract, Graph.Constant(int.MaxValue), skipped));
        return Apply(Primitives.Select, Apply(Primitives.Equal, limit, Graph.Constant(0)), Graph.Constant(0), Apply(Primitives.Add, skipped, most));
    }

    // All of them come before the last.
    private SequenceValue Reversed(SequenceValue items) =>
        Derived([items], limit => Reversed(items.ToIndexed(AskedFor(Graph.Constant(int.MaxValue), limit))).ToIndexed(limit));

    private IndexedSequence Reversed(IndexedSequence source)
    {
        var items = Kept(source);
        var last = Apply(Primitives.Subtract, items.Length, Graph.Constant(1));
        return new IndexedSequence(this, items.Length, index => items.ElementAt(Apply(Primitives.Subtract, last, index)));
    }

    private SequenceValue Concat(SequenceValue first, SequenceValue second) => Derived([first, second], limit =>
    {
        var head = first.ToIndexed(limit);
        var tail = second.ToIndexed(limit is null ? null : Apply(Primitives.Subtract, limit, head.Length));
        return new IndexedSequence(this, Apply(Primitives.Add, head.Length, tail.Length), At) { Front = tail.Length is Constant { Value: 1 } ? new(head) : null };

        Value At(Node index) =>
            IndexRange.IsInRange(index, head.Length) ? head.ElementAt(index)
            : index == head.Length ? tail.ElementAt(Graph.Constant(0))
            : Branch(
                Apply(Primitives.LessThan, index, head.Length),
                () => head.ElementAt(Enter(index)),
                () => tail.ElementAt(Apply(Primitives.Subtract, index, head.Length)));
    });

    private Value First(SequenceValue items)
    {
        switch (items)
        {
            case IndexedSequence indexed:
                // The index is 0, but only once the check has passed.
                return indexed.ElementAt(Apply(Primitives.Subtract, indexed.Length, CheckedFor(indexed, Primitives.CheckNotEmpty, indexed.Length)));
            case FilteredSequence filtered:
                return Found(filtered, filtered.Source);
            default:
                return First(items.ToIndexed(Graph.Constant(1)));
        }
    }

    private Value Last(SequenceValue items)
    {
        switch (items)
        {
            case IndexedSequence indexed:
                return indexed.ElementAt(Apply(Primitives.Subtract, CheckedFor(indexed, Primitives.CheckNotEmpty, indexed.Length), Graph.Constant(1)));
            case FilteredSequence filtered:
                return Found(filtered, Reversed(filtered.Source));
            default:
                return Last(items.ToIndexed());
        }
    }

    private Value Found(FilteredSequence filtered, IndexedSequence source)
    {
        var index = Apply(Primitives.CheckMatch, IndexWhere(source, filtered.Includes));
        return filtered.Project(source.ElementAt(index));
    }

    // Elements behind the one that is asked for are not run through.
    private Value ElementAt(SequenceValue source, Node index)
    {
        var items = source as IndexedSequence ?? source.ToIndexed(Larger(Apply(Primitives.Add, index, Graph.Constant(1)), Graph.Constant(0)));
        return items.ElementAt(CheckedFor(items, Primitives.CheckElementAt, index, items.Length));
    }

    /// <summary>The first index that satisfies the predicate, or -1; the predicate is not evaluated after it.</summary>
    private Node FirstIndex(Node length, Func<Node, Node> predicate)
    {
        var outer = _scope;
        return Scoped(() =>
        {
            var axis = Graph.Search(Enter(length), _scope);
            _scope = _scope.Union([axis]);
            var effects = _effects.Count;
            var holds = predicate(Graph.Add(new IndexOf(axis)));

            // What the elements may throw or call ends with the search: it is made in all loops in which that happens.
            var around = _effects.Skip(effects).Aggregate(AxisSet.Empty, (axes, effect) => axes.Union(effect.Axes)).Intersect(_scope);
            return Graph.Add(new Reduce(ReductionKind.Find, [axis], Graph.In(holds, _scope.Except(outer).Union(around))));
        });
    }

    private Node IndexWhere(IndexedSequence items, Func<Value, Node> predicate) =>
        FirstIndex(items.Length, index => predicate(items.ElementAt(index)));

    private Node Any(SequenceValue items) => items switch
    {
        IndexedSequence indexed => Apply(Primitives.GreaterThan, indexed.Length, Graph.Constant(0)),
        FilteredSequence filtered => Apply(Primitives.GreaterThanOrEqual, IndexWhere(filtered.Source, filtered.Includes), Graph.Constant(0)),
        _ => Apply(Primitives.GreaterThan, items.ToIndexed(Graph.Constant(1)).Length, Graph.Constant(0)),
    };

    // Equality as the default comparer has it: NaN equals itself.
    private Node SameElement(Node a, Node b) => ScalarTypes.IsReal(a.Type)
        ? OrElse(Apply(Primitives.Equal, a, b), () => AndAlso(Apply(Primitives.NotEqual, a, a), () => Apply(Primitives.NotEqual, b, b)))
        : ScalarTypes.Contains(a.Type) ? Apply(Primitives.Equal, a, b)
        : Effect(Graph.Add(new Call(Objects.EqualityOf(a.Type), [Enter(a), Enter(b)], _scope, _effects.Count)));

    private Node SequenceEqual(IndexedSequence a, IndexedSequence b)
    {
        Node Differs(Node index) => Apply(Primitives.Not, SameElement(NodeOf(a.ElementAt(index)), NodeOf(b.ElementAt(index))));
        return AndAlso(
            Apply(Primitives.Equal, a.Length, b.Length),
            () => Apply(Primitives.LessThan, FirstIndex(Enter(a.Length), Differs), Graph.Constant(0)));
    }

    private Node Count(SequenceValue items)
    {
        // LINQ evaluates the elements, for what they may throw or call; where they are counted one by one they are evaluated anyway.
        if (items is DerivedSequence) items = items.ToIndexed();
        if (items is IndexedSequence) Scoped(items.Open);
        return items.Count();
    }

    private (Node Body, AxisSet Domain) Opened(SequenceValue items) => Opened(items.Open);

    // Of nothing there is no extreme: outside of the branches around there may be no elements.
    private (Node Body, AxisSet Domain) OpenedInBranch(SequenceValue items) => Opened(() => new ScalarValue(EnterBranches(NodeOf(items.Open()))));

    private (Node Body, AxisSet Domain) Opened(Func<Value> open)
    {
        var effects = _effects.Count;
        var (body, domain) = OpenedInPlace(open);
        return OverOuterLoops(body, domain, _effects.Skip(effects));
    }

    private (Node Body, AxisSet Domain) OpenedInPlace(Func<Value> open)
    {
        var outer = _scope;
        return Scoped(() => (NodeOf(open()), _scope.Except(outer)));
    }

    // A sum in a loop over an equal one, x.Select(v => v / x.Sum()), is made in a loop inside of that. What it adds up does not vary over the loop around, and so is added up in that loop itself:
    // then all that runs over these elements is one loop, and reads nothing at other indices. Not where the elements are evaluated for something else too, nor what can't be made twice; and not outside of a
    // loop with a state if the sum will be entered into a branch of that: it would have to be there for all steps, in a loop of its own.
    private (Node Body, AxisSet Domain) OverOuterLoops(Node body, AxisSet domain, IEnumerable<Node> effects)
    {
        var evaluated = effects.Aggregate(AxisSet.Empty, (axes, effect) => axes.Union(effect.Axes));
        var steps = _scope.Guards.Closed.LastOrDefault(axis => axis.Kind == AxisKind.Sequential);
        var inside = steps is null ? AxisSet.Empty : _scope.UpTo(steps.Id);
        foreach (var axis in domain.Where(axis => axis is { Kind: AxisKind.Loop, EndsEarly: false, IsDimension: false } && !evaluated.Contains(axis)))
        {
            // A loop whose extent varies over one that was moved has become another.
            if (!domain.Contains(axis)) continue;
            var outer = body.Axes.Union(domain.Closed).Union(inside).UpTo(axis.Id).Outer;
            var outermost = Graph.Loop(axis.Bound, outer);
            if (outermost.Id >= axis.Id || !CanBeMadeAgain(body, axis)) continue;
            var moved = new Substitution(Graph, outer.Union([outermost])).Replace(axis, Graph.Add(new IndexOf(outermost)));
            body = moved.Copy(body);
            domain = moved.Rename(domain).Union([outermost]);
        }

        return (body, domain);
    }

    // Whether what varies over an axis may be written down again along another: calls, searches, states and arrays that are made element by element are each their own.
    private static bool CanBeMadeAgain(Node body, Axis axis)
    {
        var (seen, pending) = (new NodeSet(), new Stack<Node>([body]));
        while (pending.TryPop(out var node))
        {
            if (!node.Axes.Contains(axis) || !seen.Add(node)) continue;
            if (node is Call or Carry or Final or Recurrence or Scatter or Reduce { Kind: ReductionKind.Find }) return false;
            foreach (var needed in Dependencies.Of(node)) pending.Push(needed);
        }

        return true;
    }

    private Node Sum(SequenceValue items, Type type)
    {
        var lasts = new Stack<IndexedSequence>();
        for (; IsSummedByFront(items, type); items = lasts.Peek().Front!.Value) lasts.Push((IndexedSequence)items);
        var sum = SumOfAll(items, type);
        foreach (var joined in lasts) sum = Apply(Primitives.Add, sum, NodeOf(joined.ElementAt(joined.Front!.Value.Length)));
        return sum;
    }

    // Whether the last element is added behind the others. Floats are added up as doubles where the order is kept, all of them.
    private bool IsSummedByFront(SequenceValue items, Type type) =>
        items is IndexedSequence { Front: not null } && (type == typeof(double) || (type == typeof(float) && !_keepsOrder));

    private Node SumOfAll(SequenceValue items, Type type)
    {
        if (items is IndexedSequence { Length: Constant { Value: 0 } }) return Graph.Constant(Activator.CreateInstance(type)!);
        if (ScalarTypes.IsReal(type))
        {
            var (term, loops) = Opened(items.OpenSummed);
            return Graph.Sum(loops, term);
        }

        // LINQ checks integers for overflow: where this is.
        var (body, domain) = OpenedInPlace(items.Open);
        return Effect(Graph.Add(new Reduce(ReductionKind.CheckedSum, domain, Graph.In(Pinned(body), domain))));
    }

    private Node Average(SequenceValue items, Type element, Type type, bool isOfArray)
    {
        if (!_keepsOrder && IsSummedByFront(items, element))
            return Apply(Primitives.Divide, Sum(items, element), Convert(Checked(Primitives.CheckNotEmpty, items.Count()), element));

        var (body, domain) = Opened(items);
        var count = Checked(Primitives.CheckNotEmpty, FoundExtremes.CountOf(Graph, domain));

        // Integers are summed in long, floats in double; the mean is computed in double. Of an array LINQ takes the sum from 0, of anything else from the first element.
        var wide = ScalarTypes.IsReal(body.Type) ? typeof(double) : typeof(long);
        if (body.Type != wide) body = Widened(body, domain, wide);
        var sum = Graph.Add(new Reduce(ReductionKind.Sum, domain, Graph.In(body, domain)) { IsFromFirst = _keepsOrder && !isOfArray && wide == typeof(double) });
        return Convert(Apply(Primitives.Divide, Convert(sum, typeof(double)), Convert(count, typeof(double))), type);
    }

    private Node Widened(Node body, AxisSet domain, Type type) => Scoped(() =>
    {
        _scope = _scope.Union(domain);
        return Convert(body, type);
    });

    private Node Extreme(SequenceValue items, ReductionKind kind)
    {
        if (items is NestedSequence or DerivedSequence) items = items.ToIndexed();
        var (body, domain) = OpenedInBranch(items);
        Checked(Primitives.CheckNotEmpty, FoundExtremes.CountOf(Graph, domain));
        return Graph.Add(new Reduce(kind, domain, Graph.In(Ordered(body), domain)));
    }

    private Value Extreme(SequenceValue items, Func<Value, Node> key, ReductionKind kind, Primitive notEmpty)
    {
        if (items is NestedSequence or DerivedSequence || HasOpaqueCalls) items = Kept(items);
        var (body, domain) = OpenedInBranch(items.Select(item => new ScalarValue(key(item))));
        Checked(notEmpty, FoundExtremes.CountOf(Graph, domain));
        var extreme = Graph.Add(new Reduce(kind, domain, Graph.In(Ordered(body), domain)));
        var index = _found.Contains(extreme) ? extreme : Apply(Primitives.CheckMatch, extreme);
        return items is FilteredSequence filtered ? filtered.Project(filtered.Source.ElementAt(index)) : items.ToIndexed().ElementAt(index);
    }

    // Objects have an order of their own, which only they know.
    private Node Ordered(Node key)
    {
        if (ScalarTypes.Contains(key.Type)) return key;
        _refusals.Add(Refusals.ElementType, _current, $"values of type `{CSharpNames.Of(key.Type)}`");
        return StandIn(typeof(double));
    }

    // With elements that are not computed again when they are read again: what they call is called once, in order.
    private IndexedSequence Kept(SequenceValue items) => HasOpaqueCalls ? (IndexedSequence)ToArray(items.ToIndexed()).AsSequence() : items.ToIndexed();
}
