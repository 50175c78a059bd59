using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// An IEnumerable that is never built: a recipe for its elements. It can be opened as a parallel domain (for reductions) or folded in order.
/// </summary>
internal abstract class SequenceValue(Lowering lowering) : Value
{
    protected Lowering Lowering { get; } = lowering;

    protected Graph Graph => Lowering.Graph;

    public override IEnumerable<Node> Leaves => [];

    public override Value Map(Func<Node, Node> change) => this;

    /// <summary>Enters the axes of the sequence into the scope and returns the element; the caller leaves the scope.</summary>
    public abstract Value Open();

    /// <summary>
    /// The same where elements are added to something: filters are branches inside each other, and around them a loop of one iteration is none.
    /// </summary>
    public virtual Value OpenSummed() => Open();

    /// <summary>Runs through the elements in order, carrying the state; nothing is evaluated once <paramref name="proceeds"/> is false of the state.</summary>
    public abstract Value Fold(Value state, Func<Value, Value, Value> step, Func<Value, Node>? proceeds);

    /// <summary>A sequence of the results of the function on each element.</summary>
    public abstract SequenceValue Select(Func<Value, Value> function);

    /// <summary>The same elements with random access, collected into a buffer if need be.</summary>
    /// <param name="limit">How many are asked for, a number from 0 on; those behind are not evaluated. All if null.</param>
    public abstract IndexedSequence ToIndexed(Node? limit = null);

    /// <summary>The number of elements.</summary>
    public abstract Node Count();

    public SequenceValue SelectMany(Func<Value, SequenceValue> inner) => new NestedSequence(Lowering, this, inner);

    public abstract SequenceValue Where(Func<Value, Node> predicate);
}

/// <summary>A sequence with a known count and random access.</summary>
internal sealed class IndexedSequence(Lowering lowering, Node count, Func<Node, Value> elementAt) : SequenceValue(lowering)
{
    public Node Length { get; } = count;

    /// <summary>Whether an element may be read where nothing was checked, as one of an array may that is there before anything is computed.</summary>
    public bool IsLenient { get; init; }

    /// <summary>Whether the elements are their own indices.</summary>
    public bool IsOfIndices { get; init; }

    /// <summary>The loop that hands on the states which the elements are, from the first one on.</summary>
    public Axis? StatesOf { get; init; }

    /// <summary>The loop whose steps the elements are: what runs through them runs in it.</summary>
    public Axis? Steps { get; init; }

    /// <summary>All elements but the last, where that one is made in a way of its own: who may run through these first and then take that one has no branch in a loop.</summary>
    public Lazy<IndexedSequence>? Front { get; init; }

    /// <summary>The element at an index that is in range; of a sequence of a sequence, of which there may be more than the stack holds.</summary>
    public Value ElementAt(Node index) => DeepStack.IsNearlyFull ? DeepStack.Continue(elementAt, index) : elementAt(index);

    public override Value Open() => ElementAt(Lowering.EnterLoop(Length, Steps));

    public override Value Fold(Value state, Func<Value, Value, Value> step, Func<Value, Node>? proceeds) =>
        Lowering.Sequentially(Length, state, (index, carried) => proceeds is null
            ? step(ElementAt(index), carried)
            : Lowering.Branch(proceeds(carried), () => step(ElementAt(index), carried), () => carried));

    public override IndexedSequence Select(Func<Value, Value> function) =>
        new(Lowering, Length, index => function(ElementAt(index))) { Steps = Steps, Front = Front is { } front ? new(() => front.Value.Select(function)) : null };

    public override IndexedSequence ToIndexed(Node? limit = null) => limit is null ? this : Lowering.Part(this, limit);

    public override Node Count() => Length;

    public override SequenceValue Where(Func<Value, Node> predicate) =>
        new FilteredSequence(Lowering, this, predicate, static element => element);
}

/// <summary>Those elements of a sequence with random access that satisfy a predicate, projected.</summary>
internal sealed class FilteredSequence(
    Lowering lowering, IndexedSequence source, Func<Value, Node> predicate, Func<Value, Value> projection) : SequenceValue(lowering)
{
    /// <summary>The filter behind which this one stands, and what is asked here of what that one lets through.</summary>
    private (FilteredSequence Filter, Func<Value, Node> Predicate)? Behind { get; init; }

    public IndexedSequence Source { get; } = source;

    /// <summary>Whether the source's element is in the sequence.</summary>
    public Node Includes(Value element) => DeepStack.IsNearlyFull ? DeepStack.Continue(predicate, element) : predicate(element);

    /// <summary>The sequence's element for the source's element, which is known to be included.</summary>
    public Value Project(Value element) => DeepStack.IsNearlyFull ? DeepStack.Continue(projection, element) : projection(element);

    public override Value Open()
    {
        var element = Source.Open();
        Lowering.EnterGuard(Includes(element));
        return Project(element);
    }

    public override Value OpenSummed()
    {
        var element = Source.Length is Constant { Value: 1 } ? Source.ElementAt(Graph.Constant(0)) : Source.Open();
        var filters = new Stack<Func<Value, Node>>();
        var first = this;
        for (; first.Behind is var (filter, own); first = filter) filters.Push(own);
        filters.Push(first.Includes);
        foreach (var includes in filters) Lowering.EnterGuard(includes(element));
        return Project(element);
    }

    public override Value Fold(Value state, Func<Value, Value, Value> step, Func<Value, Node>? proceeds) => Source.Fold(
        state, (element, carried) => Lowering.Branch(Includes(element), () => step(Project(element), carried), () => carried), proceeds);

    public override SequenceValue Select(Func<Value, Value> function) =>
        new FilteredSequence(Lowering, Source, predicate, element => function(Project(element))) { Behind = Behind };

    public override SequenceValue Where(Func<Value, Node> next) =>
        new FilteredSequence(Lowering, Source, element => Lowering.AndAlso(Includes(element), () => next(Project(element))), projection)
        {
            Behind = (this, element => next(Project(element))),
        };

    public override IndexedSequence ToIndexed(Node? limit = null) => Lowering.Collect(this, limit);

    public override Node Count() => Lowering.CountOf(this);
}

/// <summary>The elements of the inner sequences of each element of the outer one (SelectMany).</summary>
internal sealed class NestedSequence(Lowering lowering, SequenceValue outer, Func<Value, SequenceValue> inner) : SequenceValue(lowering)
{
    /// <summary>The same sequence to operators that LINQ has each inner sequence do, which throw by the name of their parameter where there is none; null if none does.</summary>
    public NestedSequence? EachAsSource { get; init; }

    public override Value Open() => Inner(outer.Open()).Open();

    public override Value OpenSummed() => Inner(outer.OpenSummed()).OpenSummed();

    public override Value Fold(Value state, Func<Value, Value, Value> step, Func<Value, Node>? proceeds) =>
        outer.Fold(state, (element, carried) => Inner(element).Fold(carried, step, proceeds), proceeds);

    public override SequenceValue Select(Func<Value, Value> function) => new NestedSequence(Lowering, outer, element => Inner(element).Select(function));

    public override SequenceValue Where(Func<Value, Node> predicate) => new NestedSequence(Lowering, outer, element => Inner(element).Where(predicate));

    public override IndexedSequence ToIndexed(Node? limit = null) => Lowering.Collect(this, limit);

    public override Node Count() => Lowering.CountOf(this);

    private SequenceValue Inner(Value element) => DeepStack.IsNearlyFull ? DeepStack.Continue(inner, element) : inner(element);
}

/// <summary>
/// What is made of a sequence without random access by its indices: joined, numbered, paired, a part of it. How many elements are asked for decides how many that sequence is asked for.
/// </summary>
internal sealed class DerivedSequence(Lowering lowering, Func<Node?, IndexedSequence> toIndexed) : SequenceValue(lowering)
{
    public override Value Open() => ToIndexed().Open();

    public override Value Fold(Value state, Func<Value, Value, Value> step, Func<Value, Node>? proceeds) => ToIndexed().Fold(state, step, proceeds);

    public override SequenceValue Select(Func<Value, Value> function) => new DerivedSequence(Lowering, limit => ToIndexed(limit).Select(function));

    public override SequenceValue Where(Func<Value, Node> predicate) => ToIndexed().Where(predicate);

    public override IndexedSequence ToIndexed(Node? limit = null) => DeepStack.IsNearlyFull ? DeepStack.Continue(toIndexed, limit) : toIndexed(limit);

    public override Node Count() => ToIndexed().Count();
}
