using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Data that comes in objects which are not differentiated: read once a call, and null where C# would throw for it and nowhere else.</summary>
public sealed class MemberTests
{
    private delegate double Loss(double[] w, Data? data, double[] dw);

    private sealed record Data(double[,] X, double[]? Y, double Penalty)
    {
        public More? Next { get; init; }

        public double[][]? Rows { get; init; }

        public int Reads { get; private set; }

        public double Counted
        {
            get
            {
                Reads++;
                return Penalty;
            }
        }
    }

    private sealed record More(double[,] X, double Penalty);

    private class Chain
    {
        public double Value;

        public Chain? Next { get; init; }

        public virtual double Scale => 1;
    }

    private sealed class ScaledChain : Chain
    {
        public override double Scale => 3;
    }

    private static readonly Expression<Func<double[], Data, double>> s_squares = (w, data) => Enumerable.Range(0, data.Y!.Length)
        .Sum(i => Ad.Let(Enumerable.Range(0, w.Length).Sum(j => data.X[i, j] * w[j]) - data.Y[i], e => e * e + data.Penalty * Math.Abs(e)));

    private static Data Sample(int rows, int columns) => new(Language.Sample.Matrix(rows, columns), Language.Sample.Numbers(rows), 0.25);

    private static void Check(Expression<Func<double[], Data, double>> loss, double[] w, Data? data)
    {
        var tape = Tape.Compile<Loss>(loss);
        var expected = new double[w.Length];
        var value = tape(w, data, expected);
        foreach (var options in new GradOptions[] { new() { FloatMode = FloatMode.Strict }, new(), new() { VectorBits = 128 } })
        {
            var gradient = new double[w.Length];
            Assert.Equal(value, Grad.Compile<Loss>(loss, options)(w, data, gradient), 1e-12 * Math.Max(1, Math.Abs(value)));
            Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
        }

        Assert.Equal(loss.Compile()(w, data!), Grad.Compile<Loss>(loss, new() { FloatMode = FloatMode.Strict })(w, data, new double[w.Length]));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(37, 5)]
    public void Matrices_and_numbers_of_an_object(int rows, int columns) => Check(s_squares, Language.Sample.Numbers(columns), Sample(rows, columns));

    [Fact]
    public void Loops_over_data_in_an_object_run_in_lanes()
    {
        var schedule = Grad.Report(Grad.Compile<Loss>(s_squares, new() { VectorBits = 512 })).Schedule;
        Assert.DoesNotContain("no form", schedule, StringComparison.Ordinal);
        Assert.Contains("in 8 lanes", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_no_iteration_reads_may_be_missing()
    {
        Check((w, data) => w.Sum(v => v * data.Penalty), [], null);
        Check((w, data) => w.Sum(v => v * data.Y![0]), [], null);
        Check((w, data) => w.Sum(v => v * data.Y!.Length), [], Sample(2, 2) with { Y = null });
        Check((w, data) => w[0] > 0 ? w[0] * w[0] : data.Next!.Penalty * w[0], [2], Sample(1, 1));
        Check((w, data) => w[0] > 0 ? w[0] * w[0] : data.Next!.X[1, 1] * w[0], [2], null);
        Check((w, data) => w.Sum(v => v * data.Rows!.Sum(row => row.Sum())), [], Sample(1, 1));
    }

    [Fact]
    public void Data_that_is_read_must_be_there()
    {
        Throws((w, data) => w.Sum(v => v * data.Penalty), null);
        Throws((w, data) => w.Sum(v => v * data.Y![0]), null);
        Throws((w, data) => w.Sum(v => v * data.Y![0]), Sample(2, 2) with { Y = null });
        Throws((w, data) => w.Sum(v => v * data.Next!.X[0, 0]), Sample(2, 2));
        Throws((w, data) => w.Sum(v => v * data.Next!.X.GetLength(0)), Sample(2, 2));
        Throws((w, data) => w.Sum(v => v * data.Rows![0][0]), Sample(2, 2));
        Throws((w, data) => w.Length == 0 ? 0 : data.Next!.Penalty * w[0], Sample(1, 1));

        static void Throws(Expression<Func<double[], Data, double>> loss, Data? data)
        {
            double[] gradient = [7, 8];
            Assert.Throws<NullReferenceException>(() => loss.Compile()([1, 2], data!));
            Assert.Throws<NullReferenceException>(() => Grad.Compile<Loss>(loss)([1, 2], data, gradient));
            Assert.Equal([7, 8], gradient);
        }
    }

    [Fact]
    public void An_index_beyond_the_data_is_an_error_before_anything_is_written()
    {
        double[] gradient = [7, 8, 9];
        Assert.Throws<IndexOutOfRangeException>(() => Grad.Compile<Loss>(s_squares)([1, 2, 3], Sample(4, 2), gradient));
        Assert.Equal([7, 8, 9], gradient);
    }

    [Fact]
    public void Each_call_sees_the_data_of_its_own()
    {
        var loss = Grad.Compile<Loss>(s_squares);
        var (few, many) = (Sample(2, 2), Sample(9, 2));
        double[] w = [0.5, -1];
        var gradient = new double[2];
        foreach (var data in new[] { few, many, few }) Assert.Equal(s_squares.Compile()(w, data), loss(w, data, gradient), 1e-12);
    }

    [Fact]
    public void A_property_that_computes_is_called_where_CSharp_calls_it()
    {
        var loss = Grad.Compile<Loss>((Expression<Func<double[], Data, double>>)((w, data) => w[0] > 0 ? w[0] * data.Counted : w[0]));
        var data = Sample(1, 1);
        loss([-1], data, new double[1]);
        Assert.Equal(0, data.Reads);
        loss([1], data, new double[1]);
        Assert.Equal(1, data.Reads);
    }

    [Fact]
    public void A_gradient_must_not_be_data_that_is_read()
    {
        var data = Sample(2, 2);
        Assert.Throws<ArgumentException>(() => Grad.Compile<Loss>(s_squares)([1, 2], data, data.Y!));
    }

    [Fact]
    public void A_property_that_is_overridden()
    {
        Chain chain = new ScaledChain { Value = 2 };
        Assert.Equal(12, Grad.ValueAndGradient((double x) => x * chain.Scale * chain.Value)(2).Value);
    }

    [Fact]
    public void A_long_path()
    {
        var chain = new Chain { Value = 5 };
        for (var i = 0; i < 12; i++) chain = new Chain { Value = i, Next = chain };
        var loss = Grad.ValueAndGradient((double[] w) => w.Sum(v =>
            v * chain.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Next!.Value));
        Assert.Equal(15, loss([1, 2]).Value);
        Assert.Equal([5, 5], loss([1, 2]).Gradient);
        chain = chain.Next!;
        Assert.Throws<NullReferenceException>(() => loss([1, 2]));
        Assert.Equal(0, loss([]).Value);
    }
}
