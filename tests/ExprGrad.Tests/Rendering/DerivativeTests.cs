using System.Linq.Expressions;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;
using Agreement = ExprGrad.Tests.Language.Agreement;

namespace ExprGrad.Tests.Rendering;

/// <summary><c>Grad.Derivative</c>: an expression that C# computes, and that the frontend reads.</summary>
public sealed class DerivativeTests
{
    private static readonly Dictionary<string, LambdaExpression> s_loops = new(StringComparer.Ordinal)
    {
        ["sharing"] = Of((double x, double y) => Ad.Let(Math.Exp(x * y), e => e * Math.Sin(e) + e / y)),
        ["sum"] = Of((double w, double[] x) => x.Sum(v => Math.Sin(v * w))),
        ["two sums"] = Of((double w, double[] x) => Ad.Let(x.Sum(v => Math.Sin(v * w)), s => x.Sum(v => Math.Tanh(v * s)) * s)),
        ["softmax"] = Of((double w, double[] x) => Ad.LogSumExp(x.Select(v => v * w).ToArray())),
        ["triangle"] = Of((double w, double[] x) => Enumerable.Range(0, x.Length).Sum(i => Math.Exp(Enumerable.Range(0, i).Sum(j => x[i] * x[j] * w)))),
        ["matrix"] = Of((double w, double[,] a) => Enumerable.Range(0, a.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, a.GetLength(1)).Sum(j => a[i, j] * w)))),
        ["average of floats"] = Of((double w, float[] x) => x.Average(v => v * v) * w),
        ["rows"] = Of((double w, double[][] rows) => rows.Sum(row => Math.Sqrt(1 + row.Sum(v => v * v * w)))),
        ["gather"] = Of((double w, int[] at) => at.Sum(k => Math.Sin(k * w) * at[k % at.Length])),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double>>> s_arrays = new(StringComparer.Ordinal)
    {
        ["sum"] = x => x.Sum(v => Math.Sin(v) * v),
        ["products"] = x => x.Sum(v => x.Sum(u => Math.Sin(u * v))),
        ["gather"] = x => Enumerable.Range(0, x.Length).Sum(i => x[i] * x[i * i % x.Length] * x[0]),
        ["literal"] = x => Ad.Let(new[] { x[0] * x[1], x[2] }, pair => pair.Sum(v => v * v) * pair[1]),
        ["branches"] = x => x.Sum(v => v > 0 ? v < 1 ? Math.Log(v) : Math.Sqrt(v) * v : Math.Exp(v)),
        ["where"] = x => x.Where(v => v > 0).Sum(v => Math.Log(v) * x[1]),
        ["where none are"] = x => Enumerable.Range(0, x.Length).Where((i, at) => false && x[i] > 1).Reverse().Sum(i => i * x[0]) + x.Where(v => false).Reverse().Sum(v => v * x[1]) + x[1],
        ["nested"] = x => x.Where(v => v > 0).SelectMany((v, i) => x.Skip(i).Where(u => u < v).Select(u => u * v * v)).Sum(),
        ["extreme"] = x => x.Max(v => v * v) * x.MinBy(v => Math.Abs(v - 0.45)),
        ["extreme of arrays"] = x => Enumerable.Range(0, 3).Min(i => x.Where(v => x[0] > 0).Select(v => v * i * x[1]).ToArray()[0]),
        ["extreme of branches"] = x => Enumerable.Range(0, 3).Max(i => i > 1 ? x[0] : Ad.LogSumExp(x.Where(v => v > 0).Select(v => v * i).ToArray())),
        ["averages"] = x => x.Average(v => v * v) * x.Where(v => v > 0).Average() * x.Average() + (x[0] > 0 ? Enumerable.Range(0, 3).SelectMany(i => x.Select(v => v * i)).Average() * x[1] : x[0]),
        ["found"] = x => x.First(v => v < 0) * x.Last(v => v > 0) * x[0],
        ["aggregate"] = x => x.Aggregate(0.5, (s, v) => s * Math.Cos(v) + v),
        ["states"] = x => x.Aggregate(ValueTuple.Create(1.0, 0.5), (s, v) => ValueTuple.Create(s.Item2 * v, Math.Sin(s.Item1))).Item2,
        ["scan"] = x => Ad.Scan(0.5, x, (s, v) => Math.Tanh(s * v + 1)).Sum(s => s * s),
        ["scatter"] = x => Ad.ScatterAdd(3, Enumerable.Range(0, x.Length).Select(i => ValueTuple.Create(i % 3, x[i] * x[i]))).Sum(v => v * v),
        ["softmax"] = x => Ad.Softmax(x)[1] * Ad.LogSumExp(x),
    };

    /// <summary>All lambdas by name.</summary>
    public static IEnumerable<KeyValuePair<string, LambdaExpression>> Lambdas =>
        s_loops.Concat(s_arrays.Select(array => KeyValuePair.Create(array.Key, (LambdaExpression)array.Value)));

    public static TheoryData<string> Arrays => [.. s_arrays.Keys];

    [Fact]
    public void The_largest_of_what_a_branch_has_asked_for_is_asked_for_in_the_branch()
    {
        var derivative = (Func<double, int, double>)Grad.Derivative((double x, int n) => n > 0 ? x * Enumerable.Range(0, n).Max(i => x) : x, "x").Compile();
        Assert.Equal(1, derivative(3, 0));
        Assert.Equal(6, derivative(3, 2));
    }

    [Fact]
    public void The_least_of_equal_constants_is_asked_for_in_the_branch_too()
    {
        var derivative = (Func<double, int[], double>)Grad.Derivative((double x, int[] data) => data.Length > 0 ? x * x * data.Min(v => 0.5) : x, "x").Compile();
        Assert.Equal(1, derivative(3, []));
        Assert.Equal(3, derivative(3, [7, 8]));
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void It_is_the_gradient(string name)
    {
        var (derivative, gradient) = (Grad.Derivative(s_arrays[name]).Compile(), Grad.Gradient(s_arrays[name]));
        foreach (var length in new[] { 3, 4, 9 }) Assert.Equal(gradient(Sample.Numbers(length)), derivative(Sample.Numbers(length)), IsClose);
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Invoked_in_another_lambda_it_is_differentiated_once_more(string name)
    {
        var derivative = Grad.Derivative(s_arrays[name]);
        Agreement.Check((double[] x) => derivative.Invoke(x).Select((v, i) => v * (i + 1)).Sum(), Sample.Numbers(4));
    }

    [Fact]
    public void It_is_found_by_the_name_of_the_parameter()
    {
        Expression<Func<double, double[], double>> loss = (w, x) => x.Sum(v => v * v) * w;
        Assert.Equal(5, ((Func<double, double[], double>)Grad.Derivative(loss, "w").Compile())(3, [1, 2]));
        Assert.Equal([6, 12], ((Func<double, double[], double[]>)Grad.Derivative(loss, "x").Compile())(3, [1, 2]));
    }

    [Fact]
    public void An_average_of_negative_zeros_is_one()
    {
        Expression<Func<double, double[], double>> loss = (a, x) => x.Average(v => -v) * a;
        var derivative = (Func<double, double[], double>)Grad.Derivative(loss, "a", new GradOptions { FloatMode = FloatMode.Strict }).Compile();
        Assert.True(double.IsNegative(derivative(1, [0, 0])));
    }

    private readonly record struct Pair<T>(T Low, T High);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Structs_that_are_not_there_are_not_read(int count)
    {
        Expression<Func<double, Pair<double>[], double>> loss = (x, pairs) => Enumerable.Range(0, pairs.Length).Sum(i => x * pairs[0].High * x);
        var derivative = (Func<double, Pair<double>[], double>)Grad.Derivative(loss, "x").Compile();
        Assert.Equal(6 * count, derivative(1.5, [.. Enumerable.Repeat(new Pair<double>(1, 2), count)]));
    }

    public sealed record Series(double Scale, double[] Numbers, Factor? Next);

    public sealed record Factor(double Scale);

    private static readonly Dictionary<string, Expression<Func<double, Series[], double[], double>>> s_series = new(StringComparer.Ordinal)
    {
        ["member"] = (x, all, w) => w.Sum(v => x * x * v * all[1].Scale),
        ["function of a member"] = (x, all, w) => w.Sum(v => x * v * Math.Exp(all[1].Scale)) + w.Sum(v => Math.Exp(all[1].Scale) * v * x),
        ["member of a member"] = (x, all, w) => w.Sum(v => x * x * v * all[1].Next!.Scale),
        ["length"] = (x, all, w) => w.Sum(v => x * x * v * all[1].Numbers.Length),
        ["number"] = (x, all, w) => w.Sum(v => x * x * v * all[1].Numbers[0]),
        ["sum"] = (x, all, w) => w.Sum(v => x * x * v * all[1].Numbers.Sum(n => n * x)),
        ["function of a sum"] = (x, all, w) => w.Sum(v => x * v * Math.Exp(all[1].Numbers.Sum())),
        ["numbers of all"] = (x, all, w) => all.Sum(s => w.Sum(v => x * x * v * s.Numbers[0])),
    };

    public static TheoryData<string> OfSeries => [.. s_series.Keys];

    [Theory]
    [MemberData(nameof(OfSeries))]
    public void Objects_that_are_not_there_are_not_read_where_no_loop_reads_them(string name)
    {
        var loss = s_series[name];
        var (derivative, gradient) = ((Func<double, Series[], double[], double>)Grad.Derivative(loss, "x").Compile(), Grad.Compile<DerivativeOfSeries>(loss));
        var series = new Series(0.5, [1, 2], new Factor(0.25));
        foreach (var all in new Series[][] { [], [series], [series, series], [null!, null!], [series with { Numbers = [] }, series with { Next = null, Numbers = [] }] })
        {
            foreach (var w in new double[][] { [], [1, 2] })
            {
                var expected = Outcome(() => { gradient(0.7, all, w, out var dx); return dx; });
                Assert.Equal(expected, Outcome(() => derivative(0.7, all, w)));
            }
        }
    }

    public delegate void DerivativeOfSeries(double x, Series[] all, double[] w, out double dx);

    private static string Outcome(Func<double> run)
    {
        try
        {
            return run().ToString("G12", System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IndexOutOfRangeException or NullReferenceException)
        {
            return exception.GetType().Name;
        }
    }

    [Fact]
    public void No_extreme_is_searched_for_where_there_is_none_and_no_loop_needs_it()
    {
        Expression<Func<double[], double[], double>> loss = (x, y) => y.Sum(v => x.Max() * v) + y.Sum(v => x.Where(u => u > 0).Max() * v);
        var derivative = (Func<double[], double[], double[]>)Grad.Derivative(loss, "x").Compile();
        Assert.Empty(derivative([], []));
        Assert.Equal([0, 0], derivative([-1, -2], []));
        Assert.Equal([0, 6], derivative([1, 2], [1, 2]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_not_found_is_not_searched_for_outside_of_the_arm_where_it_is(int sought)
    {
        Expression<Func<double, int[], double>> loss = (x, numbers) => numbers.Contains(numbers.IndexOf(sought) + 2) ? x * x : x;
        var derivative = (Func<double, int[], double>)Grad.Derivative(loss, "x").Compile();
        Assert.Equal(sought == 1 ? 3 : 1, derivative(1.5, [1, 3, 2]));
        Assert.Equal(1, derivative(1.5, []));
    }

    [Fact]
    public void Elements_may_vary_over_more_than_their_number()
    {
        Expression<Func<double, int[], double>> loss = (x, numbers) => Ad.Iterate(3, x, s => numbers.SelectMany(n => numbers.Select(m => m * Math.Sin(s))).Max());
        var (derivative, gradient) = ((Func<double, int[], double>)Grad.Derivative(loss, "x").Compile(), Grad.Gradient(loss));
        Assert.Equal(gradient(0.7, [1, 2]), derivative(0.7, [1, 2]), 14);
    }

    [Fact]
    public void Rows_in_branches()
    {
        Expression<Func<double, double[][], double>> loss = (x, rows) => rows.Sum(row => x > 1 ? Enumerable.Range(0, 2).Sum(j => row[j] * x) : x);
        var derivative = (Func<double, double[][], double>)Grad.Derivative(loss, "x").Compile();
        Assert.Equal(10, derivative(1.5, [[1, 2], [3, 4]]));
        Assert.Equal(2, derivative(0.5, [[], []]));
        Assert.Throws<IndexOutOfRangeException>(() => derivative(1.5, [[1, 2], [3]]));
    }

    [Fact]
    public void Arrays_of_three_dimensions_on_the_way_are_refused()
    {
        Expression<Func<double, double[], double>> loss = (x, w) => Enumerable.Range(0, 3).Max(
            i => i > 0 ? Enumerable.Range(0, 3).Max(j => j > 1 ? x : Ad.LogSumExp(w.Where(v => v > 0).Select(v => v * i * j * x).ToArray())) : x);
        var error = Assert.Single(Assert.Throws<DifferentiationException>(() => Grad.Derivative(loss, "x")).Errors);
        Assert.Equal("EG3023", error.Id);
        Assert.Contains("more than two dimensions on the way", error.Reason, StringComparison.Ordinal);
    }

    private static LambdaExpression Of<T1, T2>(Expression<Func<T1, T2, double>> lambda) => lambda;

    private static bool IsClose(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a));
}
