using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Array elements and their indices: loop variables, arithmetic on them, elements of other arrays, counts, casts of reals.
/// </summary>
internal sealed partial class LambdaGenerator
{
    private readonly Dictionary<string, Dimension> rowSizes = new(StringComparer.Ordinal);

    /// <summary>Some element of the kind of some array in scope; null where none can be named.</summary>
    private Term? Element(Kind kind, int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.Shape is SequenceShape or MatrixShape && t.Shape.Contains(kind)).ToList();
        var active = arrays.Where(t => t.Active).ToList();
        return new Alternatives(random)
            .Add(arrays.Count > 0 ? 6 : 0, () => Descend(random.PickLater(arrays), kind, budget, scope))
            .Add(active.Count > 0 ? 8 : 0, () => Descend(random.PickLater(active), kind, budget, scope))
            .Add(
                budget > 3 && Array.Exists(reals, r => r == kind) ? 1 : 0,
                () => Descend(NewArray(kind, budget / 2, scope), kind, budget / 2, scope))
            .Draw();
    }

    /// <summary>Goes into containers and arrays until it finds a scalar of the kind.</summary>
    private Term? Descend(Term term, Kind kind, int budget, Scope scope)
    {
        switch (term.Shape)
        {
            case ScalarShape scalar:
                return scalar.Kind == kind ? term : null;
            case ContainerShape container:
                var members = container.Members.Where(m => m.Shape.Contains(kind)).ToList();
                if (members.Count == 0)
                    return null;
                var (name, shape) = random.Pick(members);
                return Descend(Scope.Member(term, name, shape), kind, budget, scope);
            case MatrixShape matrix:
                var share = random.Split(Math.Max(budget, 2), 2);
                return Index(matrix.Rows.Range, matrix.Rows, () => LengthOf(term, 0), share[0], scope) is { } row
                    && Index(matrix.Columns.Range, matrix.Columns, () => LengthOf(term, 1), share[1], scope) is { } column
                        ? new(CSharp.Index(term.Node, row.Node, column.Node), matrix.Element, term.Active)
                        : null;
            default:
                return term.IsArray && Index(term.Lengths, term.Sequence.Size, () => LengthOf(term, 0), budget, scope) is { } index
                    ? Descend(ElementOf(term, index), kind, budget, scope)
                    : null;
        }
    }

    private Term ElementOf(Term array, Term index) =>
        Sized(new(CSharp.Index(array.Node, index.Node), array.Sequence.Element, array.Active));

    /// <summary>A row of a jagged array gets a dimension of its own, so that a loop over its length may index it.</summary>
    private Term Sized(Term term)
    {
        if (term.Shape is not SequenceShape { Size: null } sequence || !term.IsPath)
            return term;
        string path = term.Node.ToString();
        if (!rowSizes.TryGetValue(path, out var size))
            rowSizes.Add(path, size = new((int)sequence.Lengths.Low, (int)sequence.Lengths.High));
        return term with { Shape = sequence with { Size = size } };
    }

    /// <summary>A legal index of an array of the given length, or null where none is known.</summary>
    private Term? Index(Interval lengths, Dimension? size, Func<Term> length, int budget, Scope scope)
    {
        bool isNeverEmpty = lengths.Low > 0;
        bool mayCompute = isNeverEmpty && budget > 1;
        var legal = new Interval(0, lengths.Low - 1);
        var indices = scope.Terms.Where(t => t.Is(Kind.Int32) && (IsBelow(t, size) || t.Range.IsWithin(legal))).ToList();
        var below = indices.Where(t => IsBelow(t, size)).ToList();
        return new Alternatives(random)
            .Add(indices.Count > 0 ? 10 : 0, () => random.PickLater(indices))
            .Add(below.Count > 0 ? 2 : 0, () => Mirrored(length(), random.PickLater(below)))
            .Add(isNeverEmpty ? 2 : 0, () => IntegerLiteral(random.Below((int)lengths.Low)))
            .Add(
                isNeverEmpty && budget > 0 ? budget > 1 ? 6 : 2 : 0,
                () => Element(Kind.Int32, budget - 1, scope) is { } pick ? Wrapped(pick, legal, length) : null)
            .Add(mayCompute ? 4 : 0, () => Wrapped(Integer(budget - 1, scope), legal, length))
            .Add(mayCompute ? 2 : 0, () => Wrapped(CastReal(budget - 1, scope), legal, length))
            .Add(mayCompute ? 1 : 0, () => Wrapped(IntegerChoice(budget - 1, scope), legal, length))
            .Draw();
    }

    private static bool IsBelow(Term index, Dimension? size) =>
        size is not null && index.Shape is ScalarShape { Below: { } below } && below == size;

    /// <summary><c>a.Length - 1 - i</c></summary>
    private static Term Mirrored(Term length, Term index)
    {
        var last = IntegerSum(ExpressionType.Subtract, length, IntegerLiteral(1));
        return Integer(CSharp.Binary(ExpressionType.Subtract, last.Node, index.Node), new(0, length.Range.High - 1), index);
    }

    /// <summary>Brings any integer into the range of a non-empty array.</summary>
    private Term Wrapped(Term index, Interval legal, Func<Term> length)
    {
        if (index.Range.IsWithin(legal))
            return index;
        if (index.Node is ConstantExpression)
            return IntegerLiteral(random.Within(0, (int)legal.High));
        switch (random.Below(index.Range.Low < 0 ? 3 : 2))
        {
            case 0:
                var last = CSharp.Binary(ExpressionType.Subtract, length().Node, CSharp.Integer(1));
                return Integer(Expression.Call(typeof(Math), nameof(Math.Clamp), null, index.Node, CSharp.Integer(0), last), legal, index);
            case 1:
                return Remainder(index.Range.Low < 0 ? Absolute(index) : index, length());
            default:
                var shifted = IntegerSum(ExpressionType.Add, Remainder(index, length()), length());
                return Remainder(shifted with { Shape = new ScalarShape(Kind.Int32, new(0, shifted.Range.High)) }, length());
        }
    }

    /// <summary>An index that only a condition makes legal: <c>i &gt; 0 ? a[i - 1] : 0</c>.</summary>
    private Term? GuardedElement(Kind kind, int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.IsArray && t.Shape.Contains(kind)).ToList();
        if (arrays.Count == 0)
            return null;
        var array = random.PickLater(arrays);
        var share = random.Split(Math.Max(budget - 1, 3), 3);
        var (test, index) = GuardedIndex(array, share[0], scope);
        return Descend(ElementOf(array, index), kind, share[1], scope) is { } element
            ? Either(test, element, Real(kind, share[2], scope))
            : null;
    }

    private (Term Test, Term Index) GuardedIndex(Term array, int budget, Scope scope)
    {
        var length = LengthOf(array, 0);
        var below = scope.Terms.Where(t => IsBelow(t, array.Sequence.Size)).ToList();
        if (below.Count > 0 && random.Chance(0.75))
        {
            var i = random.PickLater(below);
            int step = random.Within(1, 2);
            if (random.Chance(0.5))
                return (
                    Compare(ExpressionType.GreaterThanOrEqual, i, IntegerLiteral(step)),
                    IntegerSum(ExpressionType.Subtract, i, IntegerLiteral(step)));
            var next = IntegerSum(ExpressionType.Add, i, IntegerLiteral(step));
            return (Compare(ExpressionType.LessThan, next, length), next);
        }

        if (random.Chance(0.3))
            return (
                Compare(ExpressionType.GreaterThan, length, IntegerLiteral(0)),
                IntegerSum(ExpressionType.Subtract, length, IntegerLiteral(1)));
        var any = Integer(budget, scope);
        var (isLow, isHigh) = (
            Compare(ExpressionType.GreaterThanOrEqual, any, IntegerLiteral(0)), Compare(ExpressionType.LessThan, any, length));
        if (isLow.Node is ConstantExpression)
            (any, isLow) = (IntegerLiteral(0), isHigh = Compare(ExpressionType.LessThan, IntegerLiteral(0), length));
        return (ReferenceEquals(isLow, isHigh) ? isLow : Boolean(CSharp.Binary(ExpressionType.AndAlso, isLow.Node, isHigh.Node), any), any);
    }

    private static Term Compare(ExpressionType operation, Term left, Term right) =>
        Boolean(CSharp.Binary(operation, left.Node, right.Node), left, right);

    /// <summary><c>new[] { x, y, z }</c></summary>
    private Term NewArray(Kind kind, int budget, Scope scope)
    {
        int count = random.Within(1, 4);
        var items = random.Split(Math.Max(budget, count), count).Select(share => Real(kind, share, scope)).ToArray();
        var element = new ScalarShape(kind, items.Select(i => i.Range).Aggregate((a, b) => a.Union(b)));
        return new(
            Expression.NewArrayInit(types.Of(kind), items.Select(i => i.Node)), new SequenceShape(element, Interval.Of(count)),
            Array.Exists(items, i => i.Active));
    }
}
