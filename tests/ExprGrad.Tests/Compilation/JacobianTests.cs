using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Jacobians against the gradients of each number of the value, and values against the lambda itself.</summary>
public sealed class JacobianTests
{
    private static readonly double[] s_x = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_y = [1.5, 0.4, -0.6, 2.2, 0.9, -1.1, 0.2, 1.0, 3.0];

    private delegate void InPlace(double[] x, double[] y, Span<double> result, double[,] dx);

    private delegate void Flat(double[] x, double[] y, double[] result, Span<double> dx);

    private delegate void Rows(double[] x, double[] y, Span<double> result, Span<double> dx);

    private delegate void Singles(float[] x, float[,] dx);

    private delegate void Both(double[] x, double[] y, double[,] dx, double[,] dy);

    public static TheoryData<string> Names => [.. s_functions.Keys];

    // Each with its i-th number as a lambda of its own.
    private static readonly Dictionary<string, (Expression<Func<double[], double[], double[]>> All, Expression<Func<double[], double[], int, double>> Each)> s_functions = new(StringComparer.Ordinal)
    {
        ["mapped"] = ((x, y) => y.Select(v => Math.Sin(x[0] * v) + x[1] * x[2]).ToArray(), (x, y, i) => Math.Sin(x[0] * y[i]) + x[1] * x[2]),
        ["polynomials"] = (
            (x, y) => y.Select(v => x.Select((c, j) => c * Math.Pow(v, j)).Sum()).ToArray(),
            (x, y, i) => x.Select((c, j) => c * Math.Pow(y[i], j)).Sum()),
        ["element by element"] = ((x, y) => x.Select((v, j) => v * v * y[j]).ToArray(), (x, y, i) => x[i] * x[i] * y[i]),
        ["all of one"] = ((x, y) => Ad.Let(x.Sum(v => v * v), s => y.Select(v => s * v).ToArray()), (x, y, i) => x.Sum(v => v * v) * y[i]),
        ["literal"] = ((x, y) => new[] { x[0] * x[1], Math.Exp(x[2]), y[0] }, (x, y, i) => i == 0 ? x[0] * x[1] : i == 1 ? Math.Exp(x[2]) : y[0]),
        ["branches"] = ((x, y) => y.Select(v => v > 0.5 ? Math.Log(v) * x[0] : x[1] * x[3]).ToArray(), (x, y, i) => y[i] > 0.5 ? Math.Log(y[i]) * x[0] : x[1] * x[3]),
        ["recurrences"] = (
            (x, y) => y.Select(v => x.Aggregate(v, (state, c) => Math.Tanh(state * c) + c)).ToArray(),
            (x, y, i) => x.Aggregate(y[i], (state, c) => Math.Tanh(state * c) + c)),
        ["states"] = ((x, y) => Ad.Scan(1.0, x, (state, c) => Math.Sin(state + c)), (x, y, i) => x.Take(i).Aggregate(1.0, (state, c) => Math.Sin(state + c))),
        ["recurrence of elements"] = (
            (x, y) => Ad.Recur(y.Length, (i, earlier) => i == 0 ? x[0] : Math.Sin(earlier[i - 1] * x[i % 4]) + earlier[i / 2] * y[i]),
            (x, y, k) => Ad.Recur(y.Length, (i, earlier) => i == 0 ? x[0] : Math.Sin(earlier[i - 1] * x[i % 4]) + earlier[i / 2] * y[i])[k]),
        ["largest"] = ((x, y) => y.Select(v => x.Max(c => c * v)).ToArray(), (x, y, i) => x.Max(c => c * y[i])),
        ["table"] = (
            (x, y) => Ad.Let(new[] { x[0] * x[1], x[2], x[3] * x[3] }, table => y.Select((v, i) => table.Select((t, j) => t * (v + j)).Sum()).ToArray()),
            (x, y, i) => x[0] * x[1] * y[i] + x[2] * (y[i] + 1) + x[3] * x[3] * (y[i] + 2)),
        ["gathered"] = ((x, y) => y.Select((v, i) => x[i % 4] * x[(i + 1) % 4]).ToArray(), (x, y, i) => x[i % 4] * x[(i + 1) % 4]),
        ["constant"] = ((x, y) => y.Select(v => v * v).ToArray(), (x, y, i) => y[i] * y[i]),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_row_is_the_gradient_of_a_number(string name)
    {
        var (all, each) = s_functions[name];
        var values = all.Compile()(s_x, s_y);
        var jacobian = Grad.Jacobian(all)(s_x, s_y);
        var gradient = Grad.Gradient(each);
        Assert.Equal((values.Length, s_x.Length), (jacobian.GetLength(0), jacobian.GetLength(1)));
        for (var i = 0; i < values.Length; i++)
        {
            var row = gradient(s_x, s_y, i);
            for (var j = 0; j < s_x.Length; j++) Assert.Equal(row[j], jacobian[i, j], 1e-13 * Math.Max(1, row.Max(Math.Abs)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_place_with_the_value_and_without_allocation(string name)
    {
        var function = s_functions[name].All;
        var values = function.Compile()(s_x, s_y);
        var expected = Grad.Jacobian(function)(s_x, s_y);
        double[] result = [.. values.Select(_ => double.NaN)];
        var dx = new double[values.Length, s_x.Length];
        for (var i = 0; i < dx.Length; i++) dx[i / s_x.Length, i % s_x.Length] = double.NaN;

        var compiled = Grad.Compile<InPlace>(function);
        compiled(s_x, s_y, result, dx);
        AssertClose(values, result);
        AssertClose([.. expected.Cast<double>()], [.. dx.Cast<double>()]);

        var flat = new double[dx.Length];
        Grad.Compile<Flat>(function)(s_x, s_y, result, flat);
        AssertClose([.. expected.Cast<double>()], flat);

        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) compiled(s_x, s_y, result, dx);
        });
    }

    [Fact]
    public void A_value_of_rows_is_taken_row_after_row()
    {
        Expression<Func<double[], double[], double[][]>> function = (x, y) => y.Select(v => new[] { x[0] * v, x[1] * x[1], Math.Exp(x[2] * v) }).ToArray();
        var (result, dx) = (new double[3 * s_y.Length], new double[3 * s_y.Length * s_x.Length]);
        Grad.Compile<Rows>(function)(s_x, s_y, result, dx);
        AssertClose([.. function.Compile()(s_x, s_y).SelectMany(row => row)], result);
        AssertClose(
            [.. s_y.SelectMany(v => new[] { v, 0, 0, 0, 0, 2 * s_x[1], 0, 0, 0, 0, v * Math.Exp(s_x[2] * v), 0 })], dx);
    }

    [Fact]
    public void A_value_of_rows_that_are_mapped_themselves()
    {
        Expression<Func<double[], double[], double[][]>> function = (x, y) => y.Select(v => x.Select(c => c * c * v).ToArray()).ToArray();
        var jacobian = Grad.Jacobian(function)(s_x, s_y);
        Assert.Equal(s_x.Length * s_y.Length, jacobian.GetLength(0));
        for (var i = 0; i < jacobian.Length; i++)
        {
            var (item, row, column) = (i / 16, i / 4 % 4, i % 4);
            Assert.Equal(row == column ? 2 * s_x[row] * s_y[item] : 0, jacobian[i / 4, column], 1e-14);
        }
    }

    [Fact]
    public void A_value_of_rows_that_are_written_one_by_one()
    {
        var square = Grad.Jacobian((double[] p) => new[] { new[] { p[0], p[1] }, new[] { p[0] * p[1], p[1] } })([2, 3]);
        Assert.Equal(new double[,] { { 1, 0 }, { 0, 1 }, { 3, 2 }, { 0, 1 } }, square);

        var mapped = Grad.Jacobian((double[] p) => new[] { p.Select(v => v + 1).ToArray(), p.Select(v => v * v).ToArray() })([2, 3, 4]);
        Assert.Equal(new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 }, { 4, 0, 0 }, { 0, 6, 0 }, { 0, 0, 8 } }, mapped);

        var repeated = Grad.Jacobian((double[] p) => p.Select(v => new[] { new[] { v, v * v }, new[] { 3, v } }[1]).ToArray())([2, 3]);
        Assert.Equal(new double[,] { { 0, 0 }, { 1, 0 }, { 0, 0 }, { 0, 1 } }, repeated);

        Assert.Equal("EG3021", Assert.Throws<DifferentiationException>(() => Grad.Jacobian((double[] p) => new[] { new[] { p[0] }, new[] { p[0] * p[1], p[1] } })).Errors[0].Id);
        Assert.Equal("EG3021", Assert.Throws<DifferentiationException>(() => Grad.Jacobian((double[] p, double[] q) => new[] { p.Select(v => v * v).ToArray(), q.Select(v => v + p[0]).ToArray() })).Errors[0].Id);
    }

    [Fact]
    public void Values_are_those_of_the_lambda_bit_for_bit()
    {
        Expression<Func<double[], double[], double[]>> function = (x, y) => y.Select(v => v < 0 ? -0.0 : Math.Exp(x[0] * v) / x[1]).ToArray();
        var result = new double[s_y.Length];
        Grad.Compile<Rows>(function, GradOptions.Default with { FloatMode = FloatMode.Strict })(s_x, s_y, result, new double[s_y.Length * s_x.Length]);
        Assert.Equal(function.Compile()(s_x, s_y).Select(BitConverter.DoubleToInt64Bits), result.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void A_column_that_a_number_does_not_depend_on_is_zero_where_others_are_infinite()
    {
        var jacobian = Grad.Jacobian((double[] x) => new[] { Math.Sqrt(x[0]) + x[1], Math.Log(x[0]) * x[1] })([0, 2]);
        Assert.Equal(double.PositiveInfinity, jacobian[0, 0]);
        Assert.Equal(1, jacobian[0, 1]);
        Assert.Equal(double.PositiveInfinity, jacobian[1, 0]);
        Assert.Equal(double.NegativeInfinity, jacobian[1, 1]);
    }

    [Fact]
    public void Single_precision()
    {
        var dx = new float[2, 2];
        Grad.Compile<Singles>((float[] x) => new[] { x[0] * x[1], x[1] * x[1] })([2f, 3f], dx);
        Assert.Equal([3f, 2f, 0f, 6f], dx.Cast<float>());
    }

    [Fact]
    public void By_several_inputs()
    {
        var (dx, dy) = (new double[2, 1], new double[2, 2]);
        Grad.Compile<Both>((double[] x, double[] y) => y.Select(v => x[0] * v * v).ToArray())([3], [1, 2], dx, dy);
        Assert.Equal([1, 4], dx.Cast<double>());
        Assert.Equal([6, 0, 0, 12], dy.Cast<double>());
    }

    [Fact]
    public void Empty_inputs_and_values()
    {
        Assert.Empty(Grad.Jacobian((double[] x, double[] y) => y.Select(v => x[0] * v).ToArray())([1], []));
        var none = Grad.Jacobian((double[] x, double[] y) => y.Select(v => x.Sum() * v).ToArray())([], [1, 2]);
        Assert.Equal((2, 0), (none.GetLength(0), none.GetLength(1)));
    }

    [Fact]
    public void Outputs_of_another_size_are_refused_before_anything_is_written()
    {
        var compiled = Grad.Compile<InPlace>(s_functions["mapped"].All);
        double[] result = [.. s_y.Select(_ => 7.0)];
        Assert.Equal("dx", Assert.Throws<ArgumentException>(() => compiled(s_x, s_y, result, new double[s_y.Length, 3])).ParamName);
        Assert.Equal("dx", Assert.Throws<ArgumentException>(() => compiled(s_x, s_y, result, new double[s_x.Length, s_y.Length])).ParamName);
        Assert.Equal("result", Assert.Throws<ArgumentException>(() => compiled(s_x, s_y, new double[3], new double[s_y.Length, 4])).ParamName);
        Assert.Throws<ArgumentNullException>(() => compiled(s_x, s_y, result, null!));
        Assert.All(result, number => Assert.Equal(7, number));
    }

    [Fact]
    public void Outputs_share_no_memory_with_anything()
    {
        var compiled = Grad.Compile<Flat>((double[] x, double[] y) => y.Select(v => x[0] * v).ToArray());
        double[] y = [1, 2], x = [3, 4];
        Assert.Throws<ArgumentException>(() => compiled(x, y, y, new double[4]));
        double[] both = new double[4];
        Assert.Throws<ArgumentException>(() => Grad.Compile<Rows>((double[] x, double[] y) => y.Select(v => x[0] * v).ToArray())([3], [1, 2, 3], both.AsSpan(0, 3), both.AsSpan(1, 3)));
    }

    [Fact]
    public void Lengths_of_results_are_told_by_what_they_count()
    {
        Expression<Func<double[], double[], double[]>> function = (x, y) => y.Select(v => x[0] * v).ToArray();
        string Refused(Action call) => Assert.Throws<ArgumentException>(call).Message;
        var (inPlace, flat) = (Grad.Compile<InPlace>(function), Grad.Compile<Flat>(function));
        Assert.StartsWith("The array 'result' has 3 elements, but needs 2: one for each number of the lambda's value.", Refused(() => inPlace([3], [1, 2], new double[3], new double[2, 1])), StringComparison.Ordinal);
        Assert.StartsWith("The array 'dx' has 3 rows, but needs 2: one for each number of the lambda's value.", Refused(() => inPlace([3], [1, 2], new double[2], new double[3, 1])), StringComparison.Ordinal);
        Assert.StartsWith("The array 'dx' has 3 columns, but needs 1: one for each element of 'x'.", Refused(() => inPlace([3], [1, 2], new double[2], new double[2, 3])), StringComparison.Ordinal);
        Assert.StartsWith("The array 'dx' has 3 elements, but needs 2: one for each number of the Jacobian.", Refused(() => flat([3], [1, 2], new double[2], new double[3])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_is_no_value_to_take_the_gradient_of()
    {
        Assert.Contains("EG2001", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] x) => x.Select(v => v * v).ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("EG2001", Assert.Throws<DifferentiationException>(() => Grad.Jvp((double[] x) => x.Select(v => v * v).ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("EG2001", Assert.Throws<DifferentiationException>(() => Tape.Compile<Flat>((double[] x, double[] y) => y.Select(v => v * x[0]).ToArray())).Message, StringComparison.Ordinal);
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * Math.Max(1, expected.Max(Math.Abs))));
    }
}
