using System.Linq.Expressions;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>Values that are made one after the other, products of matrices, and what is made of a whole array.</summary>
internal sealed partial class LossGenerator
{
    /// <summary><c>Range.Aggregate(seed, (acc, i) =&gt; tanh(..))</c></summary>
    private Expression Fold(int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 2), 2);
        var (range, loop) = Source(random.Pick(columns, hidden), scope);
        var state = Expression.Parameter(real, $"acc{named++}");
        var inner = scope.With(loop) with { Totals = [.. scope.Totals, state] };
        var next = Call("Tanh", Added(CSharp.Binary(ExpressionType.Multiply, state, Leaf(inner)), Real(share[1], inner)));
        return Linq.Call(nameof(Enumerable.Aggregate), [typeof(int), real], range, Real(share[0], scope), Expression.Lambda(next, state, loop.Index));
    }

    /// <summary>An array that is the state of a loop: each next one is made of the elements of the last one.</summary>
    private Expression Iterated(Axis axis, int budget, Scope scope)
    {
        var state = Expression.Parameter(real.MakeArrayType(), $"u{named++}");
        var seed = Vector(axis, 2, scope);
        var own = new Stored(state, [axis]);
        var inner = scope with { Stored = [.. scope.Stored, own] };
        var next = Array(axis, inner, around => Call("Sin", CSharp.Binary(random.Pick(ExpressionType.Add, ExpressionType.Multiply), Element(own, around), Real(budget, around))));
        return Expression.Call(typeof(Ad), nameof(Ad.Iterate), [state.Type], CSharp.Integer(random.Within(1, 4)), seed, Expression.Lambda(next, state));
    }

    /// <summary>A sum over an axis of the product of two elements that both move along it.</summary>
    private Expression Product(Scope scope)
    {
        var axis = random.Pick(rows, columns, columns, hidden);
        var factors = stored.Concat(scope.Stored).Where(array => array.Axes.Contains(axis)).ToList();
        if (!IsAffordable(axis, scope) || factors.Count == 0) return Leaf(scope);
        var loop = Loop(axis, scope);
        var inner = scope.With(loop);
        Expression Factor() => random.Pick(factors) is var array && array.Axes.Length == 1 || random.Chance(0.8) ? Plain(random.Pick(factors), loop, inner) : Element(array, inner);
        var product = CSharp.Binary(ExpressionType.Multiply, Factor(), Factor());
        return Scaled(Linq.Call(nameof(Enumerable.Sum), [typeof(int)], Range(0, Extent(axis)), Expression.Lambda(product, loop.Index)), axis);
    }

    /// <summary>An element at the loop's index, and elsewhere at indices of loops around, as factors of products of matrices are.</summary>
    private Expression Plain(Stored array, Loop loop, Scope scope) =>
        array.Element([.. array.Axes.Select(axis => axis == loop.Axis ? loop.Index : scope.Loops.LastOrDefault(l => l.Axis == axis && l.Scale == 1)?.Index ?? Index(axis, scope))]);

    private Expression OfWhole(Scope scope)
    {
        var vectors = scope.Stored.Where(array => array.Axes.Length == 1).ToList();
        return vectors.Count == 0 ? Leaf(scope) : Expression.Call(LibraryFunctions.OfArray(nameof(Ad.LogSumExp), real.MakeArrayType())!, random.Pick(vectors).Array);
    }

    /// <summary>Elements that are added up where the picks say.</summary>
    private Expression Scattered(int budget, Scope scope) =>
        Expression.Call(LibraryFunctions.ScatterAdd(real)!, Extent(rows), picks, Array(rows, scope, inner => Call("Tanh", Real(budget, inner))));
}
