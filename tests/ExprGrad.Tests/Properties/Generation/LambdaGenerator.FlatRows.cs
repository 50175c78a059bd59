using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Sums over an array that is read as rows behind one another: each element once, in the order of rows or columns, from the first or the last.</summary>
internal sealed partial class LambdaGenerator
{
    private Term? FlatRows(Kind kind, int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.IsArray && t.Sequence.Element is ScalarShape && t.Shape.Contains(kind)).ToList();
        if (arrays.Count == 0 || scope.LoopDepth + 2 > DeepestLoop)
            return null;
        var array = random.PickLater(arrays);
        return random.Chance(0.3) ? InSteps(array, budget, scope) : RowByRow(array, budget, scope);
    }

    /// <summary><c>Range(0, a.Length / n).Sum(i => Range(0, n).Sum(j => f(a[i * n + j])))</c></summary>
    private Term? RowByRow(Term array, int budget, Scope scope)
    {
        var columns = random.Chance(0.4) ? IntegerLiteral(random.Within(1, 3)) : FitInteger(IntegerLeaf(scope), new(1, 4));
        var rows = Divided(LengthOf(array, 0), columns);
        bool isByRows = random.Chance(0.7);
        var (outer, inner) = isByRows ? (Range(rows), Range(columns)) : (Range(columns), Range(rows));
        if (!IsAffordable(outer, scope))
            return null;
        var (first, around) = Enter(outer, scope);
        if (!IsAffordable(inner, around))
            return null;
        var (second, body) = Enter(inner, around);
        var (row, column) = isByRows ? (first, second) : (second, first);
        if (random.Chance(0.3))
            row = Mirrored(rows, row);
        var index = CSharp.Binary(ExpressionType.Add, CSharp.Binary(ExpressionType.Multiply, row.Node, columns.Node), column.Node);
        return SumOver(outer, first, SumOver(inner, second, OfElement(array, index, budget / 2, body)));
    }

    /// <summary><c>Range(0, a.Length / 3).Sum(i => f(a[3 * i]) * a[3 * i + 2])</c></summary>
    private Term? InSteps(Term array, int budget, Scope scope)
    {
        int step = random.Within(2, 4);
        var source = Range(Divided(LengthOf(array, 0), IntegerLiteral(step)));
        if (!IsAffordable(source, scope))
            return null;
        var (item, body) = Enter(source, scope);
        int first = random.Below(step);
        Expression At(int place) => CSharp.Binary(ExpressionType.Add, CSharp.Binary(ExpressionType.Multiply, CSharp.Integer(step), item.Node), CSharp.Integer(place));
        var value = OfElement(array, At(first), budget / 3, body);
        return SumOver(source, item, random.Chance(0.7) ? Binary(ExpressionType.Multiply, value, OfElement(array, At((first + 1) % step), budget / 3, body)) : value);
    }

    private Term OfElement(Term array, Expression index, int budget, Scope scope)
    {
        var element = new Term(CSharp.Index(array.Node, index), array.Sequence.Element, array.Active);
        return Fit(Binary(random.Pick(ExpressionType.Multiply, ExpressionType.Add), element, Real(element.Kind, budget, scope)), moderate);
    }

    private static Term Divided(Term length, Term columns) =>
        Integer(CSharp.Binary(ExpressionType.Divide, length.Node, columns.Node), new(0, Math.Floor(length.Range.High / columns.Range.Low)), length, columns);

    private static Term SumOver(Term source, Term item, Term value) => new(
        Linq.Call(nameof(Enumerable.Sum), [source.ElementType], source.Node, Function(value, item)), new ScalarShape(value.Kind, Summed(value.Range, source.Lengths)), value.Active);
}
