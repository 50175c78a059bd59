using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Loops that carry a state from step to step: Aggregate, Ad.Iterate, and Ad.Scan, which keeps all states.</summary>
internal sealed partial class Lowering
{
    private Value Aggregate(MethodCallExpression call, IReadOnlyList<Expression> arguments, SequenceValue items, Bindings bindings)
    {
        var step = LowerFunction(call, arguments[arguments.Count == 2 ? 1 : 2], bindings);
        Value Step(Value item, Value state) => Apply(step.Lambda, step.Bindings, state, item);

        Value seed;
        if (arguments.Count == 2)
        {
            var indexed = items.ToIndexed();
            seed = First(indexed);
            items = Skip(indexed, Graph.Constant(1));
        }
        else
        {
            seed = Lower(arguments[1], bindings);
        }

        if (!IsState(seed)) return RefuseState(call, seed, step);

        var last = items.Fold(seed, Step, proceeds: null);
        if (arguments.Count < 4) return last;
        var result = LowerFunction(call, arguments[3], bindings);
        return Apply(result.Lambda, result.Bindings, last);
    }

    /// <summary>Ad.Scan: the states of a loop as an array, the one after the last iteration at its end.</summary>
    private Value LowerScan(MethodCallExpression call, Bindings bindings)
    {
        var step = LowerFunction(call, call.Arguments[2], bindings);
        var seed = Lower(call.Arguments[0], bindings);
        if (!IsState(seed)) return RefuseState(call, seed, step);

        var items = ToSequence(Lower(call.Arguments[1], bindings)).ToIndexed();
        var loop = States(items.Length, seed, (index, state) => Apply(step.Lambda, step.Bindings, state, items.ElementAt(index)));
        Value Before(Node index) => loop.Each.Map(state => ReadAt(state, [new Replacement(loop.Axis, index)]));
        Value After(Node index) => loop.Next.Map(state => ReadAt(state, [new Replacement(loop.Axis, index)]));
        return new ComputedArray(this, Apply(Primitives.Add, items.Length, Graph.Constant(1)), index =>
            index == items.Length ? loop.Last
            : IndexRange.IsInRange(index, items.Length) ? Before(index)
            : Apply(Primitives.Subtract, index, Graph.Constant(1)) is var previous && IndexRange.IsInRange(previous, items.Length) ? After(previous)
            : Branch(Apply(Primitives.LessThan, index, items.Length), () => Before(index), () => loop.Last));
    }

    /// <summary>Ad.Iterate: a number of steps, which may know their number.</summary>
    private Value LowerIterate(MethodCallExpression call, Bindings bindings)
    {
        var step = LowerFunction(call, call.Arguments[2], bindings);
        var count = LowerScalar(call.Arguments[0], bindings);
        var seed = Lower(call.Arguments[1], bindings);
        if (!IsState(seed)) return RefuseState(call, seed, step);
        return Sequentially(NonNegative(count), seed, (index, state) => step.Lambda.Parameters.Count == 1
            ? Apply(step.Lambda, step.Bindings, state)
            : Apply(step.Lambda, step.Bindings, state, new ScalarValue(index)));
    }

    private Value RefuseState(MethodCallExpression call, Value seed, FunctionValue step)
    {
        if (seed is not RefusedValue) _refusals.Add(Refusals.ArrayState, call, call.Method.Name, CSharpNames.Of(step.Lambda.ReturnType));
        return ErrorValue(call.Type);
    }

    /// <summary>Whether the value is a scalar or a structure of scalars.</summary>
    public static bool IsState(Value value) => value switch
    {
        ScalarValue scalar => ScalarTypes.Contains(scalar.Node.Type),
        StructureValue structure => structure.Members.Values.All(IsState),
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
