using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>The exceptions of C#, from every executor; afterwards the next call is right.</summary>
public sealed class ExceptionTests
{
    // Throws at the first arguments, and is right at the second.
    private static void Check<TException>(LambdaExpression lambda, object?[] wrong, object?[] right)
        where TException : Exception
    {
        Assert.Throws<TException>(() => Executors.Call(lambda.Compile(), wrong));
        var expected = Executors.Call(lambda.Compile(), right);
        foreach (var function in new[] { Executors.Fresh(lambda, GradOptions.Default), Executors.InPlace(lambda, GradOptions.Default), Executors.Fresh(lambda, GradOptions.Default, onTape: true) })
        {
            for (var i = 0; i < 2; i++)
            {
                Assert.Throws<TException>(() => function(wrong));
                Assert.Equal(expected, function(right).Value);
            }
        }
    }

    [Fact]
    public void Index_out_of_range()
    {
        Check<IndexOutOfRangeException>((double[] w, int i) => w[i] * w[0], [Sample.Numbers(3), 3], [Sample.Numbers(3), 2]);
        Check<IndexOutOfRangeException>((double[] w, int i) => w[i] * w[0], [Sample.Numbers(3), -1], [Sample.Numbers(3), 2]);
        Check<IndexOutOfRangeException>((double[] w, int i) => w[i] * w[0], [Sample.Numbers(3), int.MinValue], [Sample.Numbers(3), 2]);
        Check<IndexOutOfRangeException>((double[] w, int n) => Enumerable.Range(0, n).Sum(i => w[i] * w[i]), [Sample.Numbers(3), 4], [Sample.Numbers(3), 3]);
        Check<IndexOutOfRangeException>((double[] w, int[] k) => k.Sum(i => w[i] * w[i]), [Sample.Numbers(3), new[] { 0, 3 }], [Sample.Numbers(3), new[] { 0, 2 }]);
        Check<IndexOutOfRangeException>((double[] w) => w[(int)w[0]] * w[1], [new[] { 7.0, 1, 2 }], [new[] { 2.0, 1, 2 }]);
        Check<IndexOutOfRangeException>((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i + 1] * w[i]), [Sample.Numbers(3)], [Array.Empty<double>()]);
        Check<IndexOutOfRangeException>((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[2 * i]), [Sample.Numbers(3)], [Sample.Numbers(1)]);
        Check<IndexOutOfRangeException>((double[,] m, int i) => m[i, 1] * m[0, 0], [Sample.Matrix(2, 2), 2], [Sample.Matrix(2, 2), 1]);
        Check<IndexOutOfRangeException>((double[,] m, int i) => m[0, i] * m[0, 0], [Sample.Matrix(2, 2), 2], [Sample.Matrix(2, 2), 1]);
        Check<IndexOutOfRangeException>((double[][] m, int i) => m[i][1] * m[0][0], [Sample.Rows(2, 2), 2], [Sample.Rows(2, 2), 1]);
        Check<IndexOutOfRangeException>((double[][] m, int i) => m[0][i] * m[0][0], [Sample.Rows(2, 2), 2], [Sample.Rows(2, 2), 1]);
        Check<IndexOutOfRangeException>((double[] w, int i) => new[] { w[0], w[1] }[i], [Sample.Numbers(2), 2], [Sample.Numbers(2), 1]);
        Check<IndexOutOfRangeException>((double[] w, int i) => w.Select(v => v * v).ToArray()[i], [Sample.Numbers(2), 2], [Sample.Numbers(2), 1]);
        Agreement.Check((double[] w) => new[] { w[0], w[1] }[2], Sample.Numbers(2));
    }

    [Fact]
    public void An_index_beyond_int()
    {
        Check<OverflowException>((double[] w, long i) => w[i] * w[0], [Sample.Numbers(3), 1L << 40], [Sample.Numbers(3), 2L]);
        Check<OverflowException>((double[] w, uint i) => w[i] * w[0], [Sample.Numbers(3), uint.MaxValue], [Sample.Numbers(3), 2u]);
    }

    [Fact]
    public void Null_arguments_are_refused_by_name()
    {
        var f = Grad.Gradient((double[] w, int[] k) => w[0] * k.Length);
        Assert.Equal("w", Assert.Throws<ArgumentNullException>(() => f(null!, [])).ParamName);
        Assert.Equal("k", Assert.Throws<ArgumentNullException>(() => f([1], null!)).ParamName);
    }

    [Fact]
    public void Null_rows()
    {
        Agreement.Of((double[] w, double[][] k) => w[0] * k[0][0]).At(Sample.Numbers(1), new double[]?[] { null });
        Agreement.Of((double[] w, double[][] k) => w[0] * k[0].Length).At(Sample.Numbers(1), new double[]?[] { null });
    }

    [Fact]
    public void Sequences_without_elements()
    {
        Check<InvalidOperationException>((double[] w) => w.Max() * w[0], [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.Min(v => v * v), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.Average(), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.First(), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.Last(), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.MaxBy(v => v), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.Aggregate((a, b) => a * b), [Array.Empty<double>()], [Sample.Numbers(2)]);
        Check<InvalidOperationException>((double[] w) => w.First(v => v > 1), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[] w) => w.Last(v => v > 1), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[] w) => w.Where(v => v > 1).Max(), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[] w) => w.Where(v => v > 1).Average(v => v * v), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[] w) => w.Where(v => v > 1).Aggregate((a, b) => a * b), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[] w) => w.Where(v => v > 1).MinBy(v => v), [Sample.Numbers(2)], [Sample.Numbers(3)]);
        Check<InvalidOperationException>((double[][] w) => w.Sum(row => row.Max()), [Sample.Rows(1, 0)], [Sample.Rows(1, 2)]);
    }

    [Fact]
    public void Negative_counts()
    {
        Check<ArgumentOutOfRangeException>((double[] w, int n) => Enumerable.Range(0, n).Sum(i => w[0]), [Sample.Numbers(1), -1], [Sample.Numbers(1), 2]);
        Check<ArgumentOutOfRangeException>((double[] w, int n) => Enumerable.Repeat(w[0], n).Sum(), [Sample.Numbers(1), -1], [Sample.Numbers(1), 2]);
        Check<ArgumentOutOfRangeException>((double[] w) => Enumerable.Range(0, w.Length).Sum(i => Enumerable.Range(0, i - 1).Sum(j => w[j])), [Sample.Numbers(2)], [Array.Empty<double>()]);
    }

    [Fact]
    public void ElementAt()
    {
        Check<ArgumentOutOfRangeException>((double[] w, int i) => w.ElementAt(i), [Sample.Numbers(2), 2], [Sample.Numbers(2), 1]);
        Check<ArgumentOutOfRangeException>((double[] w, int i) => w.Where(v => v > -9).ElementAt(i), [Sample.Numbers(2), -1], [Sample.Numbers(2), 1]);
    }

    [Fact]
    public void Checked_arithmetic_and_integer_division()
    {
        Check<OverflowException>((double[] w, int k) => w[0] * checked(k * k), [Sample.Numbers(1), 1 << 20], [Sample.Numbers(1), 3]);
        Check<OverflowException>((double[] w, int k) => w[0] * checked((byte)k), [Sample.Numbers(1), 300], [Sample.Numbers(1), 3]);
        Check<OverflowException>((double[] w) => w[0] * checked((int)w[1]), [new[] { 1.0, 1e20 }], [new[] { 1.0, 2 }]);
        Check<OverflowException>((double[] w, int[] k) => w[0] * k.Sum(), [Sample.Numbers(1), new[] { int.MaxValue, 1 }], [Sample.Numbers(1), new[] { 1, 2 }]);
        Check<OverflowException>((double[] w, int k) => w[0] * Math.Abs(k), [Sample.Numbers(1), int.MinValue], [Sample.Numbers(1), -3]);
        Check<OverflowException>((double[] w, int k) => w[0] * (k / -1), [Sample.Numbers(1), int.MinValue], [Sample.Numbers(1), -3]);
        Check<DivideByZeroException>((double[] w, int k) => w[0] * (7 / k), [Sample.Numbers(1), 0], [Sample.Numbers(1), 3]);
        Check<DivideByZeroException>((double[] w, int k) => w[0] * (7 % k), [Sample.Numbers(1), 0], [Sample.Numbers(1), 3]);
        Check<DivideByZeroException>((double[] w, int[] k) => k.Sum(n => w[0] * (7 / n)), [Sample.Numbers(1), new[] { 1, 0 }], [Sample.Numbers(1), new[] { 1, 2 }]);
        Check<DivideByZeroException>((double[] w) => w.Sum(v => v * (7 / (int)v)), [new[] { 2.0, 0.5 }], [new[] { 2.0, 1.5 }]);
    }

    [Fact]
    public void Functions_that_throw()
    {
        Check<ArithmeticException>((double x) => Math.Sign(x) * x, [double.NaN], [2.0]);
        Check<ArgumentException>((double x, double low) => Math.Clamp(x, low, 1) * x, [0.5, 2.0], [0.5, 0.0]);
        Check<ArgumentOutOfRangeException>((double[] w, int digits) => Math.Round(w[0], digits) * w[0], [Sample.Numbers(1), 20], [Sample.Numbers(1), 1]);
        Check<ArithmeticException>((double[] w) => w.Sum(v => Math.Sign(v) * v), [new[] { 1.0, double.NaN }], [new[] { 1.0, 2 }]);
    }

    [Fact]
    public void What_has_no_influence_on_the_value_throws_all_the_same()
    {
        Check<IndexOutOfRangeException>((double[] w, int i) => Ad.Let(w[i], unused => w[0]), [Sample.Numbers(2), 2], [Sample.Numbers(2), 1]);
        Check<DivideByZeroException>((double[] w, int k) => Ad.Let(7 / k, unused => w[0]), [Sample.Numbers(1), 0], [Sample.Numbers(1), 1]);
        Check<InvalidOperationException>((double[] w) => Ad.Let(w.Max(), unused => 1.0), [Array.Empty<double>()], [Sample.Numbers(1)]);
    }

    [Fact]
    public void An_index_that_is_data_is_checked_before_anything_is_written()
    {
        var f = Grad.ValueAndGradientInto((double[] w, int[] k) => w.Sum(v => v * v) + k.Sum(i => w[i]));
        double[] gradient = [7, 8, 9];
        Assert.Throws<IndexOutOfRangeException>(() => f(Sample.Numbers(3), [0, 3], gradient));
        Assert.Equal([7.0, 8, 9], gradient);

        var g = Grad.ValueAndGradientInto((double[] w, int n) => w.Sum(v => v * v) + Enumerable.Range(0, n).Sum(i => w[i] * w[0]));
        Assert.Throws<IndexOutOfRangeException>(() => g(Sample.Numbers(3), 4, gradient));
        Assert.Throws<ArgumentOutOfRangeException>(() => g(Sample.Numbers(3), -4, gradient));
        Assert.Equal([7.0, 8, 9], gradient);

        var h = Grad.ValueAndGradientInto((double[] w, int k) => w.Sum(v => v * v) + (w[0] * (7 / k)));
        Assert.Throws<DivideByZeroException>(() => h(Sample.Numbers(3), 0, gradient));
        Assert.Equal([7.0, 8, 9], gradient);

        var max = Grad.ValueAndGradientInto((double[] w, double[] x) => w.Sum(v => v * v) + x.Max());
        Assert.Throws<InvalidOperationException>(() => max(Sample.Numbers(3), [], gradient));
        Assert.Equal([7.0, 8, 9], gradient);
    }

    [Fact]
    public void An_index_from_a_real_number_touches_nothing_outside_of_the_outputs()
    {
        var f = Grad.ValueAndGradientInto((double[] w) => w.Sum(v => v * w[(int)v]));
        Assert.Throws<IndexOutOfRangeException>(() => f([1, 1e9], new double[2]));
        Assert.Throws<IndexOutOfRangeException>(() => f([1, -5], new double[2]));
        Assert.Throws<IndexOutOfRangeException>(() => f([1, double.NaN, 2e9], new double[3]));
        Assert.Equal(0, f([1, 0], new double[2]));
    }
}
