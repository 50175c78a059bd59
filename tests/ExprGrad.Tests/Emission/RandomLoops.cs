using System.Linq.Expressions;
using ExprGrad.Emission.Bounds;
using ExprGrad.Runtime;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Emission;

/// <summary>Writes random nests of loops that access a span, with the checks at the accesses or taken out of the loops: the same nest for the same seed.</summary>
internal sealed class RandomLoops
{
    private readonly Random _random;
    private readonly BoundsHoister? _hoister;
    private readonly List<ParameterExpression> _variables = [];
    private readonly ParameterExpression _data = Parameter(typeof(double[]), "data");
    private readonly ParameterExpression _span = Variable(typeof(Span<double>), "span");
    private readonly ParameterExpression _counter = Variable(typeof(int), "counter");
    private readonly ParameterExpression[] _numbers = [Parameter(typeof(int), "m"), Parameter(typeof(int), "n")];

    private RandomLoops(int seed, bool hoists) => (_random, _hoister) = (new Random(seed), hoists ? new BoundsHoister(type => Local(type, "row")) : null);

    public static Expression<Action<double[], int, int>> Write(int seed, bool hoists)
    {
        var loops = new RandomLoops(seed, hoists);
        var code = loops.For([], depth: 0).ToList();
        return Lambda<Action<double[], int, int>>(
            Block([loops._span, loops._counter, .. loops._variables], [Assign(loops._span, New(typeof(Span<double>).GetConstructor([typeof(double[])])!, loops._data)), .. code, Empty()]),
            [loops._data, .. loops._numbers]);
    }

    private IEnumerable<Expression> For(IReadOnlyList<ParameterExpression> outer, int depth)
    {
        var index = Integer("i");
        var step = _random.Next(4) == 0 ? _random.Next(2, 4) : 1;
        Expression first = _random.Next(4) == 0 ? Constant(_random.Next(-1, 3)) : Constant(0);
        Expression count = Bound(outer);
        var end = Label();
        List<Expression> body = [.. Enumerable.Range(0, _random.Next(1, 4)).SelectMany(_ => Statement([.. outer, index], depth, end))];
        yield return Assign(index, first);
        foreach (var check in _hoister?.Hoist(index, first, count, step, end, body) ?? []) yield return check;
        yield return Loop(
            Block([IfThen(GreaterThanOrEqual(index, Subtract(count, Constant(step - 1))), Break(end)), .. body, Assign(index, Add(index, Constant(step)))]), end);
    }

    // As generated code has them: known before the loop, and often by the index of a loop around.
    private Expression Bound(IReadOnlyList<ParameterExpression> outer) => _random.Next(outer.Count > 0 ? 6 : 3) switch
    {
        0 => Constant(_random.Next(0, 5)),
        1 => _numbers[_random.Next(2)],
        2 => Subtract(_numbers[_random.Next(2)], Constant(_random.Next(-1, 2))),
        3 => outer[_random.Next(outer.Count)],
        4 => Add(outer[_random.Next(outer.Count)], Constant(_random.Next(-1, 3))),
        _ => Subtract(_numbers[_random.Next(2)], outer[_random.Next(outer.Count)]),
    };

    private IEnumerable<Expression> Statement(IReadOnlyList<ParameterExpression> indices, int depth, LabelTarget end)
    {
        switch (_random.Next(10))
        {
            case 0:
                return [IfThen(GreaterThan(indices[^1], Constant(1)), Block(typeof(void), Access(indices)))];
            case 1:
                return [Assign(_counter, Add(_counter, Constant(1))), .. Access([.. indices, _counter])];
            case 2 when _random.Next(4) == 0:
                return [IfThen(Equal(indices[^1], Constant(2)), Break(end))];
            case < 6 when depth < 3:
                return [Block(typeof(void), For(indices, depth + 1))];
            default:
                return Access(indices);
        }
    }

    private IEnumerable<Expression> Access(IReadOnlyList<ParameterExpression> indices)
    {
        Expression place = Constant(_random.Next(0, 8));
        foreach (var index in indices)
        {
            Expression term = _random.Next(6) switch
            {
                0 => Multiply(index, _numbers[_random.Next(2)]),
                1 => Multiply(index, index),
                2 => Negate(index),
                _ => Multiply(Constant(_random.Next(-1, 4)), index),
            };
            place = Add(term, place);
        }

        if (_random.Next(3) > 0) return [Call(typeof(Elements), nameof(Elements.Add), null, _span, place, Constant(1.0))];
        var at = Integer("at");
        return [Assign(at, place), Call(typeof(Elements), nameof(Elements.Write), [typeof(double)], _span, at, Add(Constant(1.0), Call(typeof(Elements), nameof(Elements.Read), [typeof(double)], _span, Subtract(at, Constant(1)))))];
    }

    private ParameterExpression Integer(string name) => Local(typeof(int), name);

    private ParameterExpression Local(Type type, string name)
    {
        var variable = Variable(type, name);
        _variables.Add(variable);
        return variable;
    }
}
