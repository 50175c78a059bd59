using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>What ends a sequence: sums, extrema, selections, folds, counts, quantifiers.</summary>
internal sealed partial class LambdaGenerator
{
    private Term? Reduction(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget - 1, 2), 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        bool isKind = source.Sequence.Element is ScalarShape scalar && scalar.Kind == kind;
        return new Alternatives(random)
            .Add(isKind ? 8 : 0, () => Plain(kind, source, scope))
            .Add(9, () => WithSelector(kind, source, share[1], scope))
            .Add(6, () => Plain(kind, Selected(kind, source, share[1], scope), scope))
            .Add(source.Sequence.Element.Contains(kind) ? 6 : 0, () => Chosen(kind, source, share[1], scope))
            .Add(source.Sequence.Element.Contains(kind) ? 4 : 0, () => ChosenBy(kind, source, share[1], scope))
            .Add(4, () => Fold(kind, source, share[1], scope))
            .Add(isKind ? 2 : 0, () => Folded(kind, source, share[1], scope))
            .Add(
                kind == Kind.Double && source.Sequence.Element is ScalarShape { Kind: Kind.Int32 } ? 2 : 0,
                () => AverageOfIntegers(source, scope))
            .Add(2, () => FoldOfPairs(kind, source, share[1], scope))
            .Add(2, () => Descend(ToArray(Selected(kind, source, share[1], scope)), kind, 1, scope))
            .Draw();
    }

    /// <summary>Guards what throws on an empty sequence, though rarely it doesn't: then the exception is what must agree.</summary>
    private Term Guarded(Term source, Term term, int budget, Scope scope)
    {
        if (source.Lengths.Low > 0 || random.Chance(0.01))
            return term;
        var any = Boolean(Linq.Call(nameof(Enumerable.Any), [source.ElementType], source.Node), source);
        return Either(any, term, term.Is(Kind.Int32) ? IntegerLeaf(scope) : Real(term.Kind, budget, scope));
    }

    private static Interval Summed(Interval item, Interval lengths) => item * new Interval(lengths.Low, lengths.High);

    private Term Plain(Kind kind, Term source, Scope scope)
    {
        var item = ((ScalarShape)source.Sequence.Element).Range;
        string name = random.Pick("Sum", "Sum", "Average", "Max", "Min");
        var range = name == "Sum" ? Summed(item, source.Lengths) : item;
        var term = new Term(Linq.Call(name, [], source.Node), new ScalarShape(kind, range), source.Active);
        return name == "Sum" ? term : Guarded(source, term, 1, scope);
    }

    private Term AverageOfIntegers(Term source, Scope scope) =>
        Guarded(source, Scalar(Linq.Call("Average", [], source.Node), Kind.Double, ((ScalarShape)source.Sequence.Element).Range), 1, scope);

    private Term WithSelector(Kind kind, Term source, int budget, Scope scope)
    {
        string name = random.Pick("Sum", "Sum", "Sum", "Average", "Max", "Min");
        var (item, body) = Enter(source, scope);
        var value = Real(kind, budget, body);
        var range = name == "Sum" ? Summed(value.Range, source.Lengths) : value.Range;
        var term = new Term(
            Linq.Call(name, [source.ElementType], source.Node, Function(value, item)), new ScalarShape(kind, range), value.Active);
        return name == "Sum" ? term : Guarded(source, term, 1, scope);
    }

    /// <summary>First, Last, ElementAt.</summary>
    private Term? Chosen(Kind kind, Term source, int budget, Scope scope)
    {
        string name = random.Pick("First", "Last", "ElementAt");
        Expression[] arguments = [source.Node];
        if (name != "ElementAt" && random.Chance(0.5))
            return ChosenWhere(kind, name, source, budget, scope);
        if (name == "ElementAt")
        {
            var (lengths, size) = (source.Lengths, source.Sequence.Size);
            if (lengths.Low < 1 || Index(lengths, size, () => IntegerLiteral((int)lengths.Low), budget, scope) is not { } index)
                return null;
            arguments = [source.Node, index.Node];
        }

        var element = new Term(Linq.Call(name, [source.ElementType], arguments), Outside(source.Sequence.Element), source.Active);
        return Descend(element, kind, 1, scope) is { } scalar ? Guarded(source, scalar, 1, scope) : null;
    }

    /// <summary><c>source.Any(x =&gt; ..) ? source.First(x =&gt; ..) : ..</c></summary>
    private Term? ChosenWhere(Kind kind, string name, Term source, int budget, Scope scope)
    {
        var (item, body) = Enter(source, scope);
        var predicate = Function(Condition(budget, body), item);
        var element = new Term(
            Linq.Call(name, [source.ElementType], source.Node, predicate), Outside(source.Sequence.Element), source.Active);
        return Descend(element, kind, 1, scope) is { } scalar
            ? Either(Boolean(Linq.Call("Any", [source.ElementType], source.Node, predicate)), scalar, Leaf(kind, scope))
            : null;
    }

    /// <summary>MaxBy, MinBy.</summary>
    private Term? ChosenBy(Kind kind, Term source, int budget, Scope scope)
    {
        var (item, body) = Enter(source, scope);
        var key = Real(random.Pick(reals), budget, body);

        // Computed from data alone it is often the same for all elements but for how it is rounded, as averages of equal numbers are, which is another matter with each order of additions.
        if (!key.Active && !key.IsPath)
            return null;
        var node = Linq.Call(random.Pick("MaxBy", "MinBy"), [source.ElementType, key.Node.Type], source.Node, Function(key, item));
        return Descend(new(node, Outside(source.Sequence.Element), source.Active), kind, 1, scope) is { } scalar
            ? Guarded(source, scalar, 1, scope)
            : null;
    }

    private static readonly Interval state = new(-4, 4);

    /// <summary><c>source.Aggregate(seed, (acc, x) =&gt; ..)</c>, with or without a result selector.</summary>
    private Term Fold(Kind kind, Term source, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 3), 3);
        var seed = Fit(Real(kind, share[0], scope), state);
        var (item, body) = Enter(source, scope);
        var acc = new Term(Variable(types.Of(kind), scope, "acc"), new ScalarShape(kind, state), source.Active || seed.Active);
        var next = Fit(NextState(acc, share[1], body.With(acc)), state);
        bool active = seed.Active || next.Active;
        if (random.Chance(0.6))
            return new(
                Linq.Call("Aggregate", [source.ElementType, acc.Node.Type], source.Node, seed.Node, Function(next, acc, item)),
                new ScalarShape(kind, state), active);
        var final = Real(kind, share[2], scope.With(acc));
        return new(
            Linq.Call(
                "Aggregate", [source.ElementType, acc.Node.Type, acc.Node.Type], source.Node, seed.Node, Function(next, acc, item),
                Function(final, acc)),
            final.Shape, active || final.Active);
    }

    /// <summary>A next state that depends on the last one.</summary>
    private Term NextState(Term acc, int budget, Scope scope)
    {
        var value = Real(acc.Kind, budget, scope);
        return random.Below(4) switch
        {
            0 => value,
            1 => Binary(ExpressionType.Add, Binary(ExpressionType.Multiply, acc, Literal(acc.Kind, 0.5)), Fit(value, new(-2, 2))),
            2 => Binary(ExpressionType.Multiply, acc, Fit(value, new(-1, 1))),
            _ => Binary(ExpressionType.Add, acc, value),
        };
    }

    /// <summary><c>xs.Aggregate((acc, x) =&gt; ..)</c>: the first element is the seed.</summary>
    private Term? Folded(Kind kind, Term source, int budget, Scope scope)
    {
        var range = ((ScalarShape)source.Sequence.Element).Range.Union(state);
        var acc = new Term(Variable(types.Of(kind), scope, "acc"), new ScalarShape(kind, range), source.Active);
        var (item, body) = Enter(source, scope);
        var next = Fit(NextState(acc, budget, body.With(acc)), range);
        var term = new Term(
            Linq.Call("Aggregate", [source.ElementType], source.Node, Function(next, acc, item)), new ScalarShape(kind, range),
            source.Active || next.Active);
        return Guarded(source, term, 1, scope);
    }

    /// <summary>A fold whose state is a container of two reals.</summary>
    private Term FoldOfPairs(Kind kind, Term source, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        int form = random.Below(5);
        var seed = NewContainer(form, Fit(Real(kind, 1, scope), state), Fit(Real(kind, 1, scope), state));
        var shape = PairShape(((ContainerShape)seed.Shape).Definition, new ScalarShape(kind, state), new ScalarShape(kind, state));
        var (item, body) = Enter(source, scope);
        var acc = new Term(Variable(seed.Node.Type, scope, "acc"), shape, source.Active || seed.Active);
        body = body.With(acc);
        var (left, right) = (
            Scope.Member(acc, shape.Members[0].Name, shape.Members[0].Shape),
            Scope.Member(acc, shape.Members[1].Name, shape.Members[1].Shape));
        var next = NewContainer(form, Fit(NextState(left, share[0], body), state), Fit(NextState(right, share[1], body), state));
        var node = Linq.Call("Aggregate", [source.ElementType, acc.Node.Type], source.Node, seed.Node, Function(next, acc, item));
        return Scope.Member(
            new(node, shape, seed.Active || next.Active), random.Pick(shape.Members.Select(m => m.Name).ToArray()),
            new ScalarShape(kind, state));
    }

    /// <summary><c>source.Count()</c>, <c>source.Count(x =&gt; ..)</c></summary>
    private Term? Count(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        if (random.Chance(0.3))
            return Integer(Linq.Call("Count", [source.ElementType], source.Node), source.Lengths);
        var (item, body) = Enter(source, scope);
        return Integer(
            Linq.Call("Count", [source.ElementType], source.Node, Function(Condition(share[1], body), item)), new(0, source.Lengths.High));
    }

    /// <summary>Sum, Max, Min of integers.</summary>
    private Term? IntegerReduction(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        string name = random.Pick("Sum", "Max", "Min");
        var (item, body) = Enter(source, scope);
        bool isPlain = item.Is(Kind.Int32) && random.Chance(0.6);
        var value = isPlain ? item : Integer(share[1], body);
        var node = isPlain ? Linq.Call(name, [], source.Node) : Linq.Call(name, [source.ElementType], source.Node, Function(value, item));
        return name == "Sum" ? Integer(node, Summed(value.Range, source.Lengths)) : Guarded(source, Integer(node, value.Range), 1, scope);
    }

    /// <summary>Any, All.</summary>
    private Term? Quantifier(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        if (random.Chance(0.25))
            return Boolean(Linq.Call("Any", [source.ElementType], source.Node), source);
        var (item, body) = Enter(source, scope);
        return Boolean(
            Linq.Call(random.Pick("Any", "All"), [source.ElementType], source.Node, Function(Condition(share[1], body), item)), source);
    }
}
