using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Sequences: ranges and arrays, and the operators that make sequences of sequences.</summary>
internal sealed partial class LambdaGenerator
{
    private static Term Lazy(Expression node, Shape element, Interval lengths, Dimension? size, bool active) =>
        new(node, new SequenceShape(element, lengths, size, IsArray: false), active);

    private bool IsAffordable(Term sequence, Scope scope) =>
        sequence.Lengths.High <= longestSequence && sequence.Lengths.High * scope.Work <= largestWork;

    private Term? Source(int budget, Scope scope)
    {
        var term = BaseSequence(budget, scope);
        int steps = Math.Min(random.Pick(0, 0, 1, 1, 2, 3), budget);
        foreach (int share in steps == 0 ? [] : random.Split(budget, steps))
        {
            if (term is null || !IsAffordable(term, scope))
                return null;
            term = Transformed(term, share, scope) ?? term;
        }

        return term is not null && IsAffordable(term, scope) ? term : null;
    }

    private Term? BaseSequence(int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.Shape is SequenceShape).ToList();
        var measurable = scope.Terms.Where(t => t.IsArray || t.Shape is MatrixShape).ToList();
        var sizes = scope.Terms.Where(t => t.Shape is ScalarShape { Size: not null }).ToList();
        return new Alternatives(random)
            .Add(arrays.Count > 0 ? 8 : 0, () => random.PickLater(arrays))
            .Add(measurable.Count > 0 ? 6 : 0, () => Range(LengthOf(random.PickLater(measurable), random.Below(2))))
            .Add(sizes.Count > 0 ? 3 : 0, () => Range(random.Pick(sizes)))
            .Add(2, () => Range(IntegerLiteral(random.Within(1, 4))))
            .Add(3, () => Range(FitInteger(Integer(budget / 2, scope), new(0, 5))))
            .Add(1, () => Range(IntegerLiteral(random.Within(-2, 3)), FitInteger(Integer(budget / 2, scope), new(0, 4))))
            .Add(2, () => Repeated(random.Pick(reals), budget, scope))
            .Add(1, () => NewArray(random.Pick(reals), budget, scope))
            .Add(budget > 2 ? 3 : 0, () => Query(random.Pick(reals), budget, scope))
            .Draw();
    }

    private static Term Range(Term count)
    {
        var size = ((ScalarShape)count.Shape).Size;
        return Lazy(
            Linq.Call(nameof(Enumerable.Range), [], CSharp.Integer(0), count.Node),
            new ScalarShape(Kind.Int32, new(0, Math.Max(0, count.Range.High - 1)), size),
            count.Range, size, active: false);
    }

    private static Term Range(Term start, Term count) => Lazy(
        Linq.Call(nameof(Enumerable.Range), [], start.Node, count.Node),
        new ScalarShape(Kind.Int32, new(start.Range.Low, start.Range.High + Math.Max(0, count.Range.High - 1))),
        count.Range, null, active: false);

    private Term Repeated(Kind kind, int budget, Scope scope)
    {
        var (item, count) = (Real(kind, budget - 1, scope), FitInteger(IntegerLeaf(scope), new(0, 4)));
        return Lazy(
            Linq.Call(nameof(Enumerable.Repeat), [item.Node.Type], item.Node, count.Node), item.Shape, count.Range, null, item.Active);
    }

    private Term? Transformed(Term source, int budget, Scope scope)
    {
        bool isScalar = source.Sequence.Element is ScalarShape;
        bool isJagged = source.Sequence.Element is SequenceShape;
        var kind = random.Pick(reals);
        return new Alternatives(random)
            .Add(4, () => Where(source, budget, scope))
            .Add(2, () => Part(nameof(Enumerable.Take), source, budget, scope))
            .Add(2, () => Part(nameof(Enumerable.Skip), source, budget, scope))
            .Add(1, () => Part(nameof(Enumerable.TakeLast), source, budget, scope))
            .Add(1, () => Part(nameof(Enumerable.SkipLast), source, budget, scope))
            .Add(2, () => Reversed(source))
            .Add(isScalar ? 2 : 0, () => Extended(nameof(Enumerable.Append), source, budget, scope))
            .Add(isScalar ? 2 : 0, () => Extended(nameof(Enumerable.Prepend), source, budget, scope))
            .Add(isScalar ? 3 : 0, () => Concatenated(source, budget, scope))
            .Add(3, () => Selected(kind, source, budget, scope))
            .Add(3, () => Structured(source, budget, scope))
            .Add(2, () => Zipped(source, budget, scope))
            .Add(2, () => ZippedWith(kind, source, budget, scope))
            .Add(isJagged ? 5 : 2, () => SelectedMany(source, budget, scope))
            .Add(2, () => Indexed(source))
            .Add(2, () => ToArray(source))
            .Draw();
    }

    /// <summary>The variable of a loop over the sequence, and the scope of the loop's body.</summary>
    private (Term Item, Scope Body) Enter(Term source, Scope scope, string? name = null)
    {
        var parameter = Variable(source.ElementType, scope, name);
        var item = Sized(new(parameter, source.Sequence.Element, source.Active));
        return (item, scope.Loop(source.Lengths.High, item));
    }

    private (Term Item, Term Position, Scope Body) EnterIndexed(Term source, Scope scope)
    {
        var (item, body) = Enter(source, scope);
        var position = new Term(
            Variable(typeof(int), scope, "at"),
            new ScalarShape(Kind.Int32, new(0, Math.Max(0, source.Lengths.High - 1)), source.Sequence.Size), Active: false);
        return (item, position, body.With(position));
    }

    private static LambdaExpression Function(Term body, params Term[] variables) =>
        Expression.Lambda(body.Node, [.. variables.Select(v => (ParameterExpression)v.Node)]);

    private Term Where(Term source, int budget, Scope scope)
    {
        LambdaExpression predicate;
        if (random.Chance(0.3))
        {
            var (item, position, body) = EnterIndexed(source, scope);
            predicate = Function(Condition(budget, body), item, position);
        }
        else
        {
            var (item, body) = Enter(source, scope);
            predicate = Function(Condition(budget, body), item);
        }

        return Lazy(
            Linq.Call(nameof(Enumerable.Where), [source.ElementType], source.Node, predicate), source.Sequence.Element,
            source.Lengths with { Low = 0 }, null, source.Active);
    }

    private Term Part(string name, Term source, int budget, Scope scope)
    {
        var count = FitInteger(Integer(budget / 2, scope), new(0, 4));
        var lengths = name is nameof(Enumerable.Take) or nameof(Enumerable.TakeLast)
            ? new Interval(Math.Min(source.Lengths.Low, count.Range.Low), Math.Min(source.Lengths.High, count.Range.High))
            : new Interval(Math.Max(0, source.Lengths.Low - count.Range.High), source.Lengths.High - count.Range.Low);
        lengths = new(Math.Max(0, lengths.Low), Math.Max(0, lengths.High));
        return Lazy(Linq.Call(name, [source.ElementType], source.Node, count.Node), source.Sequence.Element, lengths, null, source.Active);
    }

    private static Term Reversed(Term source) => Lazy(
        Linq.Call(nameof(Enumerable.Reverse), [source.ElementType], source.Node),
        source.Sequence.Element, source.Lengths, source.Sequence.Size, source.Active);

    private static Term ToArray(Term source) => new(
        Linq.Call(nameof(Enumerable.ToArray), [source.ElementType], source.Node), source.Sequence with { IsArray = true }, source.Active);

    private static Term Indexed(Term source)
    {
        var position = new ScalarShape(Kind.Int32, new(0, Math.Max(0, source.Lengths.High - 1)), source.Sequence.Size);
        var element = new ContainerShape(typeof(ValueTuple<,>), [("Item1", position), ("Item2", source.Sequence.Element)]);
        return Lazy(
            Linq.Call(nameof(Enumerable.Index), [source.ElementType], source.Node), element, source.Lengths, source.Sequence.Size,
            source.Active);
    }

    /// <summary>
    /// In .NET 10.0.12 <c>new[] { 1.0 }.Skip(2).Append(3.0).ToArray()</c> throws ArgumentOutOfRangeException, as do Prepend and Concat,
    /// where more is
    /// skipped than the array has: a fault that no executor should repeat.
    /// </summary>
    private static bool IsSlice(Term sequence) =>
        sequence.Node is MethodCallExpression { Method.Name: nameof(Enumerable.Skip) or nameof(Enumerable.Take) };

    private Term? ScalarOf(ScalarShape shape, int budget, Scope scope) => shape.Kind switch
    {
        Kind.Double or Kind.Single => Real(shape.Kind, budget, scope),
        Kind.Int32 => Integer(budget, scope),
        _ => null,
    };

    private Term? Extended(string name, Term source, int budget, Scope scope)
    {
        var shape = (ScalarShape)source.Sequence.Element;
        if (IsSlice(source) || ScalarOf(shape, budget, scope) is not { } item)
            return null;
        var element = new ScalarShape(shape.Kind, shape.Range.Union(item.Range));
        return Lazy(
            Linq.Call(name, [source.ElementType], source.Node, item.Node), element, source.Lengths + Interval.Of(1), null,
            source.Active || item.Active);
    }

    private Term? Concatenated(Term source, int budget, Scope scope)
    {
        var shape = (ScalarShape)source.Sequence.Element;
        var other = shape.Kind switch
        {
            Kind.Double or Kind.Single => RealSequence(shape.Kind, budget, scope),
            Kind.Int32 => Range(FitInteger(IntegerLeaf(scope), new(0, 4))),
            _ => null,
        };
        if (other is null || IsSlice(source) || IsSlice(other))
            return null;
        var element = new ScalarShape(shape.Kind, shape.Range.Union(((ScalarShape)other.Sequence.Element).Range));
        return Lazy(
            Linq.Call(nameof(Enumerable.Concat), [source.ElementType], source.Node, other.Node),
            element, source.Lengths + other.Lengths, null, source.Active || other.Active);
    }
}
