using System.Linq.Expressions;

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
}
