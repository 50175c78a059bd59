using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>One of several arrays that are made in the lambda, chosen by an index that is computed.</summary>
public class ChosenArrayTests
{
    [Fact]
    public void Written_arrays_of_one_length() => Agreement.Check(
        (double[] w, int i) => new[] { new[] { w[0], w[1] * w[2] }, new[] { w[1], 2.0 }, new[] { w[2] * w[0], w[2] } }[i].Sum(v => v * v), Sample.Numbers(3), 2);

    [Fact]
    public void Arrays_of_several_numbers_or_of_none()
    {
        Agreement.CheckLengths((double[] x) => (x.Length > 2 ? x.Select(v => ValueTuple.Create(v, v * v)).ToArray() : Enumerable.Empty<ValueTuple<double, double>>().ToArray()).Sum(p => p.Item1 * p.Item2) + x.Sum());
        Agreement.CheckLengths((double[] x) => (!(x.Length > 2) ? Enumerable.Empty<double[]>() : x.Select(v => x.Select(u => u * v).ToArray())).Sum(row => row.Sum(v => v * v) * row[1]));
        Agreement.CheckLengths((double[] x) => Ad.Let(x.Length > 2 ? Enumerable.Empty<double[][]>().ToArray() : x.Select(v => new[] { new[] { v, v * v } }).ToArray(), rows => rows.Sum(row => row[0][1])));
        Agreement.Check((double a) => (!(a < 0.25) ? Ad.Scan(ValueTuple.Create(a, a), Enumerable.Range(0, 1), (s, i) => s) : Enumerable.Empty<ValueTuple<double, double>>().ToArray())[1].Item1, 2.0);
    }

    [Fact]
    public void Written_arrays_of_several_lengths()
    {
        for (var i = 0; i < 3; i++)
        {
            Agreement.Check(
                (double[] w, int i) => new[] { new[] { w[0] }, new[] { w[1], w[0] * w[2], 2.0 }, new[] { w[2] * w[0], w[2] } }[i].Select((v, j) => v * v * (j + 1)).Sum(),
                Sample.Numbers(3), i);
        }
    }

    [Fact]
    public void Written_arrays_three_deep() => Agreement.Check(
        (double[] w, int i) => new[]
        {
            new[] { new[] { w[0] }, new[] { w[1], w[0] * w[2] } },
            new[] { new[] { w[2], 3, w[1] * w[0] }, new[] { w[2] * w[1], w[1] }, new[] { w[0] } },
        }[i].Sum(row => row[row.Length - 1] * row[0]),
        Sample.Numbers(3),
        1);

    [Fact]
    public void An_element_out_of_the_chosen_array_is_out_of_range() =>
        Assert.Throws<IndexOutOfRangeException>(() => Grad.Gradient((double[] w, int i) => new[] { new[] { w[0] }, new[] { w[1], 2.0 } }[i][1])([1, 2], 0));

    [Fact]
    public void In_a_loop() => Agreement.CheckLengths((double[] w) =>
        w.Select((v, k) => new[] { new[] { v, v * v }, new[] { Math.Sin(v), 2 * v, v * v * v } }[k % 2]).Sum(row => row[row.Length - 1] * row[0]));

    [Fact]
    public void In_an_array_of_arrays_that_is_read_later()
    {
        for (var i = 0; i < 3; i++)
        {
            Agreement.Check(
                (double[] w, int i) => Enumerable.Range(0, 3).Select(k => new[] { new[] { w[k], 1 }, new[] { w[k] * w[k], w[k] * 3, 4 } }[k % 2]).ToArray()[i].Sum(),
                Sample.Numbers(3), i);
        }
    }

    [Fact]
    public void Scans_in_an_array_that_is_read_later()
    {
        for (var i = 0; i < 3; i++)
        {
            Agreement.Check(
                (double[] w, int i) => Enumerable.Range(0, 3).Select(k => Ad.Scan(w[k], Enumerable.Range(0, 2), (s, j) => s * s)).ToArray()[i][1], Sample.Numbers(3), i);
            Agreement.Check(
                (double[] w, int i) => Enumerable.Range(0, 3).Select(k => new[] { Ad.Scan(w[k], Enumerable.Range(0, 2), (s, j) => s * s), new double[3] }).ToArray()[i][0].Sum(),
                Sample.Numbers(3), i);
        }

        Agreement.Check(
            (double[] w, int i) => (w[0] > i
                ? w.Select(v => Ad.Scan(v, Enumerable.Range(0, 2), (s, j) => s * s)).ToArray()
                : w.Select(v => new[] { v, v }).ToArray())[i][1], Sample.Numbers(3), 1);
    }

    [Fact]
    public void Arrays_of_several_kinds() => Agreement.Check(
        (double[] w, double[] x, int i) => new[] { w, x.Select(v => v * w[0]).ToArray(), new[] { w[1] }, x, w.Take(2).ToArray() }[i].Sum(v => v * v),
        Sample.Numbers(3), Sample.Numbers(4), 1);

    [Fact]
    public void A_thousand_written_arrays()
    {
        var gradient = Grad.Gradient(OneOf(1000, (x, k) => Expression.NewArrayInit(typeof(double), Expression.Multiply(x, Expression.Constant((double)k)), x)));
        Assert.Equal(700, gradient(2, 700));
    }

    [Fact]
    public void A_thousand_arrays_of_other_kinds()
    {
        Expression<Func<double, double, double[]>> made = (x, k) => Enumerable.Range(0, 2).Select(j => x * (k + j)).ToArray();
        var gradient = Grad.Gradient(OneOf(1000, (x, k) => Expression.Invoke(made, x, Expression.Constant((double)k))));
        Assert.Equal(700, gradient(2, 700));
    }

    // x, i => new[] { array(x, 0), array(x, 1), ... }[i][0]
    private static Expression<Func<double, int, double>> OneOf(int count, Func<Expression, int, Expression> array)
    {
        var (x, i) = (Expression.Parameter(typeof(double), "x"), Expression.Parameter(typeof(int), "i"));
        var arrays = Expression.NewArrayInit(typeof(double[]), Enumerable.Range(0, count).Select(k => array(x, k)));
        return Expression.Lambda<Func<double, int, double>>(Expression.ArrayIndex(Expression.ArrayIndex(arrays, i), Expression.Constant(0)), x, i);
    }

    private sealed record Data(double[] Row, double[][] Rows);

    private delegate double LossOfSpans(ReadOnlySpan<double> x, ReadOnlySpan<double> d, Span<double> dx);

    private delegate double LossAlongSpans(ReadOnlySpan<double> x, ReadOnlySpan<double> d, ReadOnlySpan<double> xDot, ReadOnlySpan<double> dDot, out double resultDot, Span<double> dx, Span<double> dxDot);

    // The tape has arrays of recorded numbers for what is differentiated, and arrays of plain ones for data.
    [Fact]
    public void Of_what_is_differentiated_and_data()
    {
        var data = new Data([1, 2], [[1, 2], [3, 4]]);
        var x = Sample.Numbers(3);
        foreach (var p in new[] { 1, -1 })
        {
            Agreement.Check((double[] x, double[] d, int p) => (p > 0 ? d : x).Sum() * x[0] + (p > 0 ? d : p < -5 ? d : x)[1] * x[1], x, data.Row, p);
            Agreement.Check((double[] x, double[] d, int p) => x.Sum(v => (v * p > 0 ? d : x).Sum(u => u * u) * v), x, data.Row, p);
            Agreement.Check((double[] x, Data d, int p) => (p > 0 ? d.Rows : new[] { x, x })[0].Sum() * x[0] + (p > 0 ? d.Rows[1] : x).Length, x, data, p);
            Agreement.Check((double[][] x, double[][] d, int p) => (p > 0 ? d : x)[1].Sum(v => v * v) * x[0][0] + (p > 0 ? d[0] : x[0]).Max(), Sample.Rows(3, 1, 0), data.Rows, p);
            Agreement.Check((double[,] x, double[,] d, int p) => (p > 0 ? d : x)[0, 1] * x[1, 1] * (p > 0 ? d : x).GetLength(0), Sample.Matrix(3, 2), Sample.Matrix(2, 2), p);
            Agreement.Check((float[] x, float[] d, int p) => (p > 0 ? d : x).Sum() * x[0], Sample.Singles(3), Sample.Singles(2), p);
            Agreement.Check((Data x, Data d, int p) => (p > 0 ? d.Row : x.Row).Sum() * x.Row[0] + (p > 0 ? x.Rows[0] : d.Row).Sum(), data, data, p);
        }
    }

    [Fact]
    public void Of_spans()
    {
        Expression<Func<double[], double[], double>> loss = (x, d) => x.Sum(v => (v > 0 ? d : x).Sum(u => u * u) * v) * new[] { x, d }[d.Length - 2].Sum();
        double[] d = [0.5, 2, -1];
        foreach (var length in new[] { 1, 4, 17 })
        {
            var (x, dx, dxDot) = (Sample.Numbers(length), new double[length], new double[length]);
            var direction = Array.ConvertAll(x, v => v + 1);
            foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
            {
                foreach (var options in new[] { new GradOptions { FloatMode = mode }, new GradOptions { FloatMode = mode, Threads = 2, SmallestBlock = 0 } })
                {
                    var (value, gradient) = Grad.ValueAndGradient(loss, options)(x, d);
                    var compiled = Grad.Compile<LossOfSpans>(loss, options);
                    Assert.Equal(value, compiled(x, d, dx));
                    Assert.Equal(gradient, dx);
                    Assert.Equal(value, Tape.Compile<LossOfSpans>(loss, options)(x, d, dx), 1e-12 * Math.Max(1, Math.Abs(value)));
                    Assert.All(gradient.Zip(dx), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * Math.Max(1, gradient.Max(Math.Abs))));
                    Allocations.AssertNone(() => compiled(x, d, dx));

                    var along = Grad.Compile<LossAlongSpans>(loss, options);
                    Assert.Equal(value, along(x, d, direction, [0, 0, 0], out var tangent, dx, dxDot));
                    Assert.Equal(gradient.Zip(direction, (a, b) => a * b).Sum(), tangent, 1e-12 * Math.Max(1, Math.Abs(tangent)));
                    var (_, product) = Grad.HessianVector(loss, options)(x, direction, d);
                    Assert.All(product.Zip(dxDot), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * Math.Max(1, product.Max(Math.Abs))));
                }
            }
        }
    }

    [Fact]
    public void Methods_get_arrays_for_spans()
    {
        s_seen = null;
        double[] d = [2, 3], dx = [0, 0];
        var compiled = Grad.Compile<LossOfSpans>((double[] x, double[] d) => x[1] * SumOf(d) + d.Length);
        Assert.Equal(4.0 * 5 + 2, compiled([3, 4], d, dx));
        Assert.Equal([0.0, 5], dx);

        // What a method keeps is its own.
        var kept = s_seen!;
        compiled([3, 4], [7, 8], dx);
        Assert.Equal([2.0, 3], kept);
    }

    private static double[]? s_seen;

    private static double SumOf(double[] values)
    {
        s_seen = values;
        return values.Sum();
    }
}
