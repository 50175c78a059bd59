using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>The library's loops with states: Iterate, Scan, Recur.</summary>
internal sealed partial class LambdaGenerator
{
    private Term? Stepped(Kind kind, int budget, Scope scope) => random.Below(6) switch
    {
        0 => Iterated(kind, budget, scope),
        1 => Recurrent(kind, budget, scope),
        2 => Scanned(kind, budget, scope),
        _ => ArrayStepped(kind, budget, scope),
    };

    /// <summary>A number of steps: a literal, a length, or any small number.</summary>
    private Term? StepCount(int budget, Scope scope)
    {
        var measurable = scope.Terms.Where(t => t.IsArray).ToList();
        var count = new Alternatives(random)
            .Add(measurable.Count > 0 ? 3 : 0, () => LengthOf(random.PickLater(measurable), 0))
            .Add(2, () => IntegerLiteral(random.Within(0, 4)))
            .Add(1, () => FitInteger(Integer(budget, scope), new(0, 4)))
            .Draw();
        return count is not null && count.Range.High * scope.Work <= largestWork ? count : null;
    }

    /// <summary><c>Ad.Iterate(count, seed, acc =&gt; ..)</c>, or a step that knows its number.</summary>
    private Term? Iterated(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 3), 3);
        if (StepCount(share[0], scope) is not { } count)
            return null;
        var seed = Fit(Real(kind, share[1], scope), state);
        var acc = new Term(Variable(types.Of(kind), scope, "acc"), new ScalarShape(kind, state), Active: true);
        var at = new Term(
            Variable(typeof(int), scope, "at"),
            new ScalarShape(Kind.Int32, new(0, Math.Max(0, count.Range.High - 1)), ((ScalarShape)count.Shape).Size), Active: false);
        Term[] variables = random.Chance(0.5) ? [acc, at] : [acc];
        var next = Fit(NextState(acc, share[2], scope.Loop(count.Range.High, variables)), state);
        return new(
            Expression.Call(typeof(Ad), nameof(Ad.Iterate), [acc.Node.Type], count.Node, seed.Node, Function(next, variables)),
            new ScalarShape(kind, state), seed.Active || next.Active);
    }

    /// <summary>A sum or an element of <c>Ad.Recur(count, (at, earlier) =&gt; ..)</c>, of numbers or of pairs, which reads sums of earlier elements, one at a place that was checked, or all.</summary>
    private Term? Recurrent(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 4), 4);
        if (StepCount(share[0], scope) is not { } count)
            return null;
        var range = new ScalarShape(kind, state);
        int form = random.Below(5);
        Shape element = random.Chance(0.7) ? range : PairShape(((ContainerShape)NewContainer(form, Constant(kind, state), Constant(kind, state)).Shape).Definition, range, range);
        var type = types.Of(element);
        var at = new Term(
            Variable(typeof(int), scope, "at"),
            new ScalarShape(Kind.Int32, new(0, Math.Max(0, count.Range.High - 1)), ((ScalarShape)count.Shape).Size), Active: false);
        var list = Expression.Parameter(typeof(IReadOnlyList<>).MakeGenericType(type), Variable(typeof(int), scope, "earlier").Name);
        var body = scope.Loop(count.Range.High, at);

        Term Earlier(int place)
        {
            var index = random.Below(3) switch
            {
                0 => IntegerSum(ExpressionType.Subtract, at, IntegerLiteral(1)),
                1 => Integer(CSharp.Binary(ExpressionType.Divide, at.Node, CSharp.Integer(2)), at.Range, at),
                _ => IntegerLiteral(0),
            };
            var read = new Term(Expression.Call(list, "get_Item", null, index.Node), element, Active: true);
            return element is ContainerShape container ? Scope.Member(read, container.Members[place].Name, range) : read;
        }

        Term Next(int place, int share)
        {
            if (element is ScalarShape && random.Chance(0.3))
                return Fit(NextState(Plain(kind, new Term(list, new SequenceShape(element, new(0, count.Range.High), IsArray: false), Active: true), body), share, body), state);
            var first = Fit(Real(kind, Math.Max(1, share / 2), body), state);
            return Either(Compare(ExpressionType.GreaterThan, at, IntegerLiteral(0)), Fit(NextState(Earlier(place), share, body), state), first);
        }

        var value = element is ContainerShape ? NewContainer(form, Next(0, share[1]), Next(1, share[2])) : Next(0, share[1] + share[2]);
        var elements = new Term(
            Expression.Call(typeof(Ad), nameof(Ad.Recur), [type], count.Node, Expression.Lambda(value.Node, (ParameterExpression)at.Node, list)),
            new SequenceShape(element, count.Range, ((ScalarShape)count.Shape).Size), value.Active);
        return element is ScalarShape && random.Chance(0.5) ? Plain(kind, elements, scope) : Descend(elements, kind, share[3], scope);
    }

    /// <summary>A sum or an element of <c>Ad.Scan(seed, source, (acc, x) =&gt; ..)</c>.</summary>
    private Term? Scanned(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 4), 4);
        if (Source(share[0], scope) is not { } source)
            return null;
        var seed = Fit(Real(kind, share[1], scope), state);
        var (item, body) = Enter(source, scope);
        var acc = new Term(Variable(types.Of(kind), scope, "acc"), new ScalarShape(kind, state), Active: true);
        var next = Fit(NextState(acc, share[2], body.With(acc)), state);
        var lengths = new Interval(source.Lengths.Low + 1, source.Lengths.High + 1);
        var states = new Term(
            Expression.Call(typeof(Ad), nameof(Ad.Scan), [acc.Node.Type, source.ElementType], seed.Node, source.Node, Function(next, acc, item)),
            new SequenceShape(new ScalarShape(kind, state), lengths), seed.Active || next.Active);
        return random.Chance(0.5) ? Plain(kind, states, scope) : Descend(states, kind, share[3], scope);
    }
}
