using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>States of loops that are arrays, or hold some.</summary>
public sealed class ArrayStateTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly double[,] s_w = { { 0.2, -0.5, 0.3 }, { 0.7, 0.1, -0.4 }, { -0.2, 0.6, 0.5 } };
    private static readonly double[][] s_rows = [[0.3, -0.4], [0.9, 0.2], [-0.5, 0.7]];
    private static readonly double[][] s_jagged = [[0.3, -0.4, 0.8], [0.9], [], [-0.5, 0.7]];

    private sealed record Body(double[] Position, double[] Velocity, double Time);

    private sealed class Model
    {
        public double[] Hidden { get; set; } = [];

        public double Loss { get; set; }
    }

    private readonly record struct Point(double X, double Y);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Recurrent_nets(int count) => Check(
        (double[,] w, double[] xs, int n) => xs.Take(n)
            .Aggregate(new[] { 0.1, 0.2, -0.3 }, (h, x) => Enumerable.Range(0, 3).Select(r => Math.Tanh(Enumerable.Range(0, 3).Sum(c => w[r, c] * h[c]) + x * w[r, 0])).ToArray())
            .Sum(v => v * v),
        s_w, s_x, count);

    [Fact]
    public void Of_the_length_of_an_array() => Check(
        (double[] h0, double[] xs) => xs.Aggregate(h0, (h, x) => h.Select((v, i) => Math.Sin(v * x + h[(i + 1) % h.Length])).ToArray()).Sum(v => v * v), s_x[..3], s_x);

    [Fact]
    public void Of_no_elements() => Check((double[] h0, double[] xs) => xs.Aggregate(h0, (h, x) => h.Select(v => v * x).ToArray()).Sum() + xs[0], Array.Empty<double>(), s_x);

    [Fact]
    public void Zeros_and_written_arrays() => Check(
        (double[] xs, double a) => xs.Aggregate(new double[2], (s, x) => new[] { s[1] * a + x, Math.Sin(s[0]) + x * x }).Sum(v => v * v), s_x, 0.7);

    [Fact]
    public void With_a_result() => Check((double[] xs) => xs.Aggregate(new[] { 1.0, 0.5 }, (s, x) => new[] { s[1], s[0] * x + s[1] }, s => s[0] * s[1]), s_x);

    [Fact]
    public void Of_rows_without_a_seed() => Check((double[][] rows) => rows.Aggregate((a, b) => a.Zip(b, (x, y) => Math.Sin(x) * y + x).ToArray()).Sum(v => v * v), (object)s_rows);

    [Fact]
    public void Of_filters_and_nested_sequences() => Check(
        (double[] xs) => xs.Where(x => x > 0.5).Aggregate(new[] { xs[0], 0.4 }, (s, x) => new[] { s[1] * x, Math.Log(s[1] + x * x) }).Sum(v => v * v)
            + xs.SelectMany((x, i) => xs.Take(i).Select(y => x * y)).Aggregate(xs.Take(2).ToArray(), (s, v) => s.Select(e => Math.Cos(e * v) + e).ToArray())[1],
        s_x);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void Physics(int steps) => Check(
        (double[] p0, double[] v0, int n) => Ad.Let(
            Ad.Iterate(n, new { Pos = p0, Vel = v0 }, s => new
            {
                Pos = s.Pos.Zip(s.Vel, (p, v) => p + 0.1 * v).ToArray(),
                Vel = s.Vel.Select((v, i) => v - 0.1 * s.Pos.Sum(p => Math.Sin(s.Pos[i] - p * 0.5))).ToArray(),
            }),
            s => s.Pos.Sum(p => p * p) + s.Vel[0] * s.Pos[1]),
        s_x[..3], s_x[2..], steps);

    [Fact]
    public void Records_of_arrays_and_numbers() => Check(
        (double[] p0, int n) => Ad.Let(
            Ad.Iterate(n, new Body(p0, p0.Select(p => -p).ToArray(), 0.0), (s, i) => new Body(
                s.Position.Zip(s.Velocity, (p, v) => p + s.Time * v).ToArray(), s.Velocity.Select((v, k) => v * Math.Cos(s.Position[k] + i)).ToArray(), s.Time + 0.1 * s.Position[0])),
            s => s.Position.Sum() * s.Time + s.Velocity.Max()),
        s_x, 4);

    [Fact]
    public void Classes() => Check(
        (double[] xs) => Ad.Let(
            xs.Aggregate(new Model { Hidden = new double[3], Loss = 1.0 }, (m, x) => new Model { Hidden = m.Hidden.Select((h, i) => Math.Sin(h + x * i)).ToArray(), Loss = m.Loss + m.Hidden[1] * x }),
            m => m.Loss * m.Hidden[2]),
        s_x);

    [Fact]
    public void Tuples() => Check(
        (double[] xs, int n) => Ad.Let(
            Ad.Iterate(n, ValueTuple.Create(xs, 1.0, 2), s => ValueTuple.Create(s.Item1.Select(v => v * Math.Sin(s.Item2)).ToArray(), s.Item2 + s.Item1[s.Item3 % 5], (s.Item3 * 3 + 1) % 7)),
            s => s.Item1.Sum(v => v * s.Item2)),
        s_x, 5);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void All_states(int n) => Check(
        (double[] h0, double[] xs, int n) => Ad.Scan(h0, xs.Take(n), (h, x) => h.Select((v, i) => Math.Sin(v + h[0] * x) * (i + 1)).ToArray()).Sum(h => h[0] * h[1] + h.Sum(v => v * v)), s_x[..3], s_x, n);

    [Fact]
    public void All_states_by_index() => Check(
        (double[] h0, double[] xs) => Ad.Let(
            Ad.Scan(h0, xs, (h, x) => h.Select(v => Math.Sin(v + h[1] * x)).ToArray()),
            all => all[0][0] * all[xs.Length][1] + all[2].Sum() * all[3].Max() + all.Skip(1).Zip(all, (after, before) => after.Zip(before, (a, b) => (a - b) * (a - b)).Sum()).Sum() + all.Length),
        s_x[..3], s_x);

    [Fact]
    public void All_states_of_containers() => Check(
        (double[] p0, double[] xs) => Ad.Scan(new { Pos = p0, Energy = 0.5, Count = 0 }, xs, (s, x) => new
        {
            Pos = s.Pos.Select((p, i) => p * Math.Cos(x) + s.Energy * i).ToArray(),
            Energy = s.Energy * 0.9 + s.Pos[s.Count % 2] * x,
            Count = s.Count + 1,
        }).Select((s, i) => s.Pos.Sum(p => p * p) * s.Energy + i * s.Energy).Sum(),
        s_x[..2], s_x);

    [Fact]
    public void In_a_sum_over_sequences() => Check(
        (double[,] w, double[][] sequences) => sequences.Sum(xs => xs
            .Aggregate(new double[3], (h, x) => Enumerable.Range(0, 3).Select(r => Math.Tanh(Enumerable.Range(0, 3).Sum(c => w[r, c] * h[c]) + x)).ToArray())
            .Sum(v => v * v)),
        s_w, s_jagged);

    [Fact]
    public void In_an_array_of_last_states() => Check(
        (double[] w, double[][] sequences) => Ad.Let(
            sequences.Select(xs => xs.Aggregate(w, (h, x) => h.Select((v, i) => Math.Sin(v * x + i)).ToArray())).ToArray(), last => last[1][0] * last[3][1] + last.Sum(h => h.Sum(v => v * v))),
        s_x[..2], s_jagged);

    [Fact]
    public void In_steps() => Check(
        (double[] h0, double[] xs) => xs.Aggregate(h0, (h, x) => Ad.Iterate(2, h, (g, i) => g.Select((v, k) => Math.Sin(v + h[k] * x) * 0.7 + g[(k + i) % 2] * 0.3).ToArray())).Sum(v => v * v), s_x[..2], s_x);

    [Fact]
    public void In_recurrences() => Check(
        (double[] xs) => Ad.Recur(xs.Length, (i, earlier) => i == 0 ? xs[0] : Ad.Iterate(i, new[] { earlier[i - 1], xs[i] }, s => new[] { Math.Sin(s[0] * s[1]), s[0] })[0]).Sum(v => v * v), s_x);

    [Fact]
    public void Recurrences_in_steps() => Check(
        (double[] h0, int n) => Ad.Iterate(n, h0, h => Ad.Recur(h.Length, (i, earlier) => i == 0 ? Math.Sin(h[0]) : earlier[i - 1] * h[i] + h[i - 1])).Sum(v => v * v), s_x[..3], 3);

    [Fact]
    public void In_branches() => Check(
        (double[] xs) => xs.Sum(x => x > 0.5 ? xs.Aggregate(new[] { x, 1.0 }, (s, v) => new[] { s[1], Math.Log(x) * s[0] + v }).Sum() : x * x), s_x);

    [Fact]
    public void Branches_in_steps() => Check(
        (double[] h0, double[] xs) => xs.Aggregate(h0, (h, x) => x > 0.5 ? h.Select(v => v * Math.Log(x)).ToArray() : h).Sum(v => v * v)
            + xs.Aggregate(h0, (h, x) => h.Select(v => v > 0 ? Math.Sqrt(v * x * x) : x).ToArray())[0],
        s_x[..3], s_x);

    [Fact]
    public void Arrays_of_arrays() => Check(
        (double[][] rows, double[] xs) => xs.Aggregate(rows, (m, x) => m.Select((row, i) => row.Select((v, j) => Math.Sin(v + x * m[0][j % 3]) + i).ToArray()).ToArray()).Sum(row => row.Sum(v => v * v)),
        s_jagged, s_x);

    [Fact]
    public void Arrays_of_arrays_that_were_made() => Check(
        (double[] xs, int n) => Ad.Iterate(n, Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, i + 1).Select(j => xs[i] * j + xs[0]).ToArray()).ToArray(),
            m => m.Select((row, i) => row.Select(v => v * m[2][i]).ToArray()).ToArray()).Sum(row => row.Sum()),
        s_x, 3);

    [Fact]
    public void Written_arrays_of_arrays() => Check(
        (double[] xs) => xs.Aggregate(new[] { new[] { xs[0], 0.5 }, new[] { 1.0, xs[1] } }, (m, x) => new[] { new[] { m[1][0] * x, m[0][1] }, new[] { m[0][0], Math.Sin(m[1][1] * x) } }).Sum(row => row[0] * row[1]), s_x);

    [Fact]
    public void Arrays_of_containers() => Check(
        (double[] xs, int n) => Ad.Iterate(n, xs.Select((x, i) => new Point(x, i)).ToArray(), points => points.Select((p, i) => new Point(p.X + 0.1 * p.Y, p.Y - Math.Sin(points[i / 2].X))).ToArray())
            .Sum(p => p.X * p.Y),
        s_x, 3);

    [Fact]
    public void Arrays_of_containers_that_are_data() => Check(
        (double[] xs, Point[] start) => xs.Aggregate(start, (points, x) => points.Select(p => new Point(p.X * x + p.Y, p.Y * Math.Cos(x))).ToArray()).Sum(p => p.X * p.Y), s_x, new[] { new Point(0.3, 0.6), new Point(-0.4, 1.1) });

    [Fact]
    public void Arrays_of_containers_that_are_differentiated() => Check(
        (Point[] start, double[] xs) => xs.Aggregate(start, (points, x) => points.Select((p, i) => new Point(p.X * x + p.Y, p.Y * Math.Cos(points[i / 2].X))).ToArray()).Sum(p => p.X * p.Y),
        new[] { new Point(0.3, 0.6), new Point(-0.4, 1.1) }, s_x);

    [Fact]
    public void Matrices() => Check(
        (double[,] w, double[] xs) => Ad.Let(
            xs.Aggregate(w, (m, x) => Ad.ScatterAdd(3, 3, Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, 3).Select(j => ValueTuple.Create(i, j, Enumerable.Range(0, 3).Sum(k => Math.Sin(m[i, k]) * m[k, j] * x)))))),
            m => m[0, 1] * m[2, 2] + m[1, 0]),
        s_w, s_x[..3]);

    [Fact]
    public void Arrays_of_matrices() => Check(
        (double[] xs) => Ad.Let(
            xs.Select(x => Ad.ScatterAdd(2, 2, new[] { ValueTuple.Create(0, 1, x * x), ValueTuple.Create(1, 0, Math.Sin(x)) })).ToArray(), ms => ms[1][0, 1] * ms[3][1, 0] + ms[0][0, 1]),
        s_x);

    [Fact]
    public void Integers_choose_elements() => Check(
        (double[] xs, int n) => Ad.Iterate(n, new[] { 0, 2, 1 }, order => order.Select((k, i) => (k + order[(i + 1) % 3]) % 5).ToArray()).Sum(k => xs[k] * xs[k]), s_x, 4);

    [Fact]
    public void Integers_beside_numbers() => Check(
        (double[] xs, int n) => Ad.Let(
            Ad.Iterate(n, new { Order = new[] { 0, 2, 1 }, Sum = 0.0 }, s => new { Order = s.Order.Select(k => (k * 2 + 1) % 5).ToArray(), Sum = Math.Sin(s.Sum) + s.Order.Sum(k => xs[k]) }), s => s.Sum * xs[s.Order[1]]),
        s_x, 4);

    [Fact]
    public void Data_alone() => Check((double[] w, double[] h0, int n) => Ad.Iterate(n, h0, h => h.Select(v => v * 0.5 + h[0]).ToArray()).Zip(w, (h, v) => h * v * v).Sum(), s_x, s_x, 3);

    [Fact]
    public void Some_parts_are_not_read() => Check(
        (double[] xs, int n) => Ad.Iterate(n, new { A = xs, B = xs, C = 1.0 }, s => new { A = s.A.Select(v => v * Math.Sin(v)).ToArray(), B = s.A, C = s.C * s.B[0] }).A.Sum(), s_x, 3);

    [Fact]
    public void Handed_on_unchanged() => Check(
        (double[] xs, int n) => Ad.Let(Ad.Iterate(n, new { A = xs, B = new[] { 1.0, 2.0 } }, s => new { s.A, B = new[] { s.B[1] * s.A[0], s.B[0] } }), s => s.A[1] * s.B[0] + s.B[1]), s_x, 3);

    [Fact]
    public void Floats() => Check(
        (float[] h0, float[] xs) => xs.Aggregate(h0, (h, x) => h.Select((v, i) => MathF.Sin(v * x + h[(i + 1) % h.Length])).ToArray()).Sum(v => v * v),
        Array.ConvertAll(s_x[..3], v => (float)v), Array.ConvertAll(s_x, v => (float)v));

    [Fact]
    public void Floats_beside_doubles() => Check(
        (float[] h0, int n) => Ad.Let(
            Ad.Iterate(n, new { A = h0, B = 1.0 }, s => new { A = s.A.Select(v => (float)(v * Math.Cos(s.B))).ToArray(), B = s.B + 0.1 * s.A[0] }), s => s.A.Sum() * (float)s.B),
        Array.ConvertAll(s_x[..3], v => (float)v), 3);

    [Fact]
    public void The_length_is_known_late() => Check(
        (double[] xs) => xs.Aggregate(xs.Where(x => x > 0.5).ToArray(), (h, x) => h.Select((v, i) => Math.Sin(v * x) + i).ToArray()).Sum(v => v * v), s_x);

    [Fact]
    public void Extremes() => Check((double[] xs, double[] h0) => xs.Max(x => Ad.Iterate(3, h0, h => h.Select(v => Math.Sin(v + x)).ToArray()).Max()), s_x, s_x[..3]);

    [Fact]
    public void Of_lengths_that_vary_in_a_scan() => Check(
        (double[] xs, double[][] rows) => Ad.Scan(xs[0], rows.Take(2), (acc, row) => acc * 0.5 + Enumerable.Range(0, 3).Where(i => acc > i).Aggregate(
            new { X = Enumerable.Range(0, row.Length).Select(j => (double)j + 1).ToArray(), Y = acc },
            (s, i) => new { X = Enumerable.Range(0, s.X.Length).Select(k => s.X[k] * acc).ToArray(), Y = s.Y * Math.Atan(s.X[0]) }).Y)[1],
        s_x, s_jagged);

    [Fact]
    public void Of_filters_by_what_is_the_same_in_all_steps() => Check(
        (double[][] rows, int[] k) => rows.Select(row => Enumerable.Range(0, k.Length).Select(i => row[k[i] % row.Length]).ToArray()).Where(row => k[0] > 0)
            .Aggregate(k.Select(i => 1.3).ToArray(), (h, row) => Enumerable.Range(0, h.Length).Select(i => double.IsPositive(row[i]) ? row[i] * h[i] : h[i]).ToArray())[1],
        s_rows, new[] { 1, 0, 1 });

    // A loop in a branch, of which another branch needs the result first; calls keep their loops apart.
    [Fact]
    public void In_steps_in_a_branch_beside_calls()
    {
        Func<int, double> called = i => 0.5 * i;
        Check(
            (double[] xs, int n) => (xs[0] > 0
                ? xs.Take(3).Aggregate((acc, x) => acc * Math.Sin(x / (1.5 + Math.Abs(Ad.Iterate(n, new Body(Enumerable.Repeat(acc, 3).ToArray(), xs, 0.3), s => new Body(s.Position.Select(v => v).ToArray(), s.Velocity, s.Time * 0.5)).Position[1]))))
                : xs[1]) * (xs[1] > 0 ? called(2) / xs[1] : xs[2]),
            s_x, 2);
    }

    private static void Check(LambdaExpression lambda, params object?[] arguments)
    {
        if (arguments.All(argument => argument is not float[])) Tests.Support.Agreement.CheckHessian(lambda, arguments);
        else Tests.Support.Agreement.Check(lambda, arguments);
        var agreement = Agreement.Of(lambda);
        switch (arguments)
        {
            case [var only]:
                agreement.At(only);
                break;
            case [var first, var second]:
                agreement.At(first, second);
                break;
            case [var first, var second, var third]:
                agreement.At(first, second, third);
                break;
        }
    }
}
