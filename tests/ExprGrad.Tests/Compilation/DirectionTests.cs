using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Derivatives along directions: of the value against the gradient, of the gradient against differences of it.</summary>
public sealed class DirectionTests
{
    private static readonly double[] s_x = [0.3, -1.2, 2.0, 0.7];
    private static readonly double[] s_v = [1.0, 0.5, -0.25, 2.0];

    private delegate double Vectors(ReadOnlySpan<double> x, ReadOnlySpan<double> xDot, out double resultDot, Span<double> dx, Span<double> dxDot);

    private delegate void Numbers(double x, double y, double xDot, double yDot, out double resultDot, out double dx, out double dxDot, out double dyDot);

    private delegate double Matrices(double[,] a, double[,] aDot, double[,] da, double[,] daDot);

    private delegate double Named(double x, double xDot, out double dxDot);

    private sealed record Model(double Scale, double[] Weights, double[][] Rows);

    public static TheoryData<string> Names => [.. s_functions.Keys];

    private static readonly Dictionary<string, Expression<Func<double[], double>>> s_functions = new(StringComparer.Ordinal)
    {
        ["polynomial"] = x => x[0] * x[0] * x[1] + x[2] * x[3] * x[0],
        ["sum"] = x => x.Sum(v => Math.Exp(v) * v),
        ["product of sums"] = x => x.Sum(v => Math.Sin(v)) * x.Sum(v => v * v),
        ["neighbours"] = x => Enumerable.Range(1, x.Length - 1).Sum(i => Math.Pow(x[i] - x[i - 1] * x[i - 1], 2)),
        ["recurrence"] = x => x.Aggregate(1.0, (state, v) => Math.Sin(state * v) + v * v),
        ["states"] = x => Ad.Scan(0.5, x, (state, v) => Math.Tanh(state + v)).Sum(state => state * state * state),
        ["recurrence of elements"] = x => Ad.Recur(x.Length, (i, earlier) => Math.Sin(x[i]) + earlier.Sum(v => v * x[i])).Sum(),
        ["steps"] = x => Ad.Iterate(x.Length, 0.5, (state, i) => Math.Sin(state * x[i]) + state),
        ["branches"] = x => x.Sum(v => v > 0 ? v * v * Math.Log(v) : Math.Exp(v)),
        ["nearest"] = x => x.Sum(double (double v) => x.Min(w => (v - 2 * w) * (v - 2 * w))),
        ["log-sum-exp"] = x => Ad.LogSumExp(x.Select(v => v * v).ToArray()),
        ["an element beyond the first part"] = x => x.Select(v => v * v).Concat(x).ElementAt(5) * x[0],
        ["linear"] = x => x.Sum(),
        ["constant"] = x => x.Length,
    };

    // The array that is not chosen has no such element.
    [Fact]
    public void Arrays_of_which_one_is_chosen()
    {
        Expression<Func<(double[] A, double[] B), double>> chosen = p => (p.A[0] > 0 ? p.A : p.B)[2] * p.A[0];
        Assert.Equal((-6, 1), Grad.Jvp(chosen)(([-2], [1, 2, 3]), ([1], [0, 0, 1])));
        var (gradient, product) = Grad.HessianVector(chosen)(([-2], [1, 2, 3]), ([1], [0, 0, 1]));
        Assert.Equal([3.0, 0, 0, -2], [.. gradient.A, .. gradient.B]);
        Assert.Equal([1.0, 0, 0, 1], [.. product.A, .. product.B]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_value_along_a_direction_is_the_gradient_times_it(string name)
    {
        var (value, tangent) = Grad.Jvp(s_functions[name])(s_x, s_v);
        var gradient = Grad.Gradient(s_functions[name])(s_x);
        Assert.Equal(s_functions[name].Compile()(s_x), value, 1e-14 * Math.Max(1, Math.Abs(value)));
        Assert.Equal(gradient.Zip(s_v, (g, v) => g * v).Sum(), tangent, 1e-13 * Math.Max(1, gradient.Max(Math.Abs)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_along_a_direction_is_its_differences(string name)
    {
        var (gradient, product) = Grad.HessianVector(s_functions[name])(s_x, s_v);
        var alone = Grad.Gradient(s_functions[name]);
        Assert.All(alone(s_x).Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-14 * Math.Max(1, gradient.Max(Math.Abs))));

        const double step = 1e-5;
        var (after, before) = (alone([.. s_x.Zip(s_v, (x, v) => x + step * v)]), alone([.. s_x.Zip(s_v, (x, v) => x - step * v)]));
        for (var i = 0; i < product.Length; i++)
            Assert.Equal((after[i] - before[i]) / (2 * step), product[i], 1e-7 * Math.Max(1, product.Max(Math.Abs)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void In_place_all_at_once_without_allocation(string name)
    {
        var compiled = Grad.Compile<Vectors>(s_functions[name]);
        double[] dx = [.. s_x.Select(_ => double.NaN)], dxDot = [.. dx];
        var value = compiled(s_x, s_v, out var tangent, dx, dxDot);

        var (gradient, product) = Grad.HessianVector(s_functions[name])(s_x, s_v);
        AssertClose([.. gradient, .. product], [.. dx, .. dxDot]);
        var (expected, slope) = Grad.Jvp(s_functions[name])(s_x, s_v);
        AssertClose([expected, slope], [value, tangent]);

        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100; i++) compiled(s_x, s_v, out _, dx, dxDot);
        });
    }

    [Fact]
    public void Several_inputs_change_along_their_directions_together()
    {
        // f = x^2 y^3
        Grad.Compile<Numbers>((double x, double y) => x * x * y * y * y)(2, 3, 0.5, -1, out var tangent, out var dx, out var dxDot, out var dyDot);
        Assert.Equal(2 * 2 * 27 * 0.5 + 4 * 3 * 9 * -1, tangent, 1e-12);
        Assert.Equal(2 * 2 * 27, dx, 1e-12);
        Assert.Equal(2 * 27 * 0.5 + 2 * 2 * 27 * -1, dxDot, 1e-12);
        Assert.Equal(2 * 2 * 27 * 0.5 + 4 * 6 * 3 * -1, dyDot, 1e-12);
    }

    [Fact]
    public void Matrices_in_place()
    {
        // f = sum of a[i, j]^3: the gradient is 3 a^2, along v it changes by 6 a v
        var (da, daDot) = (new double[2, 2], new double[2, 2]);
        var value = Grad.Compile<Matrices>((double[,] a) => Enumerable.Range(0, a.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, a.GetLength(1)).Sum(j => a[i, j] * a[i, j] * a[i, j])))(
            new double[,] { { 1, 2 }, { 3, 4 } }, new double[,] { { 1, 0 }, { -1, 2 } }, da, daDot);
        Assert.Equal(100, value);
        Assert.Equal([3, 12, 27, 48], da.Cast<double>());
        Assert.Equal([6, 0, -18, 48], daDot.Cast<double>());
    }

    [Fact]
    public void Records_with_rows()
    {
        Expression<Func<Model, double[], double>> function = (m, x) => m.Scale * m.Rows.Select((row, i) => m.Weights[i] * row.Zip(x, (a, b) => a * a * b).Sum()).Sum();
        Model at = new(2, [1, -1], [[1, 2], [3, 4]]), v = new(1, [0.5, 0], [[0, 1], [1, 0]]);
        double[] x = [0.5, 2];
        var (gradient, product) = Grad.HessianVector(function)(at, v, x);
        var alone = Grad.Gradient(function);
        var (_, tangent) = Grad.Jvp(function)(at, v, x);
        double[] Flat(Model m) => [m.Scale, .. m.Weights, .. m.Rows.SelectMany(row => row)];
        AssertClose(Flat(alone(at, x)), Flat(gradient));
        Assert.Equal(Flat(gradient).Zip(Flat(v), (g, d) => g * d).Sum(), tangent, 1e-12);

        const double step = 1e-6;
        Model Moved(double by) => new(
            at.Scale + by * v.Scale, [.. at.Weights.Zip(v.Weights, (a, d) => a + by * d)], [.. at.Rows.Zip(v.Rows, (a, d) => a.Zip(d, (p, q) => p + by * q).ToArray())]);
        var differences = Flat(alone(Moved(step), x)).Zip(Flat(alone(Moved(-step), x)), (after, before) => (after - before) / (2 * step));
        Assert.All(differences.Zip(Flat(product)), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Single_precision()
    {
        var (gradient, product) = Grad.HessianVector((float[] x, int n) => x.Sum(v => v * v * v) * n)([1f, 2f], [1f, 0.5f], 2);
        Assert.Equal([6f, 24f], gradient);
        Assert.Equal([12f, 12f], product);
    }

    [Fact]
    public void A_parameter_of_the_lambda_with_such_a_name_is_an_input()
    {
        Assert.Equal(6, Grad.Compile<Named>((double x, double xDot) => x * xDot)(2, 3, out var gradient));
        Assert.Equal(2, gradient);
    }

    [Fact]
    public void A_direction_of_another_shape_is_refused_before_anything_is_written()
    {
        var compiled = Grad.Compile<Vectors>(s_functions["sum"]);
        double[] dx = [7, 7, 7, 7], dxDot = [8, 8, 8, 8];
        var error = Assert.Throws<ArgumentException>(() => compiled(s_x, new double[3], out _, dx, dxDot));
        Assert.Equal("xDot", error.ParamName);
        Assert.Equal([7, 7, 7, 7], dx);
        Assert.Equal([8, 8, 8, 8], dxDot);
        Assert.Throws<ArgumentException>(() => Grad.Jvp(s_functions["constant"])(s_x, new double[5]));
        Assert.Throws<ArgumentNullException>(() => Grad.Jvp(s_functions["sum"])(s_x, null!));
        Assert.Throws<ArgumentException>(() => Grad.Jvp((double[][] rows) => rows.Sum(row => row.Sum()))([[1, 2], [3]], [[1, 2], [3, 4]]));
    }

    [Fact]
    public void An_output_shares_no_memory_with_a_direction()
    {
        var compiled = Grad.Compile<Vectors>(s_functions["sum"]);
        double[] v = [.. s_v];
        Assert.Throws<ArgumentException>(() => compiled(s_x, v, out _, new double[4], v));
        Assert.Equal(s_v, v);
        double[] both = new double[4];
        Assert.Throws<ArgumentException>(() => compiled(s_x, s_v, out _, both, both));
    }

    [Fact]
    public void What_varies_along_a_direction_is_no_argument_of_an_opaque_call() =>
        Assert.Throws<DifferentiationException>(() => Grad.Jvp((double x) => Opaque(x) * x));

    // Different programs may round differently.
    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * Math.Max(1, expected.Max(Math.Abs))));
    }

    private static double Opaque(double x) => 2 * x;

    private delegate double WrongDirection(double[] x, double xDot, double[] dxDot);

    [Fact]
    public void A_direction_of_the_wrong_type_is_told_as_what_it_is()
    {
        var error = Assert.Throws<DifferentiationException>(() => Grad.Compile<WrongDirection>((double[] x) => x.Sum(v => v * v))).Errors[0];
        Assert.Equal("EG3004", error.Id);
        Assert.Contains("The delegate's `xDot` is `double` and can't be a direction of the lambda's `double[] x`.", error.ToString(), StringComparison.Ordinal);
    }
}
