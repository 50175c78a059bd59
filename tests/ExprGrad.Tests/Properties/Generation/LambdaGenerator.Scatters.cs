using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Ad.ScatterAdd of sequences of terms: to an array, a matrix, or rows of their own lengths.</summary>
internal sealed partial class LambdaGenerator
{
    /// <summary>Where terms are added.</summary>
    /// <param name="Lengths">The call's arguments before the terms.</param>
    /// <param name="Indices">Makes legal indices, with a budget in a scope; null where none are known.</param>
    /// <param name="Sums">The result, of the given elements.</param>
    private sealed record ScatterTarget(Expression[] Lengths, Func<int, Scope, Term[]?> Indices, Func<ScalarShape, Shape> Sums);

    /// <summary><c>Ad.ScatterAdd(n, xs.Select(x =&gt; ValueTuple.Create(i, x)), ys.Select(..))[k]</c></summary>
    private Term? ScatteredTerms(Kind kind, int budget, Scope scope)
    {
        if (scope.LoopDepth >= DeepestLoop)
            return null;
        var target = random.Below(3) switch
        {
            0 => TargetArray(scope),
            1 => TargetMatrix(scope),
            _ => TargetRows(scope),
        };
        int count = random.Pick(1, 2, 2, 3);
        var terms = random.Split(Math.Max(budget - 1, count), count).Select(share => TermsTo(target, kind, share, scope)).OfType<Term>().ToList();
        if (terms.Count < count)
            return null;
        var range = terms.Select(t => ((ScalarShape)t.Sequence.Element).Range * new Interval(0, t.Lengths.High)).Aggregate((a, b) => a + b);
        var items = Expression.NewArrayInit(terms[0].Node.Type, terms.Select(t => t.Node));
        var method = LibraryFunctions.ScatterAdd([.. target.Lengths.Select(length => length.Type), items.Type]);
        var sums = new Term(Expression.Call(method, [.. target.Lengths, items]), target.Sums(new(kind, range)), terms.Exists(t => t.Active));
        return sums.Shape is SequenceShape { Element: ScalarShape } ? Read(kind, sums, 1, scope) : Descend(sums, kind, 1, scope);
    }

    private ScatterTarget TargetArray(Scope scope)
    {
        var length = Extent(scope);
        return new(
            [length.Node], (budget, at) => IndexBelow(length, budget, at) is { } index ? [index] : null,
            element => new SequenceShape(element, length.Range, SizeOf(length)));
    }

    private ScatterTarget TargetMatrix(Scope scope)
    {
        var (rows, columns) = (Extent(scope), Extent(scope));
        return new(
            [rows.Node, columns.Node],
            (budget, at) => IndexBelow(rows, budget / 2, at) is { } row && IndexBelow(columns, budget / 2, at) is { } column ? [row, column] : null,
            element => new MatrixShape(element, SizeOf(rows), SizeOf(columns)));
    }

    /// <summary>Like a jagged array that is there, or of lengths that are written out.</summary>
    private ScatterTarget TargetRows(Scope scope)
    {
        var jagged = scope.Terms.Where(t => t.IsArray && t.Sequence.Element is SequenceShape { IsArray: true }).ToList();
        if (jagged.Count > 0 && random.Chance(0.7))
        {
            var like = random.PickLater(jagged);
            var (item, _) = Enter(like, scope);
            var lengths = Linq.Call(nameof(Enumerable.Select), [like.ElementType, typeof(int)], like.Node, Function(LengthOf(item, 0), item));
            return new(
                [Linq.Call(nameof(Enumerable.ToArray), [typeof(int)], lengths)], (budget, at) => IndicesOf(like, budget, at),
                element => like.Sequence with { Element = ((SequenceShape)like.Sequence.Element) with { Element = element } });
        }

        int[] counts = [.. Enumerable.Range(0, random.Within(1, 3)).Select(_ => random.Within(1, 3))];
        var (rows, columns) = (IntegerLiteral(counts.Length), IntegerLiteral(counts.Min()));
        var sizes = new Interval(counts.Min(), counts.Max());
        return new(
            [Expression.NewArrayInit(typeof(int), counts.Select(CSharp.Integer))],
            (budget, at) => IndexBelow(rows, budget / 2, at) is { } row && IndexBelow(columns, budget / 2, at) is { } column ? [row, column] : null,
            element => new SequenceShape(new SequenceShape(element, sizes), rows.Range));
    }

    private Term[]? IndicesOf(Term jagged, int budget, Scope scope)
    {
        if (Index(jagged.Lengths, jagged.Sequence.Size, () => LengthOf(jagged, 0), budget / 2, scope) is not { } index)
            return null;
        var row = ElementOf(jagged, index);
        return Index(row.Lengths, row.Sequence.Size, () => LengthOf(row, 0), budget / 2, scope) is { } column ? [index, column] : null;
    }

    /// <summary>A length: that of an array or a matrix, or a literal.</summary>
    private Term Extent(Scope scope)
    {
        var measurable = scope.Terms.Where(t => t.Shape is MatrixShape or SequenceShape { IsArray: true, Size: not null }).ToList();
        return measurable.Count > 0 && random.Chance(0.7) ? LengthOf(random.PickLater(measurable), random.Below(2)) : IntegerLiteral(random.Within(1, 4));
    }

    private Term? IndexBelow(Term length, int budget, Scope scope) => Index(length.Range, ((ScalarShape)length.Shape).Size, () => length, budget, scope);

    private static Dimension SizeOf(Term length) => ((ScalarShape)length.Shape).Size ?? new((int)length.Range.Low, (int)length.Range.High);

    /// <summary><c>xs.Select(x =&gt; ValueTuple.Create(i, .., value))</c> or <c>new[] { ValueTuple.Create(i, .., value) }</c></summary>
    private Term? TermsTo(ScatterTarget target, Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 3), 3);
        if (random.Chance(0.2))
            return TermTo(target, kind, share, scope) is var (single, only)
                ? TermsOf(Expression.NewArrayInit(single.Type, single), single.Type, only, Interval.Of(1))
                : null;
        if (Source(share[0], scope) is not { } source)
            return null;
        var (item, body) = Enter(source, scope);
        return TermTo(target, kind, share, body) is var (tuple, value)
            ? TermsOf(
                Linq.Call(nameof(Enumerable.Select), [source.ElementType, tuple.Type], source.Node, Expression.Lambda(tuple, (ParameterExpression)item.Node)),
                tuple.Type, value, source.Lengths)
            : null;
    }

    private static Term TermsOf(Expression sequence, Type tuple, Term value, Interval lengths) =>
        Lazy(CSharp.Convert(sequence, typeof(IEnumerable<>).MakeGenericType(tuple)), value.Shape, lengths, null, value.Active);

    private (Expression Tuple, Term Value)? TermTo(ScatterTarget target, Kind kind, int[] share, Scope scope)
    {
        if (target.Indices(share[1], scope) is not { } indices)
            return null;
        var value = Real(kind, share[2], scope);
        return (CSharp.Tuple([.. indices.Select(i => i.Node), value.Node]), value);
    }
}
