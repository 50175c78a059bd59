using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>
/// What methods and members of the user's read and return may be the memory of a gradient, and no check can tell: values and gradients are right nevertheless, since all of that is read before
/// anything is written.
/// </summary>
public sealed class ForeignMemoryTests
{
    private static double[] s_known = [];

    public delegate double SpanForm(ReadOnlySpan<double> x, Span<double> dx);

    public delegate double RowsForm(double[][] x, double[][] dx);

    public interface IData
    {
        double[] Values { get; }

        double First { get; }
    }

    public static double[] Known() => s_known;

    [Fact]
    public void Elements_of_a_list()
    {
        var a = Numbers();
        IReadOnlyList<double> list = a;
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * list[2 - i]));
    }

    [Fact]
    public void What_a_delegate_reads()
    {
        var a = Numbers();
        Func<int, double> read = i => a[i];
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * read(2 - i)));
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] > 2.5 ? x[i] * x[i] * read(2 - i) : 0));
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[(i * 2) % 3] * x[i] * read(2 - i)));
    }

    [Fact]
    public void Members_that_compute()
    {
        var a = Numbers();
        IData data = new Data(a);
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * data.Values[2 - i]));
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * data.First));
        AssertRight(a, x => x.Sum(v => v * v) * data.Values[0] * data.First);
        var tuple = Tuple.Create(a);
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * tuple.Item1[2 - i]));
    }

    [Fact]
    public void Arrays_that_methods_return()
    {
        var a = s_known = Numbers();
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * Known()[2 - i]));
        AssertRight(a, x => Ad.Let(Known(), known => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * known[2 - i])));
        var list = new List<double[]> { a };
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * list[0][2 - i]));
    }

    [Fact]
    public void Arrays_deep_in_data()
    {
        var a = Numbers();
        var data = new[] { new { B = new { C = new { D = a } } } };
        AssertRight(a, x => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * data[0].B.C.D[2 - i]));
    }

    [Fact]
    public void Spans()
    {
        var a = Numbers();
        Func<int, double> read = i => a[i];
        var f = Grad.Compile<SpanForm>((double[] x) => Enumerable.Range(0, 2).Sum(i => x[i] * x[i] * read(2 - i)));
        Assert.Equal((2 * 2 * 7) + (3 * 3 * 6), f([2, 3], a.AsSpan(1)));
        Assert.Equal([5.0, 2 * 2 * 7, 2 * 3 * 6], a);
    }

    [Fact]
    public void Rows()
    {
        double[][] dx = [[5, 6], [7]], x = [[2, 3], [4]];
        Func<int, int, double> read = (i, j) => dx[i][j];
        var f = Grad.Compile<RowsForm>((double[][] x) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, x[i].Length).Sum(j => x[i][j] * x[i][j] * read(1 - i, 0))));
        Assert.Equal((4 * 7) + (9 * 7) + (16 * 5), f(x, dx));
        Assert.Equal([28.0, 42, 40], dx.SelectMany(row => row));
        Allocations.AssertNone(() => f(x, dx));
    }

    [Fact]
    public void Members_of_objects()
    {
        var dp = new Layer { W = [5, 6, 7], Bias = 8 };
        Func<int, double> read = i => i < 0 ? dp.Bias : dp.W[i];
        var f = Grad.ValueAndGradientInto((Layer p) => Enumerable.Range(0, 3).Sum(i => p.W[i] * p.W[i] * read(2 - i)) + (p.Bias * p.Bias * read(-1)));
        Assert.Equal((4 * 7) + (9 * 6) + (16 * 5) + 8, f(new Layer { W = [2, 3, 4], Bias = 1 }, dp));
        Assert.Equal([28.0, 36, 40, 16], [.. dp.W, dp.Bias]);
    }

    [Fact]
    public void What_is_added_to()
    {
        var a = Numbers();
        Func<int, double> read = i => a[i];
        var f = Grad.ValueAndGradientInto((double[] x) => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * read(2 - i)), new GradOptions { GradientMode = GradientMode.Accumulate });
        Assert.Equal((4 * 7) + (9 * 6) + (16 * 5), f([2, 3, 4], a));
        Assert.Equal([5 + 28.0, 6 + 36, 7 + 40], a);
    }

    [Fact]
    public void Threads()
    {
        var a = Enumerable.Range(0, 5000).Select(i => (double)i).ToArray();
        Func<int, double> read = i => a[i];
        var f = Grad.ValueAndGradientInto((double[] x) => Enumerable.Range(0, 5000).Sum(i => Math.Sin(x[i]) * read(4999 - i)), new GradOptions { Threads = 2 });
        var x = new double[5000];
        f(x, a);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => 4999.0 - i), a);
    }

    [Fact]
    public void On_a_tape()
    {
        var a = Numbers();
        Func<int, double> read = i => a[i];
        var f = Tape.Compile<SpanForm>((double[] x) => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * read(2 - i)));
        Assert.Equal((4 * 7) + (9 * 6) + (16 * 5), f([2, 3, 4], a));
        Assert.Equal([28.0, 36, 40], a);
    }

    [Fact]
    public void Calls_later_allocate_nothing()
    {
        var (a, x) = (Numbers(), new double[] { 2, 3, 4 });
        Func<int, double> read = i => a[i];
        var f = Grad.ValueAndGradientInto((double[] x) => Enumerable.Range(0, 3).Sum(i => x[i] * x[i] * read(2 - i)));
        Allocations.AssertNone(() => f(x, a));
    }

    // The gradient is given in memory of its own, and in that which is read.
    private static void AssertRight(double[] read, Expression<Func<double[], double>> lambda)
    {
        var before = read.ToArray();
        double[] x = [2, 3, 4], expected = new double[3];
        var value = lambda.Compile()(x);
        foreach (var bits in new int?[] { 0, null })
        {
            var into = Grad.ValueAndGradientInto(lambda, new GradOptions { VectorBits = bits });
            Assert.Equal(value, into(x, expected), 1e-12);
            Assert.Equal(FiniteDifference.Gradient(lambda.Compile(), x), expected, (a, b) => Math.Abs(a - b) < 1e-5 * (1 + Math.Abs(b)));
            Assert.Equal(before, read);
            Assert.Equal(value, into(x, read), 1e-12);
            Assert.Equal(expected, read);
            before.CopyTo(read, 0);
        }
    }

    private static double[] Numbers() => [5, 6, 7];

    public sealed class Layer
    {
        public required double[] W { get; init; }

        public double Bias { get; set; }
    }

    private sealed class Data(double[] values) : IData
    {
        public double[] Values => values;

        public double First => values[0];
    }
}
