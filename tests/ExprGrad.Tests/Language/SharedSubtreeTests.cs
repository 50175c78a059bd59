using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Trees that a program makes may have one subtree in several places, and that another one: as trees they would be larger than any memory.</summary>
public sealed class SharedSubtreeTests
{
    private static readonly ParameterExpression s_x = Expression.Parameter(typeof(double), "x");
    private static int s_calls;

    // How one more level is made of two or more of the level before.
    private static readonly Dictionary<string, Func<Expression, Expression>> s_levels = new(StringComparer.Ordinal)
    {
        ["sum"] = e => Expression.Multiply(Expression.Add(e, e), Expression.Constant(0.5)),
        ["call"] = e => Expression.Call(typeof(Math), nameof(Math.Atan2), null, e, Expression.Add(Expression.Constant(1.0), Expression.Multiply(e, e))),
        ["condition"] = e => Expression.Condition(Expression.GreaterThan(e, Expression.Constant(0.3)), Expression.Call(typeof(Math), nameof(Math.Sin), null, e), Expression.Add(e, Expression.Multiply(e, e))),
        ["conditions on both sides"] = e => Expression.Condition(
            Expression.AndAlso(Expression.GreaterThan(e, Expression.Constant(0.1)), Expression.LessThan(e, Expression.Constant(0.6))), Expression.Negate(e), Expression.Multiply(e, Expression.Constant(0.9))),
    };

    public static TheoryData<string> Levels => [.. s_levels.Keys];

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_few_levels_are_what_the_tree_is(string level)
    {
        var lambda = Lambda(level, levels: 5);
        foreach (var x in new[] { 0.7, 0.2, -0.4 }) Agreement.Of(lambda).At(x);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_hundred_levels_are_read_once_each(string level)
    {
        var lambda = Lambda(level, levels: 100);
        var (value, gradient) = Grad.ValueAndGradient(lambda)(0.7);
        Assert.Equal(value, Tape.Evaluate(lambda, 0.7).Value, 1e-12);
        Assert.Equal(gradient, Tape.Evaluate(lambda, 0.7).Gradient, 1e-9);
        Assert.NotEmpty(Grad.Report(Grad.Gradient(lambda)).ToString());
    }

    [Fact]
    public void Elements_in_branches_are_read_where_they_are_there()
    {
        var (w, i) = (Expression.Parameter(typeof(double[]), "w"), Expression.Parameter(typeof(int), "i"));
        Expression element = Expression.ArrayIndex(w, i);
        var square = Expression.Multiply(element, element);
        var isInside = Expression.LessThan(i, Expression.ArrayLength(w));
        var either = Expression.Condition(isInside, square, Expression.Constant(0.0));
        var lambda = Expression.Lambda<Func<double[], int, double>>(Expression.Add(either, Expression.Condition(isInside, Expression.Multiply(square, square), either)), w, i);
        foreach (var index in new[] { 0, 2, 3, 100 }) Agreement.Of(lambda).At(new[] { 1.5, 2, -3 }, index);

        var isRead = Expression.Lambda<Func<double[], int, double>>(Expression.Add(either, square), w, i);
        Assert.Throws<IndexOutOfRangeException>(() => Grad.ValueAndGradient(isRead)([1.5], 1));
    }

    [Fact]
    public void Opaque_calls_run_as_often_as_in_the_tree()
    {
        Expression call = Expression.Call(typeof(SharedSubtreeTests), nameof(Counted), null);
        var twice = Expression.Add(Expression.Multiply(call, s_x), call);
        var function = Grad.ValueAndGradient(Expression.Lambda<Func<double, double>>(Expression.Multiply(twice, twice), s_x));
        s_calls = 0;
        Assert.Equal(144, function(2).Value);
        Assert.Equal(4, s_calls);
    }

    private static double Counted()
    {
        s_calls++;
        return 4;
    }

    private static Expression<Func<double, double>> Lambda(string level, int levels)
    {
        Expression tree = s_x;
        for (var i = 0; i < levels; i++) tree = s_levels[level](tree);
        return Expression.Lambda<Func<double, double>>(tree, s_x);
    }
}
