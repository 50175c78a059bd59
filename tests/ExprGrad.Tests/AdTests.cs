using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests;

/// <summary>The functions of Ad as plain calls: a lambda that uses them runs as it stands.</summary>
public sealed class AdTests
{
    private static readonly double[] Values = [1.5, -0.5, 3, 3, -20];

    [Fact]
    public void LogSumExp_is_the_logarithm_of_the_sum()
    {
        Assert.Equal(Math.Log(Values.Sum(Math.Exp)), Ad.LogSumExp(Values), 1e-14);
        Assert.Equal((float)Math.Log(Values.Sum(Math.Exp)), Ad.LogSumExp([.. Values.Select(x => (float)x)]), 1e-6f);
    }

    [Theory]
    [InlineData(new[] { 1000.0, 1000.0 }, 1000.6931471805599)]
    [InlineData(new[] { -1000.0, -1000.0 }, -999.3068528194401)]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity }, double.NegativeInfinity)]
    [InlineData(new[] { double.NegativeInfinity, 2.0 }, 2.0)]
    [InlineData(new[] { double.PositiveInfinity, 2.0 }, double.PositiveInfinity)]
    [InlineData(new[] { double.NaN, 2.0 }, double.NaN)]
    public void LogSumExp_neither_overflows_nor_underflows(double[] x, double expected)
    {
        Assert.Equal(expected, Ad.LogSumExp(x), 1e-12);
        Assert.Equal((float)expected, Ad.LogSumExp(Array.ConvertAll(x, value => (float)value)), 1e-4f);
    }

    [Fact]
    public void Softmax_is_positive_and_sums_to_1()
    {
        var softmax = Ad.Softmax(Values);
        Assert.Equal(1, softmax.Sum(), 1e-15);
        Assert.All(softmax.Zip(Values), pair => Assert.Equal(Math.Exp(pair.Second) / Values.Sum(Math.Exp), pair.First, 1e-15));
        Assert.All(Ad.Softmax([.. Values.Select(x => (float)x)]).Zip(softmax), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal([0.5, 0.5], Ad.Softmax([1000.0, 1000.0]));
        Assert.Equal([0.5f, 0.5f], Ad.Softmax([1000f, 1000f]));
    }

    [Fact]
    public void Of_nothing_there_is_no_LogSumExp_nor_Softmax()
    {
        Assert.Throws<InvalidOperationException>(() => Ad.LogSumExp(Array.Empty<double>()));
        Assert.Throws<InvalidOperationException>(() => Ad.LogSumExp(Array.Empty<float>()));
        Assert.Throws<InvalidOperationException>(() => Ad.Softmax(Array.Empty<double>()));
        Assert.Throws<InvalidOperationException>(() => Ad.Softmax(Array.Empty<float>()));
    }

    [Fact]
    public void ScatterAdd_adds_up_repeated_indices()
    {
        Assert.Equal([10.0, 0, 5], Ad.ScatterAdd(3, [2, 0, 2], [1.0, 10, 4]));
        Assert.Equal([10f, 0, 5], Ad.ScatterAdd(3, [2, 0, 2], [1f, 10, 4]));
    }

    [Fact]
    public void ScatterAdd_checks_what_it_is_given()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Ad.ScatterAdd(-1, [], Array.Empty<double>()));
        Assert.Throws<ArgumentException>(() => Ad.ScatterAdd(2, [0], [1.0, 2]));
        Assert.Throws<ArgumentException>(() => Ad.ScatterAdd(2, [0], [1f, 2]));
        Assert.Throws<IndexOutOfRangeException>(() => Ad.ScatterAdd(2, [2], [1.0]));
        Assert.Throws<ArgumentNullException>(() => Ad.ScatterAdd(2, null!, [1.0]));
        Assert.Throws<ArgumentNullException>(() => Ad.ScatterAdd(2, [1], (double[])null!));
    }

    [Fact]
    public void Let_and_StopGradient_change_no_value()
    {
        Expression<Func<double, double, double>> f = (a, b) => Ad.Let(a * b, v => (v * v) + Ad.StopGradient(v));
        Assert.Equal(42, f.Compile()(2, 3));
        Assert.Equal(1.5f, Ad.StopGradient(1.5f));
        Assert.Throws<ArgumentNullException>(() => Ad.Let<int, int>(1, null!));
    }

    [Fact]
    public void Invoke_calls_lambdas_of_one_to_eight_parameters()
    {
        Expression<Func<int, int>> f1 = a => a;
        Expression<Func<int, int, int>> f2 = (a, b) => (10 * f1.Invoke(a)) + b;
        Expression<Func<int, int, int, int>> f3 = (a, b, c) => (10 * f2.Invoke(a, b)) + c;
        Expression<Func<int, int, int, int, int>> f4 = (a, b, c, d) => (10 * f3.Invoke(a, b, c)) + d;
        Expression<Func<int, int, int, int, int, int>> f5 = (a, b, c, d, e) => (10 * f4.Invoke(a, b, c, d)) + e;
        Expression<Func<int, int, int, int, int, int, int>> f6 = (a, b, c, d, e, f) => (10 * f5.Invoke(a, b, c, d, e)) + f;
        Expression<Func<int, int, int, int, int, int, int, int>> f7 = (a, b, c, d, e, f, g) => (10 * f6.Invoke(a, b, c, d, e, f)) + g;
        Expression<Func<int, int, int, int, int, int, int, int, int>> f8 =
            (a, b, c, d, e, f, g, h) => (10 * f7.Invoke(a, b, c, d, e, f, g)) + h;
        Assert.Equal(12345678, f8.Invoke(1, 2, 3, 4, 5, 6, 7, 8));
    }

    [Fact]
    public void A_lambda_that_invokes_another_runs_as_it_stands()
    {
        Expression<Func<double, double>> sigmoid = t => 1 / (1 + Math.Exp(-t));
        Expression<Func<double, double, double>> f = (a, b) => sigmoid.Invoke(a * b) * a;
        Assert.Equal(2 / (1 + Math.Exp(-6)), f.Compile()(2, 3));
        Assert.Throws<ArgumentNullException>(() => ((Expression<Func<double, double>>)null!).Invoke(1));
    }

    [Fact]
    public void Invoke_compiles_a_lambda_once()
    {
        Expression<Func<double, double>> square = x => x * x;
        for (var i = 0; i < 3; i++) square.Invoke(i);
        Allocations.AssertNone(() => square.Invoke(2));
    }

    [Theory]
    [InlineData(-2.5, 0)]
    [InlineData(0, 0)]
    [InlineData(2.5, 2.5)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    public void Relu_keeps_what_is_positive(double x, double expected)
    {
        Assert.Equal(expected, Ad.Relu(x));
        Assert.Equal((float)expected, Ad.Relu((float)x));
    }
}
