using System.Linq.Expressions;

namespace ExprGrad.Tests.Language.Linq;

/// <summary>Every operator after every other, and below every reduction.</summary>
public sealed class OperatorPairTests
{
    private static readonly (string Name, Expression<Func<IEnumerable<double>, IEnumerable<double>>> Apply)[] s_operators =
    [
        ("Select", s => s.Select(v => v * v)),
        ("SelectIndex", s => s.Select((v, i) => v * (i + 1))),
        ("Where", s => s.Where(v => v > 0)),
        ("WhereIndex", s => s.Where((v, i) => i % 2 == 0)),
        ("Take", s => s.Take(3)),
        ("Skip", s => s.Skip(1)),
        ("TakeLast", s => s.TakeLast(3)),
        ("SkipLast", s => s.SkipLast(1)),
        ("Reverse", s => s.Reverse()),
        ("Concat", s => s.Concat(s)),
        ("Append", s => s.Append(0.45)),
        ("Prepend", s => s.Prepend(-0.35)),
        ("Zip", s => s.Zip(s.Skip(1), (a, b) => a - (2 * b))),
        ("SelectMany", s => s.SelectMany(v => new[] { v, 0.5 * v })),
        ("Index", s => s.Index().Select(p => p.Item * (p.Index - 1.5))),
        ("ToArray", s => s.ToArray()),
        ("Repeat", s => Enumerable.Repeat(s.Count(), 2).Select(n => n + 0.25)),
    ];

    private static readonly (string Name, Expression<Func<IEnumerable<double>, double>> Apply)[] s_reductions =
    [
        ("Sum", s => s.Sum()),
        ("SumOf", s => s.Sum(v => v * v)),
        ("Average", s => s.Average()),
        ("Max", s => s.Max()),
        ("Min", s => s.Min(v => v * 0.7)),
        ("Count", s => s.Count() * 1.5),
        ("CountOf", s => s.Count(v => v > 0.2)),
        ("Any", s => s.Any(v => v > 1) ? s.Sum() : 2),
        ("All", s => s.All(v => v > -1) ? s.Sum() : 2),
        ("First", s => s.First()),
        ("FirstOf", s => s.First(v => v < 0)),
        ("Last", s => s.Last()),
        ("LastOf", s => s.Last(v => v < 0)),
        ("ElementAt", s => s.ElementAt(1)),
        ("MaxBy", s => s.MaxBy(v => v * v)),
        ("MinBy", s => s.MinBy(v => -v)),
        ("Aggregate", s => s.Aggregate((a, b) => (a * 0.5) + (a * b))),
        ("AggregateSeed", s => s.Aggregate(1.0, (a, b) => (a * 0.5) + b, a => a * a)),
    ];

    public static TheoryData<string> Operators => [.. s_operators.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Below_every_reduction(string name)
    {
        var apply = s_operators.Single(row => row.Name == name).Apply;
        Assert.All(s_reductions, reduction => CheckAll(Applied(reduction.Apply, apply)));
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void After_every_operator(string name)
    {
        Expression<Func<IEnumerable<double>, double>> weighted = s => s.Select((v, i) => v * v * (i + 1)).Sum();
        var apply = s_operators.Single(row => row.Name == name).Apply;
        Assert.All(s_operators, first => CheckAll(Applied(weighted, apply, first.Apply)));
    }

    // Of Max or First of nothing there is an exception, in every executor.
    private static void CheckAll(LambdaExpression lambda)
    {
        var agreement = Agreement.Of(lambda);
        foreach (var length in new[] { 0, 1, 5 }) agreement.At(Sample.Numbers(length));
    }

    private static LambdaExpression Applied(params LambdaExpression[] functions)
    {
        var w = Expression.Parameter(typeof(double[]), "w");
        Expression argument = w;
        foreach (var function in functions.Reverse()) argument = new Replacement(function.Parameters[0], argument).Visit(function.Body);
        return Expression.Lambda(argument, w);
    }

    private sealed class Replacement(ParameterExpression parameter, Expression by) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : base.VisitParameter(node);
    }
}
