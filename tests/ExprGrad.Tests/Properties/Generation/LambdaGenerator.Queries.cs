using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Query syntax, as the compiler translates it: with anonymous types for the variables, and parameters that no user can name.
/// </summary>
internal sealed partial class LambdaGenerator
{
    /// <summary><c>from i in .. let t = .. where .. select ..</c>, or with a second <c>from j in ..</c></summary>
    private Term? Query(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget, 5), 5);
        if (scope.LoopDepth + 1 >= DeepestLoop || BaseSequence(1, scope) is not { } outer || !IsAffordable(outer, scope))
            return null;
        if ((random.Chance(0.4) ? SingleLet(kind, outer, share[0], scope) : FromAndLet(kind, outer, share, scope)) is not { } bound)
            return null;

        var (variables, body) = Enter(bound, scope, "<>h__TransparentIdentifier1");
        if (random.Chance(0.6))
        {
            var predicate = Function(Condition(share[3], body), variables);
            bound = Lazy(
                Linq.Call(nameof(Enumerable.Where), [bound.ElementType], bound.Node, predicate), bound.Sequence.Element,
                bound.Lengths with { Low = 0 }, null, bound.Active);
        }

        var value = Real(kind, share[4], body);
        return Projected(bound, value, Function(value, variables));
    }

    private Term SingleLet(Kind kind, Term outer, int budget, Scope scope)
    {
        var (i, body) = Enter(outer, scope);
        var pair = QueryPair(SampleShapes.SingleLetPair, i, Real(kind, budget, body));
        return Projected(outer, pair, Function(pair, i));
    }

    private Term? FromAndLet(Kind kind, Term outer, int[] share, Scope scope)
    {
        var (i, body) = Enter(outer, scope);
        if (Source(share[1], body) is not { } inner || !IsAffordable(inner, body)
            || outer.Lengths.High * inner.Lengths.High > longestSequence)
            return null;
        var (j, _) = Enter(inner, body);
        var pair = QueryPair(SampleShapes.FromPair, i, j);
        var collection = Linq.Lambda(inner.Node, typeof(IEnumerable<>).MakeGenericType(inner.ElementType), (ParameterExpression)i.Node);
        var joined = Lazy(
            Linq.Call(
                nameof(Enumerable.SelectMany), [outer.ElementType, inner.ElementType, pair.Node.Type], outer.Node, collection,
                Function(pair, i, j)),
            Outside(pair.Shape), new(outer.Lengths.Low * inner.Lengths.Low, outer.Lengths.High * inner.Lengths.High), null, pair.Active);

        var (variables, letBody) = Enter(joined, scope, "<>h__TransparentIdentifier0");
        var both = QueryPair(SampleShapes.LetPair, variables, Real(kind, share[2], letBody));
        return Projected(joined, both, Function(both, variables));
    }

    private static Term QueryPair(Type definition, Term first, Term second) =>
        new(
            CSharp.Anonymous(definition, first.Node, second.Node), PairShape(definition, first.Shape, second.Shape),
            first.Active || second.Active);
}
