using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// Builds the lambda that a seed and a budget (roughly its number of operations) stand for. Every random decision depends on kinds and
/// ranges only, never on CLR types, so that the twin on double makes the same decisions.
/// </summary>
internal sealed partial class LambdaGenerator
{
    private const int DeepestLoop = 3;
    private const int LargestTree = 10_000;

    private readonly SplitMix64 random;
    private readonly ClrTypes types;
    private readonly Kind[] reals;
    private readonly Kind result;
    private readonly bool usesEstimates;
    private readonly bool isLong;

    /// <summary>Bounds the run time of a lambda: no expression runs more often than this.</summary>
    private readonly double largestWork;

    private readonly double longestSequence;

    private readonly Dimension[] dimensions;

    private LambdaGenerator(ulong seed, bool isTwin, bool isLong)
    {
        (random, this.isLong) = (new(seed), isLong);
        (largestWork, longestSequence) = isLong ? (20_000, 200) : (1500, 40);
        types = new(isTwin);
        reals = random.Below(10) switch
        {
            < 4 => [Kind.Double],
            < 8 => [Kind.Single],
            _ => [Kind.Double, Kind.Single],
        };
        result = random.Pick(reals);
        usesEstimates = random.Chance(0.085);
        dimensions = [RandomDimension(), RandomDimension(), RandomDimension()];
        captures = new(types);
    }

    /// <summary>The lambda; with arrays that are longer than rounds of several vectors, if it is to be long.</summary>
    public static GeneratedLambda Generate(ulong seed, int budget, bool isTwin = false, bool isLong = false)
    {
        while (true)
        {
            if (new LambdaGenerator(seed, isTwin, isLong).Build(seed, budget) is { } lambda)
                return lambda;
            budget /= 2;
        }
    }

    /// <summary>Null if the lambda would be too large.</summary>
    private GeneratedLambda? Build(ulong seed, int budget)
    {
        var shapes = Signature();
        int active = ActiveCount(shapes);
        var parameters = shapes.Select((s, i) => Expression.Parameter(types.Of(s), ParameterNames[i])).ToArray();
        captured = Scope.Empty.With([.. Captured()]);
        var scope = captured.With([.. parameters.Select((p, i) => new Term(p, shapes[i], i < active))]);

        var parts = random.Split(Math.Max(budget, 3), budget < 6 ? 1 : random.Pick(1, 2, 2, 3)).Select(share => ActiveReal(share, scope))
            .Concat(Enumerable.Range(0, random.Pick(1, 2, 2, 3)).Select(_ => SimpleFunction(scope)));
        var body = parts.Aggregate(
            (sum, next) => Binary(random.Pick(ExpressionType.Add, ExpressionType.Subtract, ExpressionType.Multiply), sum, next));
        if (TreeSize.Of(body.Node) > LargestTree && budget > 1)
            return null;

        return new()
        {
            Seed = seed,
            Budget = budget,
            Lambda = (LambdaExpression)Unsharing.Copy(Expression.Lambda(body.Node, parameters)),
            Shapes = shapes,
            ActiveCount = active,
            Types = types,
            Captures = captures,
            IsLong = isLong,
            UsesSingle = reals.Contains(Kind.Single),
            HasEstimate = hasActiveEstimate,
            IsItsTwin = !reals.Contains(Kind.Single) && !stopsGradient,
            Frozen = frozen,
        };
    }

    /// <summary>A single function or operator of leaves: there are hundreds of them, and each must occur often.</summary>
    private Term SimpleFunction(Scope scope)
    {
        var kind = random.Pick(reals);
        var term = random.Below(20) switch
        {
            < 4 => Either(SimpleCondition(scope), Leaf(kind, scope), Leaf(kind, scope)),
            4 => ConvertTo(kind, IntegerFrom(random.Pick(dataKinds), scope) ?? IntegerArithmetic(2, scope)),
            5 when IntegerReduction(3, scope) is { } reduced => ConvertTo(kind, reduced),
            6 => ConvertTo(kind, random.Chance(0.5) ? IntegerArithmetic(2, scope) : IntegerOf(2, scope)),
            _ => Fit(Function(kind, 2, scope), moderate),
        };
        return term.Kind == result ? term : ConvertTo(result, term);
    }

    /// <summary>Much of what is drawn has no derivative; a lambda should have one.</summary>
    private Term ActiveReal(int budget, Scope scope)
    {
        var term = Real(result, budget, scope);
        for (int attempt = 0; attempt < 8 && !term.Active; attempt++)
            term = Real(result, budget, scope);
        return term;
    }

    private static readonly string[] ParameterNames = ["a", "b", "c", "d", "e", "f", "g", "h"];

    /// <summary>The name of a lambda's parameter: C# allows no name twice in nested scopes.</summary>
    private ParameterExpression Variable(Type type, Scope scope, string? name = null)
    {
        string hint = name ?? (type == typeof(int) ? "i" : type.IsPrimitive ? "x" : type.IsArray ? "row" : "t");
        return Expression.Parameter(type, $"{hint}{(scope.LoopDepth == 0 ? "" : scope.LoopDepth)}");
    }

    private Term Constant(Kind kind, Interval range)
    {
        double value = Math.Round(random.Within(range), 2);
        if (value < range.Low || value > range.High)
            value = range.Middle;
        return Literal(kind, value);
    }

    private Term Literal(Kind kind, double value)
    {
        object boxed = types.Box(kind, value);
        return new(
            Expression.Constant(boxed),
            new ScalarShape(kind, Interval.Of(Convert.ToDouble(boxed, System.Globalization.CultureInfo.InvariantCulture))), Active: false);
    }

    private static Term Scalar(Expression node, Kind kind, Interval range, params Term[] operands) =>
        new(node, new ScalarShape(kind, range), kind is Kind.Double or Kind.Single && Array.Exists(operands, o => o.Active));
}
