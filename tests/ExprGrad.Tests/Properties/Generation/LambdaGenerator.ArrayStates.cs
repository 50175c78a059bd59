using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Loops whose states are arrays, or an array beside a number.</summary>
internal sealed partial class LambdaGenerator
{
    /// <summary>Of an Aggregate, Iterate or Scan: a sum over the last array, an element of it, or of one on the way.</summary>
    private Term? ArrayStepped(Kind kind, int budget, Scope scope)
    {
        if (scope.LoopDepth + 1 >= DeepestLoop)
            return null;
        var share = random.Split(Math.Max(budget, 5), 5);
        if (SeedArray(kind, share[0], scope) is not { } array)
            return null;
        int? form = random.Chance(0.4) ? random.Below(5) : null;
        var seed = form is null ? array : NewContainer(form.Value, array, Fit(Real(kind, 1, scope), state));
        return random.Below(3) switch
        {
            0 => ArrayIterated(kind, seed, form, share, scope),
            1 => ArrayOverItems(kind, seed, form, share, scope, keepsAll: false),
            _ => ArrayOverItems(kind, seed, form, share, scope, keepsAll: true),
        };
    }

    private Term? SeedArray(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        var (item, body) = Enter(source, scope);
        var value = Fit(Real(kind, share[1], body), state);
        return ToArray(Projected(source, new(value.Node, new ScalarShape(kind, state), value.Active), Function(value, item)));
    }

    private Term? ArrayIterated(Kind kind, Term seed, int? form, int[] share, Scope scope)
    {
        if (StepCount(share[1], scope) is not { } count)
            return null;
        var acc = Sized(new(Variable(seed.Node.Type, scope, "acc"), StateShape(kind, seed), Active: true));
        var at = new Term(
            Variable(typeof(int), scope, "at"),
            new ScalarShape(Kind.Int32, new(0, Math.Max(0, count.Range.High - 1)), ((ScalarShape)count.Shape).Size), Active: false);
        Term[] variables = random.Chance(0.5) ? [acc, at] : [acc];
        if (NextArray(kind, acc, form, share, scope.Loop(count.Range.High, variables)) is not { } next)
            return null;
        return Read(kind, new(
            Expression.Call(typeof(Ad), nameof(Ad.Iterate), [acc.Node.Type], count.Node, seed.Node, Function(next, variables)), StateShape(kind, seed), seed.Active || next.Active), share[4], scope);
    }

    private Term? ArrayOverItems(Kind kind, Term seed, int? form, int[] share, Scope scope, bool keepsAll)
    {
        if (Source(share[1], scope) is not { } source)
            return null;
        var (item, body) = Enter(source, scope);
        var acc = Sized(new(Variable(seed.Node.Type, scope, "acc"), StateShape(kind, seed), Active: true));
        if (NextArray(kind, acc, form, share, body.With(acc)) is not { } next)
            return null;
        var (step, isActive) = (Function(next, acc, item), seed.Active || next.Active);
        if (!keepsAll)
            return Read(kind, new(Linq.Call("Aggregate", [source.ElementType, acc.Node.Type], source.Node, seed.Node, step), StateShape(kind, seed), isActive), share[4], scope);
        var states = Expression.Call(typeof(Ad), nameof(Ad.Scan), [acc.Node.Type, source.ElementType], seed.Node, source.Node, step);
        return Descend(
            new(states, new SequenceShape(StateShape(kind, seed), new Interval(source.Lengths.Low + 1, source.Lengths.High + 1)), isActive), kind, share[4], scope);
    }

    /// <summary>What holds of the state in every step.</summary>
    private Shape StateShape(Kind kind, Term seed)
    {
        Shape Array(SequenceShape array) => Outside(array with { Element = new ScalarShape(kind, state), IsArray = true });
        return seed.Shape is ContainerShape container
            ? PairShape(container.Definition, Array((SequenceShape)container.Members[0].Shape), new ScalarShape(kind, state))
            : Array(seed.Sequence);
    }

    /// <summary>The next state: an array of the same length, element by element or index by index, and a number beside it.</summary>
    private Term? NextArray(Kind kind, Term acc, int? form, int[] share, Scope body)
    {
        Term Part(int place) => acc.Shape is ContainerShape container ? Sized(Scope.Member(acc, container.Members[place].Name, container.Members[place].Shape)) : acc;
        var array = Part(0);
        if (!IsAffordable(array, body))
            return null;
        Term next;
        if (random.Chance(0.6))
        {
            var (item, position, inner) = EnterIndexed(array, body);
            var value = Fit(NextState(item, share[2], inner), state);
            next = ToArray(Projected(array, value, Function(value, item, position)));
        }
        else
        {
            var range = Range(LengthOf(array, 0));
            var (index, inner) = Enter(range, body);
            var value = Fit(NextState(ElementOf(array, index), share[2], inner), state);
            next = ToArray(Projected(range, value, Function(value, index)));
        }

        return form is { } container ? NewContainer(container, next, Fit(NextState(Part(1), share[3], body), state)) : next;
    }

    private Term? Read(Kind kind, Term last, int budget, Scope scope) =>
        last.Shape is SequenceShape && random.Chance(0.6) ? Plain(kind, last, scope) : Descend(last, kind, budget, scope);
}
