using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>States that are arrays: what is thrown and when, what is allocated, and the other derivatives.</summary>
public sealed class ArrayStateRequestTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];

    private delegate double InPlace(double[] x, int n, double[] dx);

    private delegate double InPlaceOfNet(double[,] w, double[] u, double[] xs, double[] h0, double[,] dw);

    private sealed record Body(double[] P, double E);

    private sealed record Data(double[][] Rows, Body Body, Body[] Bodies, double[,] Matrix);

    [Fact]
    public void Another_length_is_an_exception_that_tells_which()
    {
        var gradient = new[] { 5.0, 5, 5, 5, 5 };
        var compiled = Grad.Compile<InPlace>((double[] x, int n) => Ad.Iterate(n, x, h => h.Take(4).Select(v => v * v).ToArray()).Sum());
        var exception = Assert.Throws<NotSupportedException>(() => compiled(s_x, 3, gradient));
        Assert.Equal("The length of `state` is 5, and step 0 makes it 4. Arrays in the state of a loop keep their lengths in a lambda that is differentiated.", exception.Message);
        Assert.Equal([5.0, 5, 5, 5, 5], gradient);

        // Steps that don't run make no array.
        Assert.Equal(s_x.Sum(), compiled(s_x, 0, gradient), 1e-15);
        Assert.Equal([1.0, 1, 1, 1, 1], gradient);
        Assert.Equal(s_x[..4].Sum(v => v * v), compiled(s_x[..4], 1, gradient[..4]), 1e-15);
    }

    [Fact]
    public void Another_length_that_follows_from_the_step_is_an_exception_too()
    {
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, new Body(x, 1.0), (s, i) => new Body(s.P.Take(7 - i).Select(v => v * s.E).ToArray(), s.E + 1)).P.Sum();
        var gradient = Grad.ValueAndGradient(loss);
        Assert.Equal(loss.Compile()(s_x, 3), gradient(s_x, 3).Value, 1e-12);
        Assert.Equal("The length of `state.P` is 5, and step 3 makes it 4. Arrays in the state of a loop keep their lengths in a lambda that is differentiated.", Assert.Throws<NotSupportedException>(() => gradient(s_x, 4)).Message);
    }

    [Fact]
    public void Another_length_that_follows_from_real_numbers_is_an_exception_too()
    {
        foreach (var options in new[] { new GradOptions(), new GradOptions { FloatMode = FloatMode.Strict }, new GradOptions { VectorBits = 0 }, new GradOptions { Threads = 2, SmallestBlock = 0 } })
        {
            var gradient = Grad.Gradient((double[] x, int n) => Ad.Iterate(n, x, h => h.Where(v => v > 0).Select(v => v - 0.5).ToArray()).Sum(), options);
            Assert.Equal([1.0, 1], gradient([2.0, 3.0], 3));
            Assert.Contains("`state` is 2, and step 2 makes it 1.", Assert.Throws<NotSupportedException>(() => gradient([0.9, 3.0], 4)).Message, StringComparison.Ordinal);
            Assert.Equal([1.0, 1], gradient([2.0, 3.0], 3));
        }
    }

    [Fact]
    public void Rows_of_other_lengths_are_an_exception_too()
    {
        var gradient = Grad.Gradient((double[][] rows, int n) => Ad.Iterate(n, rows, m => m.Select((row, i) => row.Concat(m[0].Take(i)).Take(3).ToArray()).ToArray()).Sum(row => row.Sum()));
        Assert.Equal([1.0, 1, 2], gradient([[1.0, 2, 3], [2.0, 3, 4]], 0).SelectMany(row => row).Take(3).Zip([1.0, 1, 2], (a, b) => a * b));
        Assert.Contains("`state[]` is 2, and step 0 makes it 3.", Assert.Throws<NotSupportedException>(() => gradient([[1.0, 2, 3], [2.0, 3]], 1)).Message, StringComparison.Ordinal);
    }

    // C# may read them later, or never.
    [Fact]
    public void What_is_missing_in_a_state_is_an_exception_that_tells_which()
    {
        var data = new Data([s_x, null!], new Body(null!, 1), [new Body(s_x, 2), null!], null!);
        Check("state[]", (x, d) => Ad.Iterate(2, d.Rows, rows => new[] { rows[1], rows[0] })[0].Sum(v => v * x[0]));
        Check("state[]", (x, d) => x.Aggregate(d.Rows, (rows, v) => rows.Select(row => row.Select(u => u * v).ToArray()).ToArray())[0].Sum());
        Check("state[]", (x, d) => Ad.Scan(d.Rows, x, (rows, v) => rows)[1][0].Sum(v => v * x[0]));
        Check("state[]", (x, d) => Ad.Iterate(2, new[] { x, x }, rows => d.Rows)[0].Sum());
        Check("state.P", (x, d) => Ad.Iterate(2, d.Body, body => new Body(body.P, body.E * x[0])).E);
        Check("state[]", (x, d) => Ad.Iterate(2, d.Bodies, bodies => bodies)[0].E * x[0]);
        Check("state[].P", (x, d) => Ad.Iterate(2, d.Bodies, bodies => bodies)[0].E * x[0], data with { Bodies = [data.Body] });
        Check("state", (x, d) => Ad.Iterate(2, d.Body, body => new Body(x, x[0])).E, data with { Body = null! });
        Check("state", (x, d) => Ad.Iterate(2, d.Matrix, m => m)[0, 0] * x[0]);
        Check("state", (x, d) => Ad.Iterate(2, d.Rows[1], row => row).Length * x[0]);
        Check("state", (x, d) => Ad.Iterate(3, x, (row, i) => i == 1 ? d.Rows[1] : x).Sum());

        void Check(string name, Expression<Func<double[], Data, double>> loss, Data? at = null)
        {
            foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
            {
                var exception = Assert.Throws<NullReferenceException>(() => Grad.ValueAndGradient(loss, new GradOptions { FloatMode = mode })(s_x, at ?? data));
                Assert.Equal(
                    $"`{name}` is null, in a lambda that is differentiated. The state of a loop has all numbers of the arrays and objects in it, also those that nothing reads. Put an empty array or an object in its place, or leave it out of the state.",
                    exception.Message);
            }
        }
    }

    [Fact]
    public void What_steps_would_throw_is_thrown_where_they_run()
    {
        var gradient = Grad.Gradient((double[] x, int n) => Ad.Iterate(n, x, (h, k) => h.Select((v, i) => v * h[i + k]).ToArray()).Sum());
        gradient(s_x, 0);
        gradient(s_x, 1);
        Assert.Throws<IndexOutOfRangeException>(() => gradient(s_x, 2));
        var dividing = Grad.Gradient((double[] x, int[] k) => k.Aggregate(x, (h, d) => h.Select(v => v * (6 / d)).ToArray()).Sum());
        Assert.Equal([6.0, 6], dividing([1.0, 2.0], [2, 3]));
        Assert.Equal([1.0, 1], dividing([1.0, 2.0], []));
        Assert.Equal([], dividing([], [0]));
        Assert.Throws<DivideByZeroException>(() => dividing([1.0], [2, 0]));
    }

    [Fact]
    public void Calls_run_as_often_as_in_CSharp()
    {
        var calls = new List<int>();
        Func<int, double> called = i =>
        {
            calls.Add(i);
            return i;
        };
        Expression<Func<double[], int, double>> loss = (x, n) => Ad.Iterate(n, x, (h, k) => h.Select((v, i) => v * called(10 * k + i)).ToArray()).Sum(v => v * v);
        var expected = loss.Compile()(s_x[..3], 3);
        int[] order = [.. calls];
        calls.Clear();
        Assert.Equal(expected, Grad.ValueAndGradient(loss, new GradOptions { FloatMode = FloatMode.Strict })(s_x[..3], 3).Value);
        Assert.Equal(order, calls);
    }

    [Fact]
    public void Nothing_is_allocated_in_steady_state()
    {
        var net = Grad.Compile<InPlaceOfNet>((double[,] w, double[] u, double[] xs, double[] h0) =>
            xs.Aggregate(h0, (h, x) => Enumerable.Range(0, h.Length).Select(r => Math.Tanh(Enumerable.Range(0, h.Length).Sum(c => w[r, c] * h[c]) + u[r] * x)).ToArray()).Sum(v => v * v));
        var bodies = Grad.Compile<InPlace>((double[] x, int n) => Ad.Let(
            Ad.Iterate(n, new { P = x, V = x, E = 0.0 }, s => new { P = s.P.Zip(s.V, (p, v) => p + v).ToArray(), V = s.V.Select(v => Math.Sin(v)).ToArray(), E = s.E + s.P[0] }), s => s.P.Sum() * s.E));
        var (w, dw) = (new double[9, 9], new double[9, 9]);
        var (x, dx) = (Sample.Numbers(9), new double[9]);
        for (var i = 0; i < 3; i++)
        {
            net(w, x, x, x, dw);
            bodies(x, 7, dx);
        }

        Allocations.AssertNone(() =>
        {
            net(w, x, x, x, dw);
            bodies(x, 7, dx);
        });
    }

    [Fact]
    public void Along_directions()
    {
        Expression<Func<double[], double[], double>> loss = (x, xs) => Ad.Let(
            xs.Aggregate(new { H = x, S = 1.0 }, (s, v) => new { H = s.H.Select((h, i) => Math.Tanh(h * v + s.H[(i + 1) % 5])).ToArray(), S = s.S * Math.Cos(s.H[0]) }), s => s.H.Sum(h => h * h) * s.S);
        var (gradient, jvp, product) = (Grad.Gradient(loss), Grad.Jvp(loss), Grad.HessianVector(loss));
        double[] direction = [0.3, -1, 0.5, 0.2, 0.7];
        var expected = gradient(s_x, s_x);
        Assert.Equal(expected.Zip(direction, (g, d) => g * d).Sum(), jvp(s_x, direction, s_x).Tangent, 1e-12);
        const double Step = 1e-5;
        double[] Moved(double by) => gradient([.. s_x.Zip(direction, (v, d) => v + by * d)], s_x);
        double[] differences = [.. Moved(Step).Zip(Moved(-Step), (a, b) => (a - b) / (2 * Step))];
        var (_, actual) = product(s_x, direction, s_x);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(differences[i], actual[i], 1e-8);
    }

    [Fact]
    public void Jacobians_of_the_last_state_and_of_all()
    {
        CheckJacobian((x, xs) => xs.Aggregate(x, (h, v) => h.Select((u, i) => Math.Sin(u * v + h[(i + 1) % h.Length])).ToArray()));
        CheckJacobian((x, xs) => Ad.Scan(x, xs, (h, v) => h.Select((u, i) => Math.Sin(u * v + h[(i + 1) % h.Length])).ToArray()).Select(h => h.Sum(u => u * u)).ToArray());
        CheckJacobian((x, xs) => Enumerable.Range(0, x.Length).Select(j => Ad.Scan(x, xs, (h, v) => h.Select((u, i) => Math.Sin(u * v + h[(i + 1) % h.Length])).ToArray())[2][j]).ToArray());
    }

    private static void CheckJacobian(Expression<Func<double[], double[], double[]>> function)
    {
        var run = function.Compile();
        var jacobian = Grad.Jacobian(function)(s_x[..3], s_x);
        const double Step = 1e-6;
        for (var j = 0; j < 3; j++)
        {
            double[] Moved(double by) => run([.. s_x[..3].Select((v, k) => k == j ? v + by : v)], s_x);
            var (above, below) = (Moved(Step), Moved(-Step));
            for (var i = 0; i < above.Length; i++) Assert.Equal((above[i] - below[i]) / (2 * Step), jacobian[i, j], 1e-7);
        }
    }

    [Fact]
    public void A_derivative_is_no_expression_yet() => Assert.Contains(
        Assert.Throws<DifferentiationException>(() => Grad.Derivative((double[] x) => Ad.Iterate(3, x, h => h.Select(v => v * v).ToArray()).Sum(), "x")).Errors, error => error.Id == "EG3022");

    [Fact]
    public void Reports_show_the_rows()
    {
        var report = Grad.Report(Grad.Compile<InPlaceOfNet>(
            (double[,] w, double[] u, double[] xs, double[] h0) => xs.Aggregate(h0, (h, x) => Enumerable.Range(0, h0.Length)
                .Select(r => Math.Tanh(Enumerable.Range(0, h0.Length).Sum(c => w[r, c] * h[c]) + u[r] * x)).ToArray()).Sum(v => v * v),
            new GradOptions { VectorBits = 512 }));
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Report.RecurrentNet.txt", $"{report.SourceText}\n\n{report.Graph}\n{report.Schedule}");
    }
}
