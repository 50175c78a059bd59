using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Conditions, and the branches that they choose.</summary>
internal sealed partial class LambdaGenerator
{
    private static readonly ExpressionType[] orders =
        [ExpressionType.LessThan, ExpressionType.LessThanOrEqual, ExpressionType.GreaterThan, ExpressionType.GreaterThanOrEqual];

    private static readonly ExpressionType[] equalities = [ExpressionType.Equal, ExpressionType.NotEqual];

    private static readonly ExpressionType[] comparisons = [.. orders, .. equalities];

    private static readonly ExpressionType[] lazyJunctions = [ExpressionType.AndAlso, ExpressionType.OrElse];

    private static readonly ExpressionType[] strictJunctions = [ExpressionType.And, ExpressionType.Or, ExpressionType.ExclusiveOr];

    private static Term Boolean(Expression node, params Term[] operands) => Scalar(node, Kind.Boolean, new(0, 1), operands);

    /// <summary>A condition that isn't a constant: C# would have folded the branch away.</summary>
    private Term Condition(int budget, Scope scope)
    {
        bool mayLoop = budget >= 3 && scope.LoopDepth < DeepestLoop;
        while (true)
        {
            var share = random.Split(Math.Max(budget, 2), 2);
            var term = new Alternatives(random)
                .Add(8, () => CompareReals(share, scope))
                .Add(5, () => CompareIntegers(share, scope))
                .Add(2, () => Parity(budget, scope))
                .Add(2, () => BooleanData(scope))
                .Add(budget > 2 ? 5 : 0, () => Junction(share, scope))
                .Add(budget > 1 ? 2 : 0, () => Not(Condition(budget - 1, scope)))
                .Add(7, () => Predicate(budget, scope))
                .Add(budget > 2 ? 2 : 0, () => SafeJunction(budget, scope))
                .Add(3, () => Membership(budget, scope))
                .Add(mayLoop ? 6 : 0, () => Quantifier(budget, scope))
                .Draw()!;
            if (term.Node is not ConstantExpression)
                return term;
        }
    }

    private Term SimpleCondition(Scope scope)
    {
        var term = random.Below(8) switch
        {
            < 3 => CompareReals([1, 1], scope),
            3 => BooleanData(scope),
            4 => scope.LoopDepth < DeepestLoop ? Quantifier(3, scope) : null,
            _ => null,
        };
        if (term?.Node is null or ConstantExpression)
            return Predicate(2, scope);
        return random.Chance(0.5) ? term : Boolean(
            CSharp.Binary(random.Pick([.. strictJunctions, .. equalities]), term.Node, Predicate(2, scope).Node));
    }

    private static Term Not(Term term) => Boolean(CSharp.Unary(ExpressionType.Not, term.Node), term);

    private Term CompareReals(int[] share, Scope scope)
    {
        var kind = random.Pick(reals);
        var (left, right) = (Real(kind, share[0], scope), random.Chance(0.4) ? Constant(kind, new(-1, 1)) : Real(kind, share[1], scope));
        return Boolean(
            CSharp.Binary(random.Chance(0.6) ? random.Pick(orders) : random.Pick(comparisons), left.Node, right.Node), left, right);
    }

    private Term CompareIntegers(int[] share, Scope scope)
    {
        var left = Integer(share[0], scope);
        if (random.Chance(0.3))
            left = Remainder(left, IntegerLiteral(2));
        var right = random.Chance(0.5) ? IntegerLiteral(random.Within(-1, 3)) : Integer(share[1], scope);
        return Boolean(CSharp.Binary(random.Pick(comparisons), left.Node, right.Node), left, right);
    }

    private Term? BooleanData(Scope scope)
    {
        var flags = scope.Terms.Where(t => t.Is(Kind.Boolean)).ToList();
        var phases = scope.Terms.Where(t => t.Is(Kind.Enum)).ToList();
        return new Alternatives(random)
            .Add(flags.Count > 0 ? 3 : 0, () => random.Pick(flags))
            .Add(flags.Count > 0 ? 2 : 0, () => Boolean(
                CSharp.Binary(random.Pick(equalities), random.Pick(flags).Node, CompareReals([1, 1], scope).Node)))
            .Add(phases.Count > 0 ? 3 : 0, () => Boolean(CSharp.Binary(
                random.Pick(comparisons), CSharp.Convert(random.Pick(phases).Node, typeof(int)),
                CSharp.Integer((int)random.Pick(Enum.GetValues<Phase>())))))
            .Add(2, () => Element(Kind.Boolean, 1, scope))
            .Draw();
    }

    private Term Junction(int[] share, Scope scope)
    {
        var (left, right) = (Condition(share[0], scope), Condition(share[1], scope));
        return Boolean(CSharp.Binary(random.Pick(random.Chance(0.55) ? lazyJunctions : strictJunctions), left.Node, right.Node), left, right);
    }

    /// <summary>
    /// <c>x &gt; 0 &amp;&amp; Math.Log(x) &lt; y</c>, <c>x &lt;= 0 || Math.Log(x) &lt; y</c>: the right side is out of its domain where it
    /// doesn't run.
    /// </summary>
    private Term SafeJunction(int budget, Scope scope)
    {
        var kind = random.Pick(reals);
        var x = Leaf(kind, scope);
        var log = Expression.Call(types.Of(kind) == typeof(float) ? typeof(MathF) : typeof(Math), random.Pick("Log", "Sqrt"), null, x.Node);
        var bound = Real(kind, budget - 2, scope);
        var right = CSharp.Binary(random.Pick(orders), log, bound.Node);
        bool isAnd = random.Chance(0.5);
        var left = CSharp.Binary(isAnd ? ExpressionType.GreaterThan : ExpressionType.LessThanOrEqual, x.Node, Literal(kind, 0).Node);
        return Boolean(Expression.MakeBinary(isAnd ? ExpressionType.AndAlso : ExpressionType.OrElse, left, right), x, bound);
    }

    /// <summary><c>double.IsNaN(x)</c> and its kin.</summary>
    private Term Predicate(int budget, Scope scope)
    {
        var row = random.Pick(Primitives.Of(random.Pick(reals), PrimitiveResult.Boolean).ToList());
        var argument = Real(row.Kind, budget - 1, scope);
        return Boolean(Expression.Call(types.IsTwin ? row.Twin : row.Method, argument.Node), argument);
    }

    /// <summary><c>picks.Contains(k)</c>, <c>picks.SequenceEqual(others)</c>, bound to the span overloads.</summary>
    private Term? Membership(int budget, Scope scope)
    {
        var arrays = scope.Terms.Where(t => t.IsArray && t.Sequence.Element is ScalarShape { Kind: Kind.Int32 }).ToList();
        if (arrays.Count == 0)
            return null;
        if (random.Chance(0.4))
            return Boolean(CSharp.SpanCall(nameof(MemoryExtensions.SequenceEqual), random.Pick(arrays).Node, random.Pick(arrays).Node));
        var value = Integer(budget - 1, scope);
        return Boolean(CSharp.SpanCall(nameof(MemoryExtensions.Contains), random.Pick(arrays).Node, value.Node), value);
    }

    private Term Choice(Kind kind, int budget, Scope scope)
    {
        var share = random.Split(Math.Max(budget - 1, 3), 3);
        return Either(Condition(share[0], scope), Real(kind, share[1], scope), Real(kind, share[2], scope));
    }

    private static Term Either(Term test, Term yes, Term no) =>
        Scalar(Expression.Condition(test.Node, yes.Node, no.Node), yes.Kind, yes.Range.Union(no.Range), yes, no);

    /// <summary>
    /// A function without a mapped argument, inside the branch that keeps it in its domain: <c>x &gt; 0 ? Math.Log(x) : 0</c>.
    /// </summary>
    private Term Protected(Kind kind, int budget, Scope scope)
    {
        var x = Leaf(kind, scope);
        if (x.Node is ConstantExpression)
            x = Real(kind, 2, scope);
        var share = random.Split(Math.Max(budget - 2, 2), 2);
        var other = Real(kind, share[0], scope);
        var (low, range, value) = ProtectedValue(kind, x, share[1], scope);
        var guarded = Scalar(value, kind, range, x);
        var bound = Literal(kind, low).Node;
        if (low > 0 && random.Chance(0.5))
            return Either(Boolean(CSharp.Binary(ExpressionType.LessThan, AbsoluteNode(kind, x), bound)), other, guarded);
        if (low > 0)
            return Either(Boolean(CSharp.Binary(ExpressionType.GreaterThanOrEqual, AbsoluteNode(kind, x), bound)), guarded, other);
        return random.Chance(0.5)
            ? Either(Boolean(CSharp.Binary(ExpressionType.GreaterThan, x.Node, bound)), guarded, other)
            : Either(Boolean(CSharp.Binary(ExpressionType.LessThanOrEqual, x.Node, bound)), other, guarded);
    }

    private (double Low, Interval Range, Expression Value) ProtectedValue(Kind kind, Term x, int budget, Scope scope)
    {
        var host = types.Of(kind) == typeof(float) ? typeof(MathF) : typeof(Math);
        switch (random.Below(4))
        {
            case 0:
                return (0, new(-7, 4), Expression.Call(host, random.Pick("Log", "Log2"), null, x.Node));
            case 1:
                return (0, new(0, 5), Expression.Call(host, "Sqrt", null, x.Node));
            case 2 when x.Range.Magnitude <= 3:
                var exponent = Fit(Real(kind, budget, scope), new(0.5, 3));
                return (0, new(0, 27), Expression.Call(host, "Pow", null, x.Node, exponent.Node));
            default:
                var dividend = Fit(Real(kind, budget, scope), new(-5, 5));
                return (0.25, new(-20, 20), CSharp.Binary(ExpressionType.Divide, dividend.Node, x.Node));
        }
    }

    private Expression AbsoluteNode(Kind kind, Term x) =>
        Expression.Call(types.Of(kind) == typeof(float) ? typeof(MathF) : typeof(Math), "Abs", null, x.Node);
}
