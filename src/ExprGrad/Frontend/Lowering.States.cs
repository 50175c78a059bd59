using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Loops that carry a state from step to step: Aggregate, Ad.Iterate, and Ad.Scan, which keeps all states.</summary>
internal sealed partial class Lowering
{
    // In exceptions.
    private const string StateName = "state";

    private Value Aggregate(MethodCallExpression call, IReadOnlyList<Expression> arguments, Bindings bindings)
    {
        var source = Lower(arguments[0], bindings);
        var begin = arguments.Count == 2 ? null : Lower(arguments[1], bindings);
        var items = ToSequence(source, call.Method.GetParameters()[0]);
        var step = LowerFunction(call, arguments[arguments.Count == 2 ? 1 : 2], bindings);
        Value Step(Value item, Value state) => Apply(step.Lambda, step.Bindings, state, item);

        if (begin is not { } seed)
        {
            var indexed = items.ToIndexed();
            seed = First(indexed);
            items = Skip(indexed, Graph.Constant(1));
        }

        if (StateOf(seed) is not { } state) return RefuseState(call, seed, step);

        var last = items.Fold(state, Step, proceeds: null);
        if (arguments.Count < 4) return last;
        var result = LowerFunction(call, arguments[3], bindings);
        return Apply(result.Lambda, result.Bindings, last);
    }

    /// <summary>Ad.Scan: the states of a loop as an array, the one after the last iteration at its end.</summary>
    private Value LowerScan(MethodCallExpression call, Bindings bindings)
    {
        var step = LowerFunction(call, call.Arguments[2], bindings);
        var seed = Lower(call.Arguments[0], bindings);
        if (StateOf(seed) is not { } first) return RefuseState(call, seed, step);

        var items = ToSequence(Lower(call.Arguments[1], bindings), call.Method.GetParameters()[1]).ToIndexed();
        var (steps, states) = States(items.Length, first, (index, state) => Apply(step.Lambda, step.Bindings, state, items.ElementAt(index)));
        return new ComputedArray(this, Apply(Primitives.Add, items.Length, Graph.Constant(1)), states.At) { StatesOf = steps };
    }

    /// <summary>Ad.Iterate: a number of steps, which may know their number.</summary>
    private Value LowerIterate(MethodCallExpression call, Bindings bindings)
    {
        var step = LowerFunction(call, call.Arguments[2], bindings);
        var count = LowerScalar(call.Arguments[0], bindings);
        var seed = Lower(call.Arguments[1], bindings);
        if (StateOf(seed) is not { } first) return RefuseState(call, seed, step);
        return Sequentially(NonNegative(count), first, (index, state) => step.Lambda.Parameters.Count == 1
            ? Apply(step.Lambda, step.Bindings, state)
            : Apply(step.Lambda, step.Bindings, state, new ScalarValue(index)));
    }

    private Value RefuseState(MethodCallExpression call, Value seed, FunctionValue step)
    {
        if (seed is not RefusedValue) _refusals.Add(Refusals.State, call, call.Method.Name, CSharpNames.Of(step.Lambda.ReturnType));
        return ErrorValue(call.Type);
    }

    /// <summary>A loop whose iterations hand on a state: the state after the last one.</summary>
    public Value Sequentially(Node extent, Value seed, Func<Node, Value, Value> step) => States(extent, seed, step).States.Last;

    private (Axis Steps, LoopState States) States(Node extent, Value seed, Func<Node, Value, Value> step)
    {
        var (count, outer) = (Enter(extent), _scope);
        var state = Begun(seed, count, StateName);
        var axis = Graph.Sequential(count);
        state.Begin(axis);
        Scoped(() =>
        {
            _scope = _scope.Union([axis]);
            var next = step(Graph.Add(new IndexOf(axis)), state.Current);
            if (state.Take(next)) return true;
            if (next is not RefusedValue) _refusals.Add(Refusals.DifferentKinds, _current);
            return state.Take(state.Current);
        });
        state.End();
        return (axis, state);
    }

    private LoopState Begun(Value seed, Node count, string name)
    {
        switch (seed)
        {
            case ScalarValue scalar:
                return new ScalarState(this, scalar.Node, _scope);
            case StructureValue structure:
                return new StructureState(structure.Type, structure.Members.ToDictionary(
                    member => member.Key, member => Begun(member.Value, count, $"{name}.{member.Key}"), StringComparer.Ordinal));
            default:
                var rows = Graph.Dimension(Apply(Primitives.Add, count, Graph.Constant(1)), _scope);
                var array = seed is ReferencedArray { Rank: 1, Array: var reference } && MayBeNull(reference) ? reference : null;
                var first = array is null ? seed : EmptyIfNull(seed);
                var part = PartOf(first, [], name);
                Store(part, first, [Graph.Constant(0)], _scope, step: null);
                return new ArrayState(this, rows, name, part, _scope, array);
        }
    }

    /// <summary>The value as a state: of numbers, containers that are known member by member, and arrays of them that can be read in any iteration; null if it is none.</summary>
    private Value? StateOf(Value value, string name = StateName)
    {
        switch (value)
        {
            case ScalarValue { Node: var node } when ScalarTypes.Contains(node.Type):
                return value;
            case ScalarValue { Node: var node } when ContainerShape.TryGet(node.Type) is not null:
                return StateOf(MembersOf(node, name), name);
            case StructureValue structure:
                var members = structure.Members.ToDictionary(member => member.Key, member => StateOf(member.Value, $"{name}.{member.Key}"), StringComparer.Ordinal);
                return members.Values.All(member => member is not null) ? new StructureValue(structure.Type, members!) : null;
            case ArrayValue array:
                return Scoped(() => Held(array)) is var held && IsArrayState(held) ? held : null;
            default:
                return null;
        }
    }

    private static bool IsArrayState(Value held) => held switch
    {
        ScalarValue { Node: var node } => IsStateType(node.Type),
        StructureValue structure => structure.Members.Values.All(IsArrayState),
        ReferencedArray { Array: var array } => IsStateType(array.Type),
        ContainerArray { Type: var type } => IsStateType(type),
        LiteralArray literal => literal.Elements.All(IsArrayState),
        PieceOfArray piece => IsArrayState(piece.Whole),
        DefinedArray array => IsArrayState(array.Element),
        DefinedMatrix => true,
        _ => false,
    };

    private static bool IsStateType(Type type) =>
        ScalarTypes.Contains(type) || type.IsArray && type.GetArrayRank() <= 2 && IsStateType(type.GetElementType()!)
        || ContainerShape.TryGet(type) is { } shape && shape.Members.All(member => IsStateType(member.Type));

    /// <summary>Whether the value is a scalar or a structure of scalars.</summary>
    public static bool IsOfScalars(Value value) => value switch
    {
        ScalarValue scalar => ScalarTypes.Contains(scalar.Node.Type),
        StructureValue structure => structure.Members.Values.All(IsOfScalars),
        _ => false,
    };

    /// <summary>Whether two states have the same numbers in the same places.</summary>
    private static bool Correspond(Value a, Value b) => (a, b) switch
    {
        (StructureValue { Members: var first }, StructureValue { Members: var second }) =>
            first.Count == second.Count && first.Zip(second).All(pair => pair.First.Key == pair.Second.Key && Correspond(pair.First.Value, pair.Second.Value)),
        _ => a is ScalarValue && b is ScalarValue { Node.IsReference: false },
    };
}
