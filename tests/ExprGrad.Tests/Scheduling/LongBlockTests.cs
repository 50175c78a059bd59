using System.Globalization;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Scheduling;

/// <summary>The order of blocks that are too long for one method.</summary>
public sealed class LongBlockTests
{
    private delegate void Columns(double[] x, double[] y, Span<double> dx);

    private static readonly GradOptions s_lanes = new() { VectorBits = 512 };

    [Fact]
    public void Elements_of_a_long_table_are_stored_as_soon_as_they_are_known()
    {
        var stores = Stores(Schedule(Table(200)));
        Assert.Equal(200, stores.Count);
        Assert.All(stores.Zip(stores.Skip(1), (a, b) => b - a), distance => Assert.True(distance > 1, "An element is stored right behind another."));
    }

    [Fact]
    public void Those_of_a_short_table_stay_together()
    {
        var stores = Stores(Schedule(Table(12)));
        Assert.Equal(12, stores.Count);
        Assert.Equal(11, stores[^1] - stores[0]);
    }

    [Fact]
    public void Elements_that_come_in_another_order_are_what_they_are_in_CSharp()
    {
        var agreement = Agreement.Of(Loss(Table(200)));
        foreach (var length in new[] { 0, 1, 8, 9 }) agreement.At(Sample.Numbers(3), Sample.Numbers(length));
    }

    [Fact]
    public void A_long_function_comes_in_its_own_order_before_a_loop_over_directions()
    {
        int[] ids = [.. Regex.Matches(Function(Schedule(Table(200))), @"^  %(?<id>\d+) = Math\.SinCos", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))];
        Assert.True(ids.Length >= 400, $"{ids.Length} angles");
        Assert.Equal(ids.Order(), ids);
    }

    // v' = sin(v x0) + cos(v x1) x2, again and again, and sums of two after each other in an array that is read for each y.
    private static Expression<Func<double[], double[], double[]>> Table(int length)
    {
        Expression<Func<double, double[], double>> next = (v, x) => 0.4 * Math.Sin(v * x[0]) + 0.15 * Math.Cos(v * x[1]) * x[2];
        Expression<Func<double, double, double[], double>> element = (v, u, x) => v * x[1] + u * x[2] + (v + u) * x[0] * 0.7;
        Expression<Func<double[], double[], double[]>> read = (table, y) => y.Select((v, i) => table.Select((t, k) => Math.Tanh(t * (v + 0.01 * k))).Sum()).ToArray();
        var (x, y) = (Expression.Parameter(typeof(double[]), "x"), Expression.Parameter(typeof(double[]), "y"));
        var variables = Enumerable.Range(0, length + 1).Select(i => Expression.Parameter(typeof(double), $"v{i}")).ToArray();
        Expression body = Expression.Invoke(read, Expression.NewArrayInit(typeof(double), Enumerable.Range(0, length).Select(i => Expression.Invoke(element, variables[i + 1], variables[i], x))), y);
        for (var i = length; i >= 0; i--)
        {
            Expression before = i == 0 ? Expression.Constant(0.3) : variables[i - 1];
            body = Expression.Invoke(Expression.Lambda(body, variables[i]), Expression.Invoke(next, before, x));
        }

        return Expression.Lambda<Func<double[], double[], double[]>>(body, x, y);
    }

    private static Expression<Func<double[], double[], double>> Loss(Expression<Func<double[], double[], double[]>> numbers)
    {
        Expression<Func<double[], double>> sum = all => all.Sum();
        return Expression.Lambda<Func<double[], double[], double>>(Expression.Invoke(sum, numbers.Body), numbers.Parameters);
    }

    private static string Schedule(Expression<Func<double[], double[], double[]>> function) => Grad.Report(Grad.Compile<Columns>(function, s_lanes)).Schedule;

    // What is computed before the loop over directions.
    private static string Function(string schedule)
    {
        var start = schedule.IndexOf("\ncompute", StringComparison.Ordinal);
        return schedule[start..schedule.IndexOf("\n  for i0 < x.Length", start, StringComparison.Ordinal)];
    }

    // The lines in which the table gets its elements.
    private static List<int> Stores(string schedule)
    {
        string[] lines = Function(schedule).Split('\n');
        return [.. Enumerable.Range(0, lines.Length).Where(i => Regex.IsMatch(lines[i], @"^  %\d+\[\d+\] = ", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))];
    }
}
