using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Loops, branches and carried states around the expression being lowered.</summary>
internal sealed partial class Lowering
{
    /// <summary>Lowers a formula of the rule table applied to nodes, in the loops and branches given.</summary>
    /// <param name="formula">The lambda.</param>
    /// <param name="scope">The axes of the place.</param>
    /// <param name="arguments">What the lambda is applied to.</param>
    /// <param name="isDerivative">Whether it is a derivative, which may be rewritten, or must be computed as it is written.</param>
    public Node LowerFormula(LambdaExpression formula, AxisSet scope, IReadOnlyList<Value> arguments, bool isDerivative)
    {
        // Nothing is known from formulas before: they may have been in other branches.
        _effects.Clear();
        _counts.Clear();
        _notNull.Clear();
        (_lambda, _hasOpaqueCalls, _scope) = (formula, null, scope);
        (_isFormula, _isDerivative) = (true, isDerivative);
        if (isDerivative) _algebra = new CotangentAlgebra(Graph);
        return NodeOf(Apply(formula, Bindings.None, [.. arguments]));
    }

    /// <summary>Runs the function and leaves the scopes that it entered.</summary>
    private T Scoped<T>(Func<T> function)
    {
        var outer = _scope;
        try
        {
            return function();
        }
        finally
        {
            _scope = outer;
        }
    }

    /// <summary>Enters a loop and returns its index.</summary>
    /// <param name="extent">The number of its iterations.</param>
    /// <param name="steps">The loop with states whose steps are run through, if that is what they are.</param>
    public Node EnterLoop(Node extent, Axis? steps = null)
    {
        var axis = LoopOf(extent, steps);
        _scope = _scope.Union([axis]);
        return Graph.Add(new IndexOf(axis));
    }

    // A loop around opaque calls is never merged with another: they run in C#'s order.
    private Axis LoopOf(Node extent, Axis? steps) =>
        steps is not null && steps.Bound == Enter(extent) && steps.Id > _scope.MaxId && !HasOpaqueCalls ? steps : Graph.Loop(BeforeBranches(extent), _scope, fresh: HasOpaqueCalls);

    /// <summary>Enters the branch in which the predicate holds.</summary>
    public void EnterGuard(Node predicate) => _scope = _scope.Union([Negated(predicate) is { } opposite
        ? Graph.Guard(Enter(opposite), _scope).Complement!
        : Graph.Guard(Enter(predicate), _scope)]);

    // Enters an arm of a branch, unless it is known that it isn't the one that is taken.
    private bool EnterArm(Node condition, bool isTaken)
    {
        if (Entered(condition) is { } arm) return arm.IsNegated != isTaken;
        var guard = Graph.Guard(Enter(condition), _scope);
        _scope = _scope.Union([isTaken ? guard : guard.Complement!]);
        return true;
    }

    // A branch on the negation of a predicate is the other branch on the predicate.
    private static Node? Negated(Node condition) =>
        condition is Apply { Primitive: var primitive, Operands: [var operand] } && primitive == Primitives.Not ? operand : null;

    /// <summary>The value seen in the current branches.</summary>
    public Node Enter(Node node) => node is Constant ? node : EnterBranches(node);

    /// <summary>The same also of a constant.</summary>
    private Node EnterBranches(Node node)
    {
        // From the innermost: a branch inside others carries their axes with it.
        for (var guards = _scope.Guards; !node.Axes.ContainsAll(guards); guards = guards.Outer) node = Graph.In(node, guards.Innermost);
        return node;
    }

    public Node AndAlso(Node left, Func<Node> right) =>
        NodeOf(Branch(left, () => new ScalarValue(right()), () => new ScalarValue(Graph.Constant(false))));

    private Node OrElse(Node left, Func<Node> right) =>
        NodeOf(Branch(left, () => new ScalarValue(Graph.Constant(true)), () => new ScalarValue(right())));

    /// <summary>One of two values, of which only the chosen one is computed.</summary>
    public Value Branch(Node condition, Func<Value> whenTrue, Func<Value> whenFalse)
    {
        while (Negated(condition) is { } opposite) (condition, whenTrue, whenFalse) = (opposite, whenFalse, whenTrue);
        if (condition is Constant { Value: bool known }) return known ? whenTrue() : whenFalse();
        if (_isFormula && Select(condition, whenTrue, whenFalse) is { } selected) return selected;

        condition = Enter(condition);
        if (Entered(condition) is { } arm) return arm.IsNegated ? whenFalse() : whenTrue();

        var guard = Graph.Guard(condition, _scope);
        var first = Scoped(() => Arm(guard, whenTrue));
        var second = Scoped(() => Arm(guard.Complement!, whenFalse));
        return Choose(guard, first, second);
    }

    // The arm of a branch on the condition around, where it is known; of very many only the innermost are looked at.
    private Axis? Entered(Node condition)
    {
        const int Most = 8;
        var guards = _scope.Guards;
        for (var i = 0; i < Most && !guards.IsEmpty; i++, guards = guards.Outer)
        {
            if (IsSame(guards.Innermost.Bound, condition)) return guards.Innermost;
        }

        return null;
    }

    // The same question about the same values, seen in other branches.
    private static bool IsSame(Node a, Node b)
    {
        (a, b) = (In.Through(a), In.Through(b));
        return a == b || a is Apply first && b is Apply second && first.Primitive == second.Primitive
            && first.Operands.Zip(second.Operands).All(pair => In.Through(pair.First) == In.Through(pair.Second));
    }

    // The arms of a rule are a few operations: both are computed, so that no branch stands in the loop, unless one of them may throw.
    private ScalarValue? Select(Node condition, Func<Value> whenTrue, Func<Value> whenFalse)
    {
        var effects = _effects.Count;
        var (first, second) = (whenTrue(), whenFalse());
        if (_effects.Count == effects) return new ScalarValue(Apply(Primitives.Select, condition, NodeOf(first), NodeOf(second)));
        _effects.RemoveRange(effects, _effects.Count - effects);
        return null;
    }

    private Value Arm(Axis guard, Func<Value> lower)
    {
        _scope = _scope.Union([guard]);
        return DeepStack.IsNearlyFull ? DeepStack.Continue(lower) : lower();
    }

    private Value Choose(Axis guard, Value first, Value second)
    {
        switch (first, second)
        {
            case (ScalarValue a, ScalarValue b):
                return new ScalarValue(Graph.Choose(guard, a.Node, b.Node));
            case (ReferencedArray a, ReferencedArray b):
                return new ReferencedArray(this, Graph.Choose(guard, a.Array, b.Array));
            case (StructureValue a, StructureValue b):
                return new StructureValue(a.Type, a.Members.Where(member => b.Members.ContainsKey(member.Key)).ToDictionary(
                    member => member.Key, member => Choose(guard, member.Value, b.Members[member.Key]), StringComparer.Ordinal));
            case (SequenceValue or ArrayValue { Rank: 1 }, SequenceValue or ArrayValue { Rank: 1 }):
                return ChooseSequence(guard, first, second);
            case (FunctionValue a, FunctionValue b):
                return a == b ? a : ChooseFunction(guard, a, b);
            case (AbsentValue, _) or (_, AbsentValue):
                return AbsentValue.Instance;
            case (not RefusedValue, RefusedValue { IsOfNothing: true }) when Blank(first) is { } blank:
                return Choose(guard, first, blank);
            case (RefusedValue { IsOfNothing: true }, not RefusedValue) when Blank(second) is { } blank:
                return Choose(guard, blank, second);
            case (not RefusedValue, RefusedValue { IsOfNothing: true }) or (RefusedValue { IsOfNothing: true }, not RefusedValue):
                _refusals.Add(Refusals.DifferentKinds, _current);
                return new RefusedValue(_current!.Type);
        }

        if (first is RefusedValue) return first;
        if (second is RefusedValue) return second;
        _refusals.Add(Refusals.DifferentKinds, _current);
        return new RefusedValue(_current!.Type);
    }

    // A value of the same kind that is never read; null if there is none.
    private Value? Blank(Value value)
    {
        switch (value)
        {
            case ScalarValue { Node.Type: var type }:
                return ScalarTypes.Contains(type) ? new ScalarValue(StandIn(type)) : null;
            case StructureValue structure:
                var members = structure.Members.ToDictionary(member => member.Key, member => Blank(member.Value), StringComparer.Ordinal);
                return members.Values.All(member => member is not null) ? new StructureValue(structure.Type, members!) : null;
            case SequenceValue or ArrayValue { Rank: 1 }:
                return Nothing(typeof(Array));
            default:
                return null;
        }
    }

    // The function that calls one of two.
    private static FunctionValue ChooseFunction(Axis guard, FunctionValue first, FunctionValue second)
    {
        var condition = Expression.Parameter(typeof(bool));
        var whenTrue = Expression.Parameter(first.Lambda.GetType());
        var whenFalse = Expression.Parameter(second.Lambda.GetType());
        ParameterExpression[] parameters = [.. first.Lambda.Parameters.Select(parameter => Expression.Parameter(parameter.Type, parameter.Name))];
        var chosen = Expression.Condition(condition, Expression.Invoke(whenTrue, parameters), Expression.Invoke(whenFalse, parameters));
        return new FunctionValue(
            Expression.Lambda(chosen, parameters), Bindings.None.With(condition, new ScalarValue(guard.Bound)).With(whenTrue, first).With(whenFalse, second));
    }

    // One array of the length of the arm that is taken. What was made in the arms is read in arms of the same condition inside of the array's loop. To choose one that isn't there is no fault yet.
    private DefinedArray ChooseSequence(Axis guard, Value first, Value second)
    {
        IndexedSequence Indexed(Axis arm, Value value) => (IndexedSequence)Scoped<Value>(() => Arm(arm, () => ToSequence(EmptyIfNull(value)).ToIndexed()));
        Value ElementOf(IndexedSequence sequence, Axis arm, Axis inner, Node index) =>
            ReadAt(Held(sequence.ElementAt(Enter(index))), [new Replacement(arm, Graph.In(Graph.Constant(0), inner))]);
        var a = Indexed(guard, first);
        var b = Indexed(guard.Complement!, second);
        var chosen = ToArray(new IndexedSequence(this, Graph.Choose(guard, a.Length, b.Length), index =>
        {
            var inner = Entered(guard.Bound) is { } arm ? arm.IsNegated ? arm.Complement! : arm : Graph.Guard(Enter(guard.Bound), _scope);
            return Branch(guard.Bound, () => ElementOf(a, guard, inner, index), () => ElementOf(b, guard.Complement!, inner.Complement!, index));
        }));
        return chosen.For([.. StoodFor(first, guard, holds: true), .. StoodFor(second, guard, holds: false)]);
    }

    private static IEnumerable<StandsFor> StoodFor(Value value, Axis guard, bool holds) => value switch
    {
        ReferencedArray { Array: var array } => [new StandsFor(array, (guard.Bound, holds))],
        DefinedArray { StandsFor: var arrays } => arrays.Select(array => array with { Under = [(guard.Bound, holds), .. array.Under] }),
        _ => [],
    };

    /// <summary>Collects a sequence without random access into buffers; elements after the limit are not evaluated.</summary>
    public IndexedSequence Collect(SequenceValue sequence, Node? limit = null)
    {
        var outer = _scope;
        (Value Element, Node Position, AxisSet Domain)? store = null;
        var zero = new ScalarValue(Graph.Constant(0));
        Value Collected(Value element, Value position)
        {
            store = (Held(element), NodeOf(position), _scope.Except(outer));
            return new ScalarValue(Apply(Primitives.Add, NodeOf(position), Graph.Constant(1)));
        }

        var count = NodeOf(sequence.Fold(
            zero, Collected, limit is null ? null : position => Apply(Primitives.LessThan, NodeOf(position), limit)));

        // A filter that is known to let nothing through: what would be stored is still what elements look like.
        if (store is null) Scoped(() => Collected(sequence.Open(), zero));
        var axis = Graph.Loop(Enter(NotedAsCount(count)), _scope);
        return new IndexedSequence(this, count, new StoredElements(this, axis, _scope, store!.Value.Position, store.Value.Domain).Reader(store.Value.Element));
    }

    /// <summary>The reader of an array literal of scalars or of structures of them.</summary>
    public Func<Node, Value> Store(Value[] elements, AxisSet scope)
    {
        var axis = Graph.Loop(Graph.Constant(elements.Length), scope);
        var sources = Array.ConvertAll(elements, element => element.Leaves.ToArray());
        var leaf = 0;
        var stored = elements[0].Map(_ =>
        {
            var contributions = sources.Select((source, i) => new Contribution([Graph.Constant(i)], source[leaf], AxisSet.Empty)).ToArray();
            leaf++;
            return Graph.Add(new Scatter([axis], contributions, scope) { Stores = true });
        });
        return index => stored.Map(node => ReadAt(node, [new Replacement(axis, index)]));
    }

    /// <summary>The number of elements of a sequence, by running through it.</summary>
    public Node CountOf(SequenceValue sequence)
    {
        var outer = _scope;
        var domain = Scoped(() =>
        {
            sequence.OpenSummed();
            return _scope.Except(outer);
        });
        return NotedAsCount(Graph.Sum(domain, Graph.Constant(1)));
    }
}
