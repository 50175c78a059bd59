using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Sequences computed element by element: Select, Zip, SelectMany, query syntax.</summary>
internal sealed partial class LambdaGenerator
{
    /// <summary>A sequence of reals of the kind.</summary>
    private Term? RealSequence(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        if (Source(share[0], scope) is not { } source)
            return null;
        return source.Sequence.Element is ScalarShape scalar && scalar.Kind == kind && random.Chance(0.5)
            ? source
            : Selected(kind, source, share[1], scope);
    }

    /// <summary><c>source.Select(x =&gt; ..)</c>, <c>source.Select((x, at) =&gt; ..)</c></summary>
    private Term Selected(Kind kind, Term source, int budget, Scope scope)
    {
        if (random.Chance(0.25))
        {
            var (item, position, body) = EnterIndexed(source, scope);
            var value = Real(kind, budget, body);
            return Projected(source, value, Function(value, item, position));
        }
        else
        {
            var (item, body) = Enter(source, scope);
            var value = Real(kind, budget, body);
            return Projected(source, value, Function(value, item));
        }
    }

    private Term Projected(Term source, Term value, LambdaExpression selector) => Lazy(
        Linq.Call(nameof(Enumerable.Select), [source.ElementType, value.Node.Type], source.Node, selector),
        Outside(value.Shape), source.Lengths, source.Sequence.Size, value.Active);

    /// <summary>A projection to a container or an array: <c>Select(x =&gt; new { a = x, b = x * x })</c>.</summary>
    private Term? Structured(Term source, int budget, Scope scope)
    {
        var (item, body) = Enter(source, scope);
        var value = random.Chance(0.2)
            ? RealSequence(random.Pick(reals), budget, body) is { } inner && IsAffordable(inner, body)
            ? ToArray(inner)
            : null
            : NewContainer(budget, body, item);
        return value is null ? null : Projected(source, value, Function(value, item));
    }

    /// <summary>A container of values; an extra value (the loop's variable, say) may be put first.</summary>
    private Term NewContainer(int budget, Scope scope, Term? first = null)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        first = first is null || random.Chance(0.4) ? Real(random.Pick(reals), share[0], scope) : first;
        return NewContainer(random.Below(5), first, Real(random.Pick(reals), share[1], scope));
    }

    /// <summary>Two values in one of the containers that an expression lambda can make.</summary>
    private static Term NewContainer(int form, Term first, Term second)
    {
        var (definition, node) = form switch
        {
            0 => (typeof(ValueTuple<,>), CSharp.Tuple(first.Node, second.Node)),
            1 => (typeof(RecordPair<,>), CSharp.New(typeof(RecordPair<,>), first.Node, second.Node)),
            2 => (typeof(PointPair<,>), CSharp.New(typeof(PointPair<,>), first.Node, second.Node)),
            3 => (
                typeof(PropertyModel<,>),
                CSharp.Initialised(typeof(PropertyModel<,>), SampleShapes.MemberNames(typeof(PropertyModel<,>)), first.Node, second.Node)),
            _ => (SampleShapes.AnonymousPair, CSharp.Anonymous(SampleShapes.AnonymousPair, first.Node, second.Node)),
        };
        return new(node, PairShape(definition, first.Shape, second.Shape), first.Active || second.Active);
    }

    private static ContainerShape PairShape(Type definition, Shape first, Shape second)
    {
        var names = SampleShapes.MemberNames(definition);
        return new(definition, [(names[0], first), (names[1], second)]);
    }

    /// <summary><c>xs.Zip(ys)</c>, <c>xs.Zip(ys, zs)</c>: tuples.</summary>
    private Term? Zipped(Term source, int budget, Scope scope)
    {
        if (Source(budget, scope) is not { } second)
            return null;
        var third = random.Chance(0.3) ? Source(1, scope) : null;
        Term[] parts = third is null ? [source, second] : [source, second, third];
        var lengths = parts.Select(p => p.Lengths).Aggregate((a, b) => new(Math.Min(a.Low, b.Low), Math.Min(a.High, b.High)));
        var definition = parts.Length == 2 ? typeof(ValueTuple<,>) : typeof(ValueTuple<,,>);
        var element = new ContainerShape(definition, [.. parts.Select((p, i) => ($"Item{i + 1}", p.Sequence.Element))]);
        return Lazy(
            Linq.Call(nameof(Enumerable.Zip), [.. parts.Select(p => p.ElementType)], [.. parts.Select(p => p.Node)]), element, lengths, null,
            Array.Exists(parts, p => p.Active));
    }

    /// <summary><c>xs.Zip(ys, (x, y) =&gt; ..)</c></summary>
    private Term? ZippedWith(Kind kind, Term source, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        if (Source(share[0], scope) is not { } other)
            return null;
        var (x, body) = Enter(source, scope);
        var y = Sized(new(Variable(other.ElementType, scope, "y"), other.Sequence.Element, other.Active));
        var value = Real(kind, share[1], body.With(y));
        var lengths = new Interval(Math.Min(source.Lengths.Low, other.Lengths.Low), Math.Min(source.Lengths.High, other.Lengths.High));
        return Lazy(
            Linq.Call(
                nameof(Enumerable.Zip), [source.ElementType, other.ElementType, value.Node.Type], source.Node, other.Node,
                Function(value, x, y)),
            Outside(value.Shape), lengths, null, value.Active);
    }

    /// <summary><c>xs.SelectMany(x =&gt; ..)</c>, with or without a result selector.</summary>
    private Term? SelectedMany(Term source, int budget, Scope scope)
    {
        if (scope.LoopDepth + 1 >= DeepestLoop)
            return null;
        var share = random.Split(Math.Max(budget, 2), 2);
        var (item, body) = Enter(source, scope);
        var inner = item.Shape is SequenceShape && random.Chance(0.6) ? item : Source(share[0], body);
        if (inner is null || !IsAffordable(inner, body))
            return null;
        var collection = Linq.Lambda(inner.Node, typeof(IEnumerable<>).MakeGenericType(inner.ElementType), (ParameterExpression)item.Node);
        var lengths = new Interval(source.Lengths.Low * inner.Lengths.Low, source.Lengths.High * inner.Lengths.High);
        if (random.Chance(0.4))
        {
            var (element, innermost) = Enter(inner, body);
            var value = Real(random.Pick(reals), share[1], innermost);
            var node = Linq.Call(
                nameof(Enumerable.SelectMany), [source.ElementType, inner.ElementType, value.Node.Type], source.Node, collection,
                Function(value, item, element));
            return Lazy(node, value.Shape, lengths, null, value.Active);
        }

        return Lazy(
            Linq.Call(nameof(Enumerable.SelectMany), [source.ElementType, inner.ElementType], source.Node, collection),
            Outside(inner.Sequence.Element), lengths, null, inner.Active);
    }

    /// <summary>
    /// What holds of a value outside of the loop that computes it: the lengths of the rows that the loop goes through have no name there.
    /// </summary>
    private Shape Outside(Shape shape) => shape switch
    {
        ScalarShape scalar => scalar with { Below = Named(scalar.Below), Size = Named(scalar.Size) },
        SequenceShape sequence => sequence with { Element = Outside(sequence.Element), Size = Named(sequence.Size) },
        ContainerShape container => container with { Members = [.. container.Members.Select(m => (m.Name, Outside(m.Shape)))] },
        _ => shape,
    };

    private Dimension? Named(Dimension? size) => size is not null && dimensions.Contains(size) ? size : null;
}
