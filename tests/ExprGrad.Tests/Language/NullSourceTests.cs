using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>
/// Operators on an array that isn't there throw as in C#, by the name of their parameter, where they are called: with a gradient and without. Spans of no array are empty,
/// and access to a member or an element is a NullReferenceException. Nothing is thrown where C# doesn't get to.
/// </summary>
public sealed class NullSourceTests
{
    private static readonly double[]?[] s_none = [null, [2, 3]];
    private static readonly double[][] s_some = [[1.5, 2], [2, 3]];

    private sealed class Data
    {
        public double[]? X { get; init; }

        public double[]?[]? Rows { get; init; }
    }

    private sealed class Holder
    {
        public Data? Held { get; init; }
    }

    public static TheoryData<string?, Expression<Func<double[], double[][], double>>> Operators => new()
    {
        { "source", (w, k) => w[0] * k[0].Select(v => v * w[0]).Sum() },
        { "source", (w, k) => w[0] * k[0].Select((v, i) => v * i).Sum() },
        { "source", (w, k) => w[0] * k[0].Select(Math.Abs).Count() },
        { "source", (w, k) => w[0] * k[0].Where(v => v > 1).Sum() },
        { "source", (w, k) => w[0] * k[0].Where((v, i) => v > i).Sum() },
        { "source", (w, k) => w[0] * k[0].SelectMany(v => k[1]).Sum() },
        { "source", (w, k) => w[0] * k[0].SelectMany((v, i) => k[1]).Sum() },
        { "source", (w, k) => w[0] * k[0].SelectMany(v => k[1], (v, u) => v * u).Sum() },
        { "source", (w, k) => w[0] * k[0].Index().Sum(pair => pair.Index * pair.Item) },
        { "source", (w, k) => w[0] * k[0].ToArray()[0] },
        { "source", (w, k) => w[0] * k[0].AsEnumerable().Sum() },
        { "source", (w, k) => w[0] * k[0].Take(1).Sum() },
        { "source", (w, k) => w[0] * k[0].Take(0).Count() },
        { "source", (w, k) => w[0] * k[0].Skip(1).Sum() },
        { "source", (w, k) => w[0] * k[0].TakeLast(1).Sum() },
        { "source", (w, k) => w[0] * k[0].SkipLast(1).Sum() },
        { "source", (w, k) => w[0] * k[0].Reverse().First() },
        { "source", (w, k) => w[0] * Enumerable.Reverse(k[0].AsEnumerable()).First() },
        { "source", (w, k) => w[0] * k[0].Append(w[0]).Sum() },
        { "source", (w, k) => w[0] * k[0].Prepend(w[0]).Sum() },
        { "source", (w, k) => w[0] * k[0].First() },
        { "source", (w, k) => w[0] * k[0].First(v => v > 1) },
        { "source", (w, k) => w[0] * k[0].Last() },
        { "source", (w, k) => w[0] * k[0].Last(v => v > 1) },
        { "source", (w, k) => w[0] * k[0].ElementAt(1) },
        { "source", (w, k) => w[0] * k[0].MaxBy(v => v * v) },
        { "source", (w, k) => w[0] * k[0].MinBy(v => v * v) },
        { "source", (w, k) => w[0] * k[0].Sum() },
        { "source", (w, k) => w[0] * k[0].Sum(v => v * w[0]) },
        { "source", (w, k) => w[0] * k[0].Average() },
        { "source", (w, k) => w[0] * k[0].Average(v => v * w[0]) },
        { "source", (w, k) => w[0] * k[0].Max() },
        { "source", (w, k) => w[0] * k[0].Max(v => v * w[0]) },
        { "source", (w, k) => w[0] * k[0].Min() },
        { "source", (w, k) => w[0] * k[0].Min(v => v * w[0]) },
        { "source", (w, k) => w[0] * k[0].Count() },
        { "source", (w, k) => w[0] * k[0].Count(v => v > w[0]) },
        { "source", (w, k) => w[0] * k[0].LongCount() },
        { "source", (w, k) => w[0] * k[0].LongCount(v => v > 1) },
        { "source", (w, k) => k[0].Any() ? w[0] : 0 },
        { "source", (w, k) => k[0].Any(v => v > 1) ? w[0] : 0 },
        { "source", (w, k) => k[0].All(v => v > w[0]) ? w[0] : 0 },
        { "source", (w, k) => Enumerable.Contains(k[0], 2.0) ? w[0] : 0 },
        { "source", (w, k) => w[0] * k[0].Aggregate((a, b) => a * b) },
        { "source", (w, k) => k[0].Aggregate(w[0], (a, b) => a * b) },
        { "source", (w, k) => k[0].Aggregate(w[0], (a, b) => a * b, a => a + 1) },
        { "first", (w, k) => w[0] * k[0].Zip(k[1]).Sum(pair => pair.First * pair.Second) },
        { "first", (w, k) => w[0] * k[0].Zip(k[1], (a, b) => a * b).Sum() },
        { "first", (w, k) => w[0] * k[0].Zip(k[1], k[1]).Sum(item => item.First * item.Third) },
        { "first", (w, k) => w[0] * k[0].Concat(k[1]).Sum() },
        { "first", (w, k) => Enumerable.SequenceEqual(k[0], k[1]) ? w[0] : 0 },
        { "second", (w, k) => w[0] * w.Zip(k[0]).Sum(pair => pair.First * pair.Second) },
        { "second", (w, k) => w[0] * w.Zip(k[0], (a, b) => a * b).Sum() },
        { "second", (w, k) => w[0] * w.Zip(k[0], k[1]).Sum(item => item.First * item.Second) },
        { "second", (w, k) => w[0] * w.Concat(k[0]).Sum() },
        { "second", (w, k) => Enumerable.SequenceEqual(w, k[0]) ? w[0] : 0 },
        { "second", (w, k) => w[0] * k[1].Select(v => v * w[0]).Concat(k[0]).Count() },
        { "third", (w, k) => w[0] * w.Zip(k[1], k[0]).Sum(item => item.First * item.Third) },
        { "source", (w, k) => Ad.LogSumExp(k[0]) * w[0] },
        { "source", (w, k) => Ad.Softmax(k[0])[0] * w[0] },
        { "items", (w, k) => Ad.Scan(w[0], k[0], (s, v) => s * v).Sum() },
        { "values", (w, k) => w[0] * Ad.ScatterAdd(3, new[] { 0, 2 }, k[0]).Sum() },
        { null, (w, k) => w[0] * k[0].Length },
        { null, (w, k) => w[0] * k[0][1] },
        { null, (w, k) => w[0] * k.SelectMany(row => row).Sum() },
        { "source", (w, k) => w[0] * k.SelectMany(row => row).Count() },
        { "source", (w, k) => Enumerable.Contains(k.SelectMany(row => row), 100.0) ? w[0] : w[1] },
        { null, (w, k) => w[0] * k.SelectMany(row => row).LongCount() },
        { null, (w, k) => w[0] * k.SelectMany(row => row).Select(v => v * v).Count() },
        { null, (w, k) => w[0] * k.SelectMany((row, i) => row).Count() },
        { null, (w, k) => w[0] * k.SelectMany(row => row, (row, v) => v).Count() },
        { null, (w, k) => w[0] * Ad.ScatterAdd(3, k[1].Select((v, i) => ValueTuple.Create(i, v)), k.SelectMany(row => row).Select(v => ValueTuple.Create(2, v))).Sum() },
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_throws_by_the_name_of_its_parameter(string? parameter, Expression<Func<double[], double[][], double>> loss)
    {
        Throws(parameter, loss, Sample.Numbers(2), s_none);
        Agreement.Of(loss).AtKink(Sample.Numbers(2), s_some);
    }

    [Fact]
    public void A_span_of_no_array_is_empty()
    {
        Check((w, k) => MemoryExtensions.Contains<double>(k[0], 2.0) ? w[0] : w[1] * w[1]);
        Check((w, k) => MemoryExtensions.IndexOf<double>(k[0], 2.0) * w[0]);
        Check((w, k) => MemoryExtensions.Count<double>(k[0], 2.0) * w[0]);
        Check((w, k) => MemoryExtensions.SequenceEqual<double>(k[0], k[1]) ? w[0] : w[1] * w[1]);
        Check((w, k) => MemoryExtensions.SequenceEqual<double>(k[1], k[0]) ? w[0] : w[1] * w[1]);

        static void Check(Expression<Func<double[], double[][], double>> loss)
        {
            var agreement = Agreement.Of(loss);
            agreement.At(Sample.Numbers(2), s_some);
            agreement.At(Sample.Numbers(2), s_none);
            agreement.At(Sample.Numbers(2), new double[]?[] { null, null });
            agreement.At(Sample.Numbers(2), new double[][] { [], [] });
        }
    }

    [Fact]
    public void Whatever_the_array_is_in()
    {
        var w = Sample.Numbers(2);
        Throws("source", (double[] w, Data data) => data.X!.Sum(v => v * w[0]), w, new Data());
        Throws("source", (double[] w, Holder data) => data.Held!.X!.Sum(v => v * w[0]), w, new Holder { Held = new Data() });
        Throws(null, (double[] w, Holder data) => data.Held!.X!.Sum(v => v * w[0]), w, new Holder());
        Throws("source", (double[] w, Data data) => data.Rows!.Sum(row => w[0]), w, new Data());
        Throws("source", (double[] w, Data data) => w.Sum(v => v * data.Rows![1]!.Max()), w, new Data { Rows = [[1], null] });
        Throws("source", (double[] w, Data[] data) => data.Sum(item => item.X!.Sum(v => v * w[0])), w, new Data[] { new() { X = [1] }, new() });
        Throws("source", (double[] w, int[][][] k) => k.Sum(rows => rows.Sum(row => w[row.Sum()])), w, new int[]?[][] { [[0, 1]], [[1], null] });
        Throws("source", (double[] w, int[][][] k) => k.Sum(rows => rows.Sum(row => w[row.Sum()])), w, new int[]?[]?[] { [[0, 1]], null });
        Throws("source", (double[] w, double[][] k) => (w[0] > 0 ? k[0] : k[1]).Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => (k.Length > 1 ? k[0] : k[1]).Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => new[] { k[1], k[0] }.Sum(row => row.Sum() * w[1]), w, s_none);
        Throws("source", (double[] w, double[][] k) => k.Reverse().ToArray()[1].Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => k[(int)(w[0] * 0)].Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => Ad.Let(k[0], row => row.Sum() / row.Length) * w[1], w, s_none);
        Throws(null, (double[] w, double[][] k) => Ad.Let(k[0], row => row.Length * row.Sum()) * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => Itself(k[0]).Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => Ad.Let(k[0].Select(v => v * w[0]), unused => w[0]), w, s_none);
        Throws("source", (double[] w, double[][] k) => w[0] * k[0].Concat(k[0].Select(v => v * w[0])).Sum(), w, s_none);
        Throws("source", (double[] w, double[][] k) => (w[0] > -100 ? k[0] : k[1].Select(v => v * w[0]).ToArray()).Sum() * w[1], w, s_none);
        Throws("source", (double[] w, double[][] k) => (w[0] < -100 ? k[1].Select(v => v * w[0]).ToArray() : k[0]).Max(v => v * w[1]), w, s_none);
        Throws("second", (double[] w, double[][] k) => w.Zip(k.Length > 1 ? k[0] : w.Select(v => v * w[0]).ToArray(), (a, b) => a * b).Sum(), w, s_none);
        Throws("source", (double[] w, double[][] k) => Ad.Let(w[0] > -100 ? w[1] > -100 ? k[0] : k[1] : w.Select(v => v * w[0]).ToArray(), row => w.Sum(v => row.Sum() * v)), w, s_none);
        Throws("source", (double[] w, double[][] k) => w.Sum(v => (v > -100 ? k[0] : w.Select(u => u * v).ToArray()).Count() * v), w, s_none);
        Throws(null, (double[] w, double[][] k) => Ad.Let(w[0] > -100 ? k[0] : w.Select(v => v * w[0]).ToArray(), row => row.Length * w[1]), w, s_none);
        Throws(null, (double[] w, double[][] k) => Ad.Let(w[0] > -100 ? k[0] : w.Select(v => v * w[0]).ToArray(), row => row[0] * row.Sum()), w, s_none);
        Throws("source", (double[] w, double[][] k) => Ad.Iterate(2, k[0], s => s.Select(v => v * w[0]).ToArray()).Sum(), w, s_none);
        Throws("source", (double[] w, double[][] k) => Ad.Iterate(0, k[0], s => s.Select(v => v * w[0]).ToArray()).Sum(), w, s_none);
        Throws(null, (double[] w, double[][] k) => Ad.Iterate(2, k[0], s => Enumerable.Range(0, s.Length).Select(i => s[i] * w[0]).ToArray()).Sum(), w, s_none);
        Throws("source", (double[] w, double[][] k) => w.Aggregate(k[0], (s, v) => v > -100 ? s.Select(u => u * v).ToArray() : s.Take(1).ToArray()).Sum(), w, s_none);
        Throws("first", (double[] w, double[][] k) => Ad.Scan(k[0], w, (s, v) => s.Zip(w, (a, b) => a * b * v).ToArray()).Last().Sum(), w, s_none);
        Throws("lengths", (double[] w, int[][] k) => Ad.ScatterAdd(k[0], w.Select((v, i) => ValueTuple.Create(0, i, v)))[0].Sum(), w, new int[]?[] { null });
        Throws("indices", (double[] w, int[][] k) => Ad.ScatterAdd(2, k[0], w).Sum(), w, new int[]?[] { null });

        double[]? captured = null;
        double[]?[] rows = [[1, 2], null];
        Throws("source", (double[] w, int k) => captured!.Sum(v => v * w[k]), w, 0);
        Throws("second", (double[] w, int k) => w.Concat(captured!).Sum(v => v * w[k]), w, 0);
        Throws("source", (double[] w, int k) => rows.Sum(row => row!.Sum(v => v * w[k])), w, 0);
    }

    private static double[] Itself(double[] x) => x;

    [Fact]
    public void Arguments_and_what_is_differentiated_have_the_names_that_the_caller_knows()
    {
        Expression<Func<double[], double[], double>> loss = (w, x) => w.Sum() * x.Sum();
        Assert.Equal("w", Assert.Throws<ArgumentNullException>(() => Grad.ValueAndGradient(loss)(null!, [1])).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Grad.ValueAndGradient(loss)([1], null!)).ParamName);
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => Grad.Compile<Func<double[], double[], double>>(loss)([1], null!)).ParamName);
        Assert.Equal("k[0]", Assert.Throws<ArgumentNullException>(() => Grad.ValueAndGradient((double[][] k) => k.Sum(row => row.Sum()))(s_none!)).ParamName);
    }

    [Fact]
    public void Where_CSharp_does_not_get_to_nothing_is_thrown()
    {
        Check((w, k) => k.Length > 2 ? w[0] * k[0].Sum() : w[1] * w[1]);
        Check((w, k) => w[0] > 100 ? w[0] * k[0].Sum() : w[1] * w[1]);
        Check((w, k) => w[0] > 100 && k[0].Sum() > 1 ? w[0] : w[1] * w[1]);
        Check((w, k) => k.Length > 2 && k[0].Any() ? w[0] : w[1] * w[1]);
        Check((w, k) => k.Count() > 2 ? w[0] * k[0].Max() : w[1]);
        Check((w, k) => k.Skip(1).Sum(row => row.Sum(v => v * w[0])));
        Check((w, k) => Enumerable.Range(1, k.Length - 1).Sum(i => k[i].Max() * w[0]));
        Check((w, k) => k.Sum(row => row.Length > 1 ? w[0] : row.Sum()), [[1, 2], [2, 3]]);
        Check((w, k) => k.Reverse().Any(row => row.Sum() > 1) ? w[0] : w[1] * w[1]);
        Check((w, k) => w[0] * k.Last(row => row.Sum() > 1).Sum());
        Check((w, k) => Enumerable.Range(0, 0).Sum(i => k[0].Sum() * w[0]) + w[1]);
        Check((w, k) => k[1].Take(0).Sum(v => v * k[0].Sum() * w[0]) + w[1]);
        Check((w, k) => k[1].Where(v => v > 100).Sum(v => v * k[0].Sum() * w[0]) + w[1]);
        Check((w, k) => k[1].Skip(2).Aggregate(w[0], (s, v) => s * k[0].Sum()));
        Check((w, k) => Ad.Iterate(3, w[0], (s, i) => i > 5 ? s * k[0].Sum() : s * k[1].Sum()));
        Check((w, k) => k.Select((row, i) => i > 0 ? row.Sum() * w[0] : w[1]).Sum());
        Check((w, k) => k.Take(1).Select(row => w[0]).Concat(k[1]).Sum());
        Check((w, k) => (w[0] > 100 ? k[0] : k[1].Select(v => v * w[0]).ToArray()).Sum() * w[1]);
        Check((w, k) => Ad.Let(w[0] > -100 ? k[0] : k[1].Select(v => v * w[0]).ToArray(), row => w[1] > 100 ? row.Sum() : w[1] * w[1]));
        Check((w, k) => Enumerable.Range(0, 2).Sum(i => (i > 0 ? k[i] : w.Select(v => v * i).ToArray()).Sum() * w[0]));
        Check((w, k) => Enumerable.Contains((w[0] > -100 ? k[1] : w.Select(v => v * w[0]).ToArray()).SelectMany(v => k[1]), 2.0) ? w[0] : w[1]);
        Check((w, k) => MemoryExtensions.Contains<double>(w[0] > -100 ? k[0] : w.Select(v => v * w[0]).ToArray(), 2.0) ? w[0] : w[1] * w[1]);

        static void Check(Expression<Func<double[], double[][], double>> loss, double[]?[]? rows = null) => Agreement.Of(loss).At(Sample.Numbers(2), rows ?? s_none);
    }

    [Fact]
    public void Arguments_are_evaluated_before_the_operator_looks_at_its_source()
    {
        Check((w, k, n) => w[0] * k[0].Take(n[5]).Sum());
        Check((w, k, n) => w[0] * k[0].Skip(n[5]).Sum());
        Check((w, k, n) => w[0] * k[0].ElementAt(n[5]));
        Check((w, k, n) => w[0] * k[5].ElementAt(n[0] / n[1]));
        Check((w, k, n) => w[0] * k[0].Append(w[5]).Sum());
        Check((w, k, n) => w[0] * k[0].Prepend(w[5]).Sum());
        Check((w, k, n) => w[0] * k[5].Prepend(n[0] / n[1]).Sum());
        Check((w, k, n) => k[0].Aggregate(w[5], (s, v) => s * v));
        Check((w, k, n) => k[0].Aggregate(w[n[0] / n[1]], (s, v) => s * v, s => s + 1));
        Check((w, k, n) => Enumerable.Contains(k[0], w[5]) ? w[0] : w[1]);
        Check((w, k, n) => Enumerable.Contains(k[5], n[0] / n[1]) ? w[0] : w[1]);
        Check((w, k, n) => w[0] * MemoryExtensions.Count(n.Skip(n[7]).ToArray(), n[0] / n[1]));

        static void Check(Expression<Func<double[], double[][], int[], double>> loss) => Agreement.Of(loss).At(Sample.Numbers(2), s_none, new[] { 1, 0 });
    }

    [Fact]
    public void In_a_loop_it_is_the_iteration_that_throws()
    {
        var w = Sample.Numbers(2);
        double[]?[] rows = [[1, 2], null, [3]];
        Check((w, k, n) => k.Take(n).Sum(row => row.Sum(v => v * w[0])));
        Check((w, k, n) => Enumerable.Range(0, n).Sum(i => k[i].Max() * w[0]));
        Check((w, k, n) => Enumerable.Range(0, n).Select(i => k[i].Aggregate(w[0], (a, b) => a * b)).Sum());
        Check((w, k, n) => Ad.Iterate(n, w[0], (s, i) => s + k[i].Sum(v => v * s)));
        Check((w, k, n) => Ad.Scan(w[0], k.Take(n), (s, row) => s + w.Zip(row, (a, b) => a * b).Sum()).Sum());
        Check((w, k, n) => Enumerable.Range(0, n).Any(i => k[i].First() < 0) ? w[0] : w[1] * w[1]);
        Check((w, k, n) => Enumerable.Range(0, n).Sum(i => i > 0 ? w[0] * k[i].Sum() : w[1]));
        Check((w, k, n) => Enumerable.Range(0, n).Sum(i => w[0] > 0 ? w[0] * k[i].Sum() : w[0] * k[i].Count()));

        void Check(Expression<Func<double[], double[][], int, double>> loss)
        {
            var agreement = Agreement.Of(loss);
            agreement.At(w, rows, 0);
            agreement.At(w, rows, 1);
            var compiled = loss.Compile();
            Assert.ThrowsAny<ArgumentNullException>(() => compiled(w, rows!, 2));
            agreement.At(w, rows, 2);
        }
    }

    // The value of the branch is placed before what only varies over the loop, its checks before what they are for.
    [Fact]
    public void In_a_branch_of_a_loop_with_a_state_the_first_check_throws()
    {
        var w = Sample.Numbers(2);
        foreach (var data in new[] { new Data { X = [1, 2], Rows = [[1], [2]] }, new Data { Rows = [null] }, null })
        {
            Check((w, d) => w.Aggregate(1.0, (s, v) => v > 0 ? s * v : s * d.X![0]));
            Check((w, d) => Ad.Iterate(3, w[0], s => s > 0.2 ? s * d.X![0] * 0.5 : s * d.X![1]));
            Check((w, d) => Ad.Iterate(3, w[0], s => s > 0.2 ? s * d.Rows![0]![0] * 0.5 : s * d.X![1]));

            void Check(Expression<Func<double[], Data, double>> loss) => Agreement.Of(loss).At(w, data);
        }
    }

    [Fact]
    public void Before_anything_is_written()
    {
        var f = Grad.ValueAndGradientInto((double[] w, double[][] k) => w.Sum(v => v * v) + k.Sum(row => row.Zip(w, (a, b) => a * b).Sum()));
        double[] gradient = [7, 8];
        Assert.Equal("first", Assert.Throws<ArgumentNullException>(() => f(Sample.Numbers(2), [[1], null!], gradient)).ParamName);
        Assert.Equal([7, 8], gradient);
    }

    // With the gradient, fresh, in place and on the tape; and the value alone.
    private static void Throws<T>(string? parameter, Expression<Func<double[], T, double>> loss, double[] w, object data)
    {
        var expected = Record.Exception(() => loss.Compile()(w, (T)data));
        Assert.Equal(parameter, Name(expected));
        Agreement.Of(loss).At(w, data);
        foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
            Assert.Equal(parameter, Name(Record.Exception(() => Grad.Compile<Func<double[], T, double>>(loss, new GradOptions { FloatMode = mode })(w, (T)data))));
    }

    // Null for a NullReferenceException.
    private static string? Name(Exception? exception) => exception is NullReferenceException ? null : Assert.IsType<ArgumentNullException>(exception).ParamName;
}
