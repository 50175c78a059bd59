using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>The LINQ operators, each a few lines: sequences in, a sequence or a reduction out.</summary>
internal sealed partial class Lowering
{
    private Value LowerLinq(MethodCallExpression call, IReadOnlyList<Expression> arguments, Bindings bindings)
    {
        // Where there is no IEquatable, C# passes the default comparer as null.
        if (arguments.Count > 0 && arguments[^1] is ConstantExpression { Value: null }) arguments = [.. arguments.SkipLast(1)];

        Value Source() => Lower(arguments[0], bindings);
        SequenceValue Items() => Sequences(1)[0];
        Node Number(int argument) => LowerScalar(arguments[argument], bindings);
        FunctionValue Function(int argument) => LowerFunction(call, arguments[argument], bindings);
        Value Applied(FunctionValue function, params ReadOnlySpan<Value> values) => Apply(function.Lambda, function.Bindings, values);

        // All are evaluated before the operator looks at the first.
        SequenceValue[] Sequences(int count)
        {
            var values = arguments.Take(count).Select(argument => Lower(argument, bindings)).ToArray();
            return [.. values.Zip(call.Method.GetParameters(), ToSequence)];
        }

        // All are evaluated before the operator looks at its source.
        (SequenceValue Items, Node Number) ItemsAndNumber()
        {
            var (source, number) = (Source(), Number(1));
            return (ToSequence(source, call.Method.GetParameters()[0]), number);
        }

        SequenceValue EachAsSource(SequenceValue items) => items is NestedSequence { EachAsSource: { } nested } ? nested : items;

        SequenceValue Selected(int argument)
        {
            var function = Function(argument);
            return function.Lambda.Parameters.Count == 2
                ? Numbered(Items(), (item, index) => Applied(function, item, new ScalarValue(index)))
                : Items().Select(item => Applied(function, item));
        }

        SequenceValue Filtered(int argument)
        {
            var predicate = Function(argument);
            if (predicate.Lambda.Parameters.Count == 2)
            {
                var numbered = Numbered(Items(), (item, index) => Pair(item, new ScalarValue(index)));
                return numbered.Where(pair => NodeOf(Applied(predicate, First(pair), Second(pair)))).Select(First);
            }

            return Items().Where(item => NodeOf(Applied(predicate, item)));
        }

        SequenceValue Flattened()
        {
            var inner = Function(1);
            var result = arguments.Count == 3 ? Function(2) : null;
            SequenceValue Combined(Value outer, Value items) =>
                result is null ? ToSequence(items) : ToSequence(items).Select(item => Applied(result, outer, item));
            if (inner.Lambda.Parameters.Count == 2)
                return Numbered(Items(), (item, index) => Pair(item, new ScalarValue(index))).SelectMany(pair => Combined(First(pair), Applied(inner, First(pair), Second(pair))));
            var items = Items();
            return new NestedSequence(this, items, outer => Combined(outer, Applied(inner, outer)))
            {
                EachAsSource = result is null ? new NestedSequence(this, items, outer => ToSequence(Applied(inner, outer), call.Method.GetParameters()[0])) : null,
            };
        }

        // Of an IEnumerable<double>, or what a Func<T, double> returns.
        Type Averaged() => call.Method.GetParameters()[^1].ParameterType.GetGenericArguments()[^1];

        switch (call.Method.Name, arguments.Count)
        {
            // Sources.
            case (nameof(Enumerable.Range), 2):
                return Range(Number(0), Number(1));
            case (nameof(Enumerable.Repeat), 2):
                var repeated = Source();
                return new IndexedSequence(this, NonNegative(Number(1)), _ => repeated);
            case (nameof(Enumerable.Empty), 0):
                return Nothing(call.Type.GetGenericArguments()[0]);

            // Element by element.
            case (nameof(Enumerable.Select), 2):
                return Selected(1);
            case (nameof(Enumerable.Where), 2):
                return Filtered(1);
            case (nameof(Enumerable.SelectMany), 2 or 3):
                return Flattened();
            case (nameof(Enumerable.Index), 1):
                return Numbered(Items(), (item, index) => Pair(new ScalarValue(index), item));
            case (nameof(Enumerable.Zip), 2):
                return Zip(Sequences(2), items => Tuple(items));
            case (nameof(Enumerable.Zip), 3) when SequenceTypes.ElementType(arguments[2].Type) is not null:
                return Zip(Sequences(3), items => Tuple(items));
            case (nameof(Enumerable.Zip), 3):
                var combine = Function(2);
                return Zip(Sequences(2), items => Applied(combine, items));
            case (nameof(Enumerable.ToArray), 1):
                return ToArray(Items().ToIndexed());
            case (nameof(Enumerable.AsEnumerable), 1):
                return Source();

            // Pieces and rearrangements.
            case (nameof(Enumerable.Take), 2) when arguments[1].Type == typeof(int):
                var (taken, limit) = ItemsAndNumber();
                return Take(taken, limit);
            case (nameof(Enumerable.Skip), 2):
                var (left, skipped) = ItemsAndNumber();
                return Skip(left, skipped);
            case (nameof(Enumerable.TakeLast), 2):
                var (ending, kept) = ItemsAndNumber();
                return TakeLast(ending, kept);
            case (nameof(Enumerable.SkipLast), 2):
                var (starting, dropped) = ItemsAndNumber();
                return SkipLast(starting, dropped);
            case (nameof(Enumerable.Reverse), 1):
                return Reversed(Items());
            case (nameof(Enumerable.Concat), 2):
                var joined = Sequences(2);
                return Concat(joined[0], joined[1]);
            case (nameof(Enumerable.Append), 2):
                var (before, last) = (Source(), Lower(arguments[1], bindings));
                return Concat(ToSequence(before, call.Method.GetParameters()[0]), Single(last));
            case (nameof(Enumerable.Prepend), 2):
                var (behind, first) = (Source(), Lower(arguments[1], bindings));
                return Concat(Single(first), ToSequence(behind, call.Method.GetParameters()[0]));

            // One element.
            case (nameof(Enumerable.First), 1 or 2):
                return First(arguments.Count == 1 ? Items() : Filtered(1));
            case (nameof(Enumerable.Last), 1 or 2):
                return Last(arguments.Count == 1 ? Items() : Filtered(1));
            case (nameof(Enumerable.ElementAt), 2) when arguments[1].Type == typeof(int):
                var (elements, position) = ItemsAndNumber();
                return ElementAt(elements, position);
            case (nameof(Enumerable.MaxBy) or nameof(Enumerable.MinBy), 2):
                var key = Function(1);
                var notEmpty = call.Type.IsValueType ? Primitives.CheckNotEmpty : Primitives.CheckFound;
                return Extreme(Items(), item => NodeOf(Applied(key, item)), call.Method.Name == nameof(Enumerable.MaxBy) ? ReductionKind.ArgMax : ReductionKind.ArgMin, notEmpty);

            // One number.
            case (nameof(Enumerable.Sum), 1 or 2):
                return new ScalarValue(Sum(arguments.Count == 1 ? Items() : Selected(1), call.Type));
            case (nameof(Enumerable.Average), 1):
                var averaged = Source();
                return new ScalarValue(Average(
                    ToSequence(averaged, call.Method.GetParameters()[0]), Averaged(), call.Type, isOfArray: averaged is ArrayValue and not EarlierElements));
            case (nameof(Enumerable.Average), 2):
                return new ScalarValue(Average(Selected(1), Averaged(), call.Type, isOfArray: false));
            case (nameof(Enumerable.Max), 1 or 2) when arguments.Count == 1 || arguments[1] is LambdaExpression:
                return new ScalarValue(Extreme(arguments.Count == 1 ? Items() : Selected(1), ReductionKind.Max));
            case (nameof(Enumerable.Min), 1 or 2) when arguments.Count == 1 || arguments[1] is LambdaExpression:
                return new ScalarValue(Extreme(arguments.Count == 1 ? Items() : Selected(1), ReductionKind.Min));
            case (nameof(MemoryExtensions.Count), 2) when call.Method.DeclaringType == typeof(MemoryExtensions):
                var (all, counted) = ItemsAndNumber();
                return new ScalarValue(all.Where(item => SameElement(NodeOf(item), counted)).Count());
            case (nameof(Enumerable.Count), 1 or 2):
                return new ScalarValue(Count(arguments.Count == 1 ? EachAsSource(Items()) : Filtered(1)));
            case (nameof(Enumerable.LongCount), 1 or 2):
                return new ScalarValue(Convert(Count(arguments.Count == 1 ? Items() : Filtered(1)), typeof(long)));
            case (nameof(Enumerable.Any), 1 or 2):
                return new ScalarValue(Any(arguments.Count == 1 ? Items() : Filtered(1)));
            case (nameof(Enumerable.All), 2):
                var predicate = Function(1);
                return new ScalarValue(Apply(Primitives.Not, Any(Items().Where(item => Apply(Primitives.Not, NodeOf(Applied(predicate, item)))))));
            case (nameof(Enumerable.Contains), 2):
                var (searched, sought) = ItemsAndNumber();
                return new ScalarValue(Any(EachAsSource(searched).Where(item => SameElement(NodeOf(item), sought))));
            case (nameof(MemoryExtensions.IndexOf), 2) when arguments[1].Type == call.Method.GetGenericArguments()[0]:
                var (places, wanted) = ItemsAndNumber();
                return new ScalarValue(IndexWhere(places.ToIndexed(), item => SameElement(NodeOf(item), wanted)));
            case (nameof(Enumerable.SequenceEqual), 2):
                var compared = Sequences(2);
                return new ScalarValue(SequenceEqual(compared[0].ToIndexed(), compared[1].ToIndexed()));
            case (nameof(Enumerable.Aggregate), 2 or 3 or 4):
                return Aggregate(call, arguments, bindings);
        }

        var row = UnsupportedConstructs.Operator(call.Method.Name);
        if (row == Refusals.OperatorOverload)
            _refusals.Add(Refusals.OperatorOverload, call, call.Method.Name, string.Join(" and ", call.Method.GetParameters().Skip(1).Select(p => $"`{CSharpNames.Of(p.ParameterType)}`")));
        else
            _refusals.Add(row, call, call.Method.Name);
        return ErrorValue(call.Type);
    }
}
