using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

public sealed class CompositionTests
{
    private static readonly Expression<Func<double, double>> s_sigmoid = t => 1 / (1 + Math.Exp(-t));

    private sealed class Model
    {
        public Expression<Func<double, double>> Activation { get; set; } = s_sigmoid;
    }

    [Fact]
    public void An_expression_is_invoked()
    {
        Expression<Func<double, double>> square = t => t * t;
        Expression<Func<double, double, double>> hypot = (a, b) => Math.Sqrt(square.Invoke(a) + square.Invoke(b));
        Agreement.Check((double x) => square.Invoke(x) * s_sigmoid.Invoke(x), 0.7);
        Agreement.Check((double x, double y) => hypot.Invoke(x, square.Invoke(y)), 0.7, 1.3);
        Agreement.CheckLengths((double[] w) => w.Sum(v => s_sigmoid.Invoke(square.Invoke(v) + w.Length)));
    }

    [Fact]
    public void Expressions_of_arrays_and_containers()
    {
        Expression<Func<double[], double>> norm = v => Math.Sqrt(v.Sum(x => x * x));
        Expression<Func<double[], int, double>> at = (v, i) => v[i];
        Expression<Func<(double A, double B), double>> product = t => t.A * t.B;
        Agreement.Check((double[] w) => norm.Invoke(w) * at.Invoke(w, 1), Sample.Numbers(3));
        Agreement.Check((double[] w) => norm.Invoke(w.Select(v => v * v).ToArray()), Sample.Numbers(3));
        Agreement.Check((double x, double y) => product.Invoke(ValueTuple.Create(x * y, y)), 0.7, 1.3);
    }

    [Fact]
    public void An_expression_that_returns_an_array()
    {
        Expression<Func<double[], double[]>> layer = v => v.Select(x => Math.Tanh(x * v[0])).ToArray();
        Agreement.Check((double[] w) => layer.Invoke(layer.Invoke(w)).Sum(), Sample.Numbers(3));
        Agreement.Check((double[] w) => layer.Invoke(w)[1] * layer.Invoke(w).Length, Sample.Numbers(3));
    }

    [Fact]
    public void Expressions_with_many_parameters()
    {
        Expression<Func<double, double, double, double, double, double, double, double, double>> eight = (a, b, c, d, e, f, g, h) => a * b + c * d + e * f + g * h;
        Agreement.Check((double x) => eight.Invoke(x, x, x, 2, x, 3, 4, x * x), 1.3);
    }

    [Fact]
    public void A_captured_expression_sees_its_own_captures()
    {
        var k = 3.0;
        Expression<Func<double, double>> scaled = t => k * t * t;
        var f = Grad.Gradient((double x) => scaled.Invoke(x));
        Assert.Equal(6, f(1));
        k = 5;
        Assert.Equal(10, f(1));
    }

    [Fact]
    public void A_captured_expression_is_inlined_when_the_lambda_is_compiled()
    {
        Expression<Func<double, double>> inner = t => t * t;
        var f = Grad.Gradient((double x) => inner.Invoke(x));
        inner = t => t * t * t;
        Assert.Equal(2, f(1));
        _ = inner;
    }

    [Fact]
    public void An_expression_held_by_an_object()
    {
        var model = new Model();
        Agreement.Check((double x) => model.Activation.Invoke(x) * x, 0.7);
    }

    [Fact]
    public void An_expression_invoked_in_a_branch_and_in_an_aggregate()
    {
        Expression<Func<double, double, double>> step = (s, v) => (s * 0.5) + (v * s);
        Agreement.Check((double x) => x > 0 ? s_sigmoid.Invoke(x) : step.Invoke(x, x), -0.7);
        Agreement.CheckLengths((double[] w) => w.Aggregate(1.0, (s, v) => step.Invoke(s, v)));
    }

    [Fact]
    public void One_expression_chosen_by_a_condition()
    {
        Expression<Func<double, double>> square = t => t * t;
        Agreement.Check((double x) => x > 0 ? square.Invoke(x) : s_sigmoid.Invoke(x), 0.7);
    }

    [Fact]
    public void Let_names_a_value()
    {
        Agreement.Check((double x) => Ad.Let(x * x, s => s * Math.Exp(s) + s), 0.7);
        Agreement.Check((double x, double y) => Ad.Let(x * y, p => Ad.Let(p + x, q => p * q * p)), 0.7, 1.3);
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Sum(), s => w.Sum(v => v * s)));
        Agreement.CheckLengths((double[] w) => w.Sum(v => Ad.Let(v * v, s => s * Math.Sin(s))));
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Where(v => v > 0), positive => positive.Sum() * positive.Count()));
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Select(v => v * v), squares => squares.Sum() * squares.Count() + squares.Sum(s => s * s)));
        Agreement.CheckLengths((float[] w) => Ad.Let(w.Sum(), s => w.Sum(v => v * s)));
        Agreement.Check((double x) => Ad.Let(3, n => x * n), 0.7);
        Agreement.Check((double x) => Ad.Let(x > 0, positive => positive ? x * x : x), 0.7);
    }

    [Fact]
    public void Let_of_an_array_that_is_read_twice()
    {
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Select(v => Math.Exp(v)).ToArray(), e => e.Sum() * e.Sum(v => v * v)));
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Select(v => Math.Exp(v)).ToArray(), e => e.Select((v, i) => v * e[e.Length - 1 - i]).Sum()));
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Select((v, i) => v * i).ToArray(), a => Ad.Let(a.Select(v => v * v).ToArray(), b => a.Zip(b, (x, y) => x * y).Sum())));
    }

    [Fact]
    public void Let_in_an_arm_that_is_not_taken() => Agreement.Check((double x) => x > 0 ? Ad.Let(Math.Log(x), l => l * l) : x, -0.7);

    [Fact]
    public void StopGradient_counts_as_constant()
    {
        Assert.Equal([6.0], Agreement.Of((double x) => Ad.StopGradient(x * x) * x * 1.5).AtKink(2.0).Gradient);
        Assert.Equal([0.0], Agreement.Of((double x) => Ad.StopGradient(x)).AtKink(2.0).Gradient);
        Assert.Equal([6.0f], Agreement.Of((float x) => Ad.StopGradient(x * x) * x * 1.5f).AtKink(2f).Gradient.Select(g => (float)g));
        Assert.Equal([2.0, 3.0], Agreement.Of((double[] w) => w.Sum(v => Ad.StopGradient(v) * v)).AtKink(new[] { 2.0, 3.0 }).Gradient);
    }

    // Which of the outer loop's iterations wins is known behind it: its reverse is an array of matrices, of the largest sizes over both loops.
    [Fact]
    public void ScatterAdd_to_matrices_in_two_loops_of_which_the_largest_counts()
    {
        int[] at = [2, 3, 1];
        Agreement.Check(
            (double[] w, int[] k) => Enumerable.Range(0, k.Length).Max(i => Enumerable.Range(0, w.Length).Select(j => Ad.ScatterAdd(
                new[] { w.Length }, Enumerable.Range(0, j + 1).Select(n => ValueTuple.Create(0, n, w[j] * w[j] * i * j + n)))[0][j]).Sum()),
            Sample.Numbers(3), at);
        Agreement.Check(
            (double[] w, int[] k) => Enumerable.Range(0, k.Length).Min(i => Enumerable.Range(0, w.Length).Select(j => Ad.ScatterAdd(
                new[] { 3, w.Length + k[i], j + 4 }, Enumerable.Range(0, j + 1).Select(n => ValueTuple.Create(n % 3, j, w[n] * w[j] * (i + 1))))[j % 2][j]).Sum()),
            Sample.Numbers(3), at);
    }

    [Fact]
    public void ScatterAdd_is_the_reverse_of_a_gather()
    {
        int[] at = [0, 2, 2, 1];
        Agreement.Check((double[] w) => Ad.ScatterAdd(3, at, w).Select((v, i) => v * v * (i + 1)).Sum(), Sample.Numbers(4));
        Agreement.Check((float[] w) => Ad.ScatterAdd(3, at, w).Select((v, i) => v * v * (i + 1)).Sum(), Sample.Singles(4));
        Agreement.Check((float[] w) => Ad.ScatterAdd(1, new int[3], w)[0], new[] { 0.858269f, 0.80603975f, -0.70718104f });
        Agreement.Check((float[] w, float[] x) => Ad.ScatterAdd(3, at, x)[2] * w[0], Sample.Singles(2), Sample.Singles(4));
        Agreement.Check((double[] w) => Ad.ScatterAdd(5, at, w.Select(v => v * v).ToArray())[2], Sample.Numbers(4));
        Agreement.Check((double[] w, int[] k) => Ad.ScatterAdd(3, k, w).Sum(v => v * v), Sample.Numbers(4), at);
        Agreement.Check((double[] w, int n) => Ad.ScatterAdd(n, new[] { 0, 1 }, new[] { w[0], w[1] }).Sum(v => v * v), Sample.Numbers(4), 2);
    }

    [Fact]
    public void ScatterAdd_adds_one_sequence_after_the_other()
    {
        // The bits tell: a loop for both sequences would add the small numbers in between.
        Agreement.Check(
            (double[] w) => Ad.ScatterAdd(2, w.Select((v, i) => ValueTuple.Create(i % 2, Math.Sin(v) * 1e6)), w.Select((v, i) => ValueTuple.Create(i % 2, Math.Cos(v)))).Sum(),
            Sample.Numbers(8));
        Agreement.Check(
            (double[] w) => Ad.ScatterAdd(
                3,
                w.SelectMany(v => Enumerable.Range(0, 3).Select(j => ValueTuple.Create(j, Math.Sin(v * j) * 1e6))), new[] { ValueTuple.Create(1, w[0]) },
                w.SelectMany(v => Enumerable.Range(0, 3).Select(j => ValueTuple.Create(j, Math.Cos(v * j))))).Sum(),
            Sample.Numbers(8));
        Agreement.Check(
            (double[] w) => Ad.Iterate(3, w[0], s => Ad.ScatterAdd(
                2, 1, w.Select((v, i) => ValueTuple.Create(i % 2, 0, Math.Sin(v * s) * 1e6)), w.Select((v, i) => ValueTuple.Create(i % 2, 0, Math.Cos(v))))[0, 0] * 1e-6),
            Sample.Numbers(8));
        Agreement.Check(
            (double[] w) => w.Sum(u => u > 0.4 ? Ad.ScatterAdd(
                2, w.Select((v, i) => ValueTuple.Create(i % 2, Math.Sin(v * u) * 1e6)), w.Where(v => v > 0).Select((v, i) => ValueTuple.Create(i % 2, Math.Cos(v)))).Sum() : u),
            Sample.Numbers(8));
    }

    [Fact]
    public void ScatterAdd_checks_its_arguments()
    {
        Agreement.Check((double[] w, int[] k) => Ad.ScatterAdd(3, k, w).Sum(v => v * v), Sample.Numbers(2), new[] { 0, 3 });
        Agreement.Check((double[] w, int[] k) => Ad.ScatterAdd(3, k, w).Sum(v => v * v), Sample.Numbers(2), new[] { 0, -1 });
        Agreement.Check((double[] w, int n) => Ad.ScatterAdd(n, new[] { 0 }, new[] { w[0] }).Sum(v => v * v), Sample.Numbers(2), -1);
        Agreement.Check((double[] w, int[] k) => Ad.ScatterAdd(3, k, w).Sum(v => v * v), Sample.Numbers(2), new[] { 0, 1, 2 });
        Agreement.Check((double[] w, int[] k) => Ad.ScatterAdd(3, k, w).Sum(v => v * v), Sample.Numbers(3), new[] { 0, 1 });
    }
}
