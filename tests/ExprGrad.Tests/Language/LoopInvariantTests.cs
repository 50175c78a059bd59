using System.Linq.Expressions;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>What doesn't vary over a loop is computed outside of it: where the loop does not run, it is neither checked nor of any consequence.</summary>
public sealed class LoopInvariantTests
{
    private delegate double Weighted(double[] q, double[] x, double[] dq);

    private static readonly Expression<Func<double[], double[], double>> s_weighted = (q, x) => x.Sum(v => v * Math.Exp(q[2]));

    // The triangle of gmm: weights in rows of their own lengths, behind each other.
    private static readonly Expression<Func<double[,], double[,], double[,], double>> s_triangle = (l, q, x) =>
        Enumerable.Range(0, x.GetLength(0)).Select(i => Enumerable.Range(0, q.GetLength(0)).Select(j => Enumerable.Range(0, q.GetLength(1)).Sum(row => Ad.Let(
            Math.Exp(q[j, row]) * x[i, row]
            + Enumerable.Range(0, row).Sum(c => l[j, (c * ((2 * q.GetLength(1)) - c - 1) / 2) + row - c - 1] * (x[i, c] - q[j, c])), z => z * z))).Sum()).Sum();

    [Theory]
    [InlineData(3, 2, 3)]
    [InlineData(2, 3, 4)]
    [InlineData(1, 2, 1)]
    [InlineData(0, 2, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 2, 0)]
    public void A_triangle_in_loops_of_any_lengths(int points, int components, int dimensions)
    {
        var l = Sample.Matrix(components, dimensions * (dimensions - 1) / 2);
        GraphAgreement.Check(s_triangle, l, Sample.Matrix(components, dimensions), Sample.Matrix(points, dimensions));
        Agreement.Check(s_triangle, l, Sample.Matrix(components, dimensions), Sample.Matrix(points, dimensions));
    }

    [Fact]
    public void Wrong_lengths_matter_where_the_loops_run()
    {
        var (few, enough) = (Sample.Matrix(2, 2), Sample.Matrix(2, 3));
        Throws<IndexOutOfRangeException>(s_triangle, few, enough, Sample.Matrix(3, 3));
        Throws<IndexOutOfRangeException>(s_triangle, Sample.Matrix(1, 3), enough, Sample.Matrix(3, 3));
        Throws<IndexOutOfRangeException>(s_triangle, enough, enough, Sample.Matrix(3, 2));
        foreach (var none in new[] { Sample.Matrix(0, 3), Sample.Matrix(0, 0) })
        {
            Agreement.Check(s_triangle, few, enough, none);
            Agreement.Check(s_triangle, Sample.Matrix(0, 0), enough, none);
            GraphAgreement.Check(s_triangle, Sample.Matrix(0, 0), enough, none);
        }

        // A triangle of one column has no weights.
        Agreement.Check(s_triangle, Sample.Matrix(0, 0), Sample.Matrix(2, 1), Sample.Matrix(3, 1));
    }

    [Fact]
    public void A_load_outside_of_a_loop_that_does_not_run()
    {
        Agreement.Check(s_weighted, Sample.Numbers(3), Sample.Numbers(4));
        foreach (var length in new[] { 0, 1, 3 })
        {
            Agreement.Check(s_weighted, Sample.Numbers(length), Array.Empty<double>());
            GraphAgreement.CheckGradient(new double[length], s_weighted, Sample.Numbers(length), Array.Empty<double>());
        }

        Throws<IndexOutOfRangeException>(s_weighted, Sample.Numbers(2), Sample.Numbers(4));
    }

    [Fact]
    public void What_is_wrong_is_told_before_anything_is_written()
    {
        var gradient = Grad.Compile<Weighted>(s_weighted);
        double[] dq = [7, 7];
        Assert.Throws<IndexOutOfRangeException>(() => gradient(Sample.Numbers(2), Sample.Numbers(4), dq));
        Assert.Equal([7, 7], dq);
        Assert.Equal(0, gradient(Sample.Numbers(2), [], dq));
        Assert.Equal([0, 0], dq);
    }

    [Fact]
    public void A_row_that_is_not_there()
    {
        Expression<Func<double[][], double[], int, double>> lambda = (rows, x, k) =>
            x.Sum(v => Enumerable.Range(0, 2).Sum(j => Math.Exp(rows[k][j]) * v));
        var rows = Sample.Rows(2, 3);
        Agreement.Check(lambda, rows, Sample.Numbers(3), 1);
        Throws<IndexOutOfRangeException>(lambda, rows, Sample.Numbers(3), 2);
        Throws<IndexOutOfRangeException>(lambda, new[] { rows[0], [1.0] }, Sample.Numbers(3), 1);
        Throws<IndexOutOfRangeException>(lambda, rows, Sample.Numbers(3), -1);
        Agreement.Check(lambda, rows, Array.Empty<double>(), 2);
        Agreement.Check(lambda, rows, Array.Empty<double>(), -1);
        Agreement.Check(lambda, new[] { rows[0], [1.0] }, Array.Empty<double>(), 1);
        Agreement.Check(lambda, Array.Empty<double[]>(), Array.Empty<double>(), 0);
    }

    private sealed class Holder
    {
        public double[] Bias { get; init; } = [];
    }

    [Fact]
    public void Objects_that_are_not_there()
    {
        Expression<Func<double[], int[], double[][], double>> rows = (w, picks, data) =>
            picks.Sum(i => Enumerable.Range(0, data.Length).Sum(t => Enumerable.Range(0, 2).Sum(k => data[1][0] - w[0] * k)));
        GraphAgreement.Check(rows, Sample.Numbers(1), Array.Empty<int>(), Sample.Rows(3, 1, 1));
        Agreement.Check(rows, Sample.Numbers(1), Array.Empty<int>(), Array.Empty<double[]>());
        Agreement.Check(rows, Sample.Numbers(1), new[] { 1 }, Sample.Rows(3, 1, 1));
        Expression<Func<double[], Holder[], double>> members = (w, b) =>
            Enumerable.Range(0, 3).Skip(b.Length).Aggregate(w[0], (acc, i) => Math.Clamp(acc + b[0].Bias[i], -4.0, 4.0)) + w.Sum(v => v * b[0].Bias[0]);
        Holder holder = new() { Bias = Sample.Numbers(3) };
        foreach (var count in new[] { 1, 2, 4 }) Agreement.Check(members, Sample.Numbers(2), Enumerable.Repeat(holder, count).ToArray());
        Agreement.Check((double[] w, Holder[] b) => Enumerable.Range(0, b.Length).Sum(i => Enumerable.Range(0, 0).Sum(k => b[7].Bias[i] * w[0])), Sample.Numbers(2), new[] { holder });
    }

    [Fact]
    public void A_gather_outside_of_a_loop()
    {
        Expression<Func<double[], int[], double[], double>> lambda = (table, at, x) => x.Sum(v => at.Sum(k => Math.Sin(table[k]) * v));
        Agreement.Check(lambda, Sample.Numbers(3), new[] { 2, 0, 2 }, Sample.Numbers(4));
        Throws<IndexOutOfRangeException>(lambda, Sample.Numbers(3), new[] { 2, 3 }, Sample.Numbers(4));
        Agreement.Check(lambda, Sample.Numbers(3), new[] { 2, 3, -1 }, Array.Empty<double>());
    }

    [Fact]
    public void Negative_counts()
    {
        Expression<Func<double[], double[], int, double>> nested = (w, x, n) => x.Sum(v => Enumerable.Range(0, n).Sum(j => w[j] * v));
        Agreement.Check(nested, Sample.Numbers(3), Sample.Numbers(2), 3);
        Throws<ArgumentOutOfRangeException>(nested, Sample.Numbers(3), Sample.Numbers(2), -1);
        Agreement.Check(nested, Sample.Numbers(3), Array.Empty<double>(), -1);

        Expression<Func<double[], double[], int, double>> shrinking = (w, x, n) =>
            x.Select((v, i) => v * Enumerable.Range(0, n - i).Select(j => Math.Exp(w[j] * v)).ToArray().Sum()).Sum();
        Agreement.Check(shrinking, Sample.Numbers(3), Sample.Numbers(3), 3);
        Throws<ArgumentOutOfRangeException>(shrinking, Sample.Numbers(3), Sample.Numbers(3), 1);
        Agreement.Check(shrinking, Sample.Numbers(3), Array.Empty<double>(), -5);
    }

    [Fact]
    public void Empty_sequences_in_loops()
    {
        Expression<Func<double[], double[], double>> largest = (w, x) => x.Sum(v => v * w.Max(u => u * u));
        Throws<InvalidOperationException>(largest, Array.Empty<double>(), Sample.Numbers(2));
        Agreement.Check(largest, Array.Empty<double>(), Array.Empty<double>());

        Expression<Func<double[], double[], double>> mean = (w, x) => x.Sum(v => v * w.Average());
        Throws<InvalidOperationException>(mean, Array.Empty<double>(), Sample.Numbers(2));
        Agreement.Check(mean, Array.Empty<double>(), Array.Empty<double>());

        Expression<Func<double[], double[], double>> ends = (w, x) => x.Sum(v => v * w.First() * w.Last() * w.ElementAt(1));
        Agreement.Check(ends, Sample.Numbers(3), Sample.Numbers(2));
        Throws<InvalidOperationException>(ends, Array.Empty<double>(), Sample.Numbers(2));
        Throws<ArgumentOutOfRangeException>(ends, Sample.Numbers(1), Sample.Numbers(2));
        Agreement.Check(ends, Array.Empty<double>(), Array.Empty<double>());
    }

    [Fact]
    public void Elements_at_constant_places_of_what_may_be_empty()
    {
        Agreement.Check((double[] w, double[] x) => w.Select(u => Math.Exp(u)).ToArray().Concat(x).First() * x.Prepend(w[0]).Last(), Sample.Numbers(2), Sample.Numbers(3));
        Expression<Func<double[], double[], double>> either = (w, x) => x[0] * w.Select(u => Math.Exp(u)).ToArray().Concat(x).First();
        Agreement.Check(either, Array.Empty<double>(), Sample.Numbers(3));
        Agreement.Check(either, Sample.Numbers(1), Sample.Numbers(3));
        GraphAgreement.Check(either, Array.Empty<double>(), Sample.Numbers(3));
        Agreement.Check((double[] w, double[] x) => new[] { w[0], x[0] }.Prepend(w[0] * x[0]).Aggregate((s, v) => s * v), Sample.Numbers(1), Sample.Numbers(1));
        Agreement.Check((double[] w, double[] x) => x.Sum(v => new[] { w[0] }.Append(v).Last() * w.Append(v).First()), Array.Empty<double>(), Array.Empty<double>());
    }

    [Fact]
    public void A_sum_of_nothing_has_no_derivative_whatever_its_terms_have()
    {
        GraphAgreement.CheckGradient([0], (double q, double[] x) => x.Sum(v => v / q), 0.0, Array.Empty<double>());
        GraphAgreement.CheckGradient([0], (double q, double[] x) => x.Sum(v => v * Math.Exp(q)), 1000.0, Array.Empty<double>());
        GraphAgreement.CheckGradient([0], (double q, double[] x) => Ad.Let(Math.Sqrt(q) * 2, r => x.Sum(v => v * r)), 0.0, Array.Empty<double>());
        GraphAgreement.CheckGradient([0], (double q, double[] x) => Ad.Let(Math.Log(q), r => x.Aggregate(1.0, (s, v) => s * v * r)), 0.0, Array.Empty<double>());
        Agreement.Check((double[] q, double[] x) => x.Sum(v => v * Math.Sqrt(q[0])), new double[1], Array.Empty<double>());
    }

    [Fact]
    public void The_derivative_as_an_expression_reads_nothing_either()
    {
        var derivative = (Func<double[], double[], double[]>)Grad.Derivative(s_weighted, "q").Compile();
        Assert.Equal([], derivative([], []));
        Assert.Equal([0, 0], derivative([1, 2], []));
        Assert.Equal(3 * Math.E, derivative([1, 2, 1], [1, 2])[2], 14);
        Assert.Throws<IndexOutOfRangeException>(() => derivative([1, 2], [1]));
    }

    private static void Throws<TException>(LambdaExpression lambda, params object?[] arguments)
        where TException : Exception
    {
        Assert.Throws<TException>(() => Executors.Call(lambda.Compile(), arguments));
        foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
        {
            var options = new GradOptions { FloatMode = mode };
            Assert.Throws<TException>(() => Executors.Fresh(lambda, options)(arguments));
            Assert.Throws<TException>(() => Executors.InPlace(lambda, options)(arguments));
        }

        Assert.Throws<TException>(() => Executors.Fresh(lambda, GradOptions.Default, onTape: true)(arguments));
    }

    [Fact]
    public void The_reverse_of_a_loop_that_does_not_run_reads_nothing()
    {
        (double[,] Table, int Count)[] tables = [(null!, 0), (Sample.Matrix(2, 2), 1)];
        double[] steps = [];
        Agreement.Check((double x) => x * steps.Aggregate(x, (state, step) => state * tables[0].Table[0, 1] * x), 2.0);
        Agreement.Check((double x) => x * steps.Aggregate(x, (state, step) => state * tables[7].Table[0, 1] * x), 2.0);
        steps = [1, 2];
        Agreement.Check((double x) => x * steps.Aggregate(x, (state, step) => state * tables[1].Table[0, 1] * x), 2.0);
    }
}
