using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Gradients with respect to arrays of containers, in the shape of the input.</summary>
public sealed class ContainerArrayTests
{
    private record struct Particle(double X, double Y, double Mass);

    private sealed record Point(double X, double Y);

    private sealed record Labelled<T>(T Value, int Index, bool Flag, string Name);

    private sealed class Layer
    {
        public double[,] W = new double[0, 0];

        public double[] B { get; init; } = [];
    }

    private sealed class Weighted
    {
        public double Scale { get; set; }

        public double[] Values { get; init; } = [];

        public Point Center { get; set; } = new(0, 0);
    }

    private readonly record struct Segment(Particle From, Particle To);

    private sealed record Team(Particle[] Players, double Bonus);

    private sealed class Model
    {
        public Layer[] Layers { get; init; } = [];

        public (double Re, double Im)[] Z { get; init; } = [];

        public double Rate { get; set; }
    }

    private struct Plain
    {
        public float A;
        public int N;
        public float B;
    }

    [Fact]
    public void Record_structs()
    {
        var f = Agreement.Of((Particle[] particles) => particles.Sum(p => p.Mass * ((p.X * p.X) + Math.Exp(p.Y))));
        foreach (var count in new[] { 3, 0, 1, 8, 37 }) f.At(Particles(count));
    }

    [Fact]
    public void Pairs_of_particles()
    {
        var f = Agreement.Of((Particle[] ps) => Enumerable.Range(0, ps.Length).Sum(i => Enumerable.Range(0, i).Sum(j =>
            ps[i].Mass * ps[j].Mass / Math.Sqrt(((ps[i].X - ps[j].X) * (ps[i].X - ps[j].X)) + ((ps[i].Y - ps[j].Y) * (ps[i].Y - ps[j].Y)) + 0.1))));
        foreach (var count in new[] { 3, 0, 1, 20 }) f.At(Particles(count));
    }

    [Fact]
    public void Tuples()
    {
        Agreement.Check(((double Re, double Im)[] z) => z.Sum(c => (c.Re * c.Re) - (c.Im * c.Re)) * z[1].Im, new[] { (0.5, 1.5), (2.0, -0.5), (0.1, 0.2) });
        Agreement.Check(((double A, double[] B)[] ts) => ts.Sum(t => t.A * t.B.Sum(v => v * v)), new[] { (0.5, Sample.Numbers(2)), (2.0, Sample.Numbers(0)), (0.7, Sample.Numbers(3)) });
    }

    [Fact]
    public void Objects()
    {
        var f = Agreement.Of((Point[] points) => points.Sum(p => p.X * p.Y * p.Y) + points.Length);
        foreach (var count in new[] { 3, 0, 1, 19 }) f.At(Points(count));
    }

    [Fact]
    public void Objects_with_arrays()
    {
        var net = new[] { Layers(2, 3), Layers(4, 2), Layers(1, 4) };
        Agreement.Check(
            (Layer[] net) => net.Sum(l => Enumerable.Range(0, l.B.Length).Sum(i => Math.Tanh(l.B[i] + Enumerable.Range(0, l.W.GetLength(1)).Sum(j => l.W[i, j] * l.W[i, j])))), net);
        Agreement.Check(
            (Layer[] net, double[] x) => Ad.Let(
                net[0].B.Select((b, i) => Math.Tanh(b + Enumerable.Range(0, x.Length).Sum(j => net[0].W[i, j] * x[j]))).ToArray(),
                h => net[1].B.Select((b, i) => Math.Tanh(b + Enumerable.Range(0, h.Length).Sum(j => net[1].W[i, j] * h[j]))).Sum()) * net[2].W[0, 3],
            net, Sample.Numbers(3));
    }

    [Fact]
    public void Objects_with_everything()
    {
        var ws = new[] { Weighted1(2, 3), Weighted1(0.5, 0), Weighted1(-1, 5) };
        Agreement.Check((Weighted[] ws) => ws.Sum(w => w.Scale * w.Values.Sum(v => v * v) * w.Center.X) + ws[2].Center.Y * ws[0].Scale, ws);
    }

    [Fact]
    public void Structs_in_structs() => Agreement.Check(
        (Segment[] segments) => segments.Sum(s => (s.To.X - s.From.X) * (s.To.X - s.From.X) * s.From.Mass), Enumerable.Range(0, 5).Select(i => new Segment(Particles(5)[i], Particles(7)[i + 2])).ToArray());

    [Fact]
    public void Arrays_of_containers_in_containers_in_arrays()
    {
        var teams = new[] { new Team(Particles(3), 0.5), new Team([], 2), new Team(Particles(2), -1) };
        Agreement.Check((Team[] teams) => teams.Sum(t => t.Bonus * t.Players.Sum(p => p.X * p.Y * p.Mass)), teams);
        Agreement.Check((Team[] teams) => teams[0].Players[1].X * teams[2].Players[0].Mass * teams[1].Bonus + teams.SelectMany(t => t.Players).Sum(p => p.X * p.X), teams);
    }

    [Fact]
    public void Arrays_of_containers_in_objects()
    {
        var model = new Model { Layers = [Layers(2, 3), Layers(1, 2)], Z = [(1, 2), (3, 4)], Rate = 0.5 };
        Agreement.Check((Model m) => m.Layers.Sum(l => l.B.Sum(b => b * b) * l.W[0, 1]) * m.Rate + m.Z.Sum(z => z.Re * z.Im * m.Rate), model);
    }

    [Fact]
    public void Jagged_and_rectangular_arrays()
    {
        Agreement.Check((Point[][] rows) => rows.Sum(row => row.Sum(p => p.X * p.Y * row.Length)) * rows[0][1].X, new[] { Points(2), Points(0), Points(11) });
        var grid = new Particle[2, 3];
        for (var i = 0; i < 6; i++) grid[i / 3, i % 3] = Particles(6)[i];
        Agreement.Check((Particle[,] grid) => Enumerable.Range(0, 2).Sum(i => Enumerable.Range(0, grid.GetLength(1)).Sum(j => grid[i, j].X * grid[1 - i, j].Y * grid[i, j].Mass)), grid);
    }

    [Fact]
    public void Data_beside_the_numbers()
    {
        var samples = new[] { new Labelled<double>(0.5, 2, true, "a"), new Labelled<double>(1.5, 0, false, "b"), new Labelled<double>(-2, 1, true, "c") };
        Agreement.Check((Labelled<double>[] ss) => ss.Sum(s => s.Flag ? s.Value * s.Value * ss[s.Index].Value : s.Value * s.Index), samples);
        var gradient = Grad.Gradient((Labelled<double>[] ss) => ss.Sum(s => s.Value * s.Value))(samples);
        Assert.Equal(new Labelled<double>(3, 0, false, "b"), gradient[1]);
        Agreement.Check((Plain[] ps) => ps.Sum(p => p.A * p.B * p.N), new[] { new Plain { A = 1, B = 2, N = 3 }, new Plain { A = 0.5f, B = -2, N = 1 } });
    }

    [Fact]
    public void Chosen_and_gathered_elements()
    {
        Agreement.Check((Particle[] ps, int[] at) => at.Sum(i => ps[i].X * ps[at[0]].Y) + (ps[0].X > 0 ? ps[1] : ps[2]).Mass, Particles(4), new[] { 1, 3, 1, 0 });
        Agreement.Check((Point[] ps, int[] at) => at.Sum(i => ps[i].X * ps[at[0]].Y), Points(4), new[] { 4 });
        Agreement.Check((Point[] ps) => ps[3].X, Points(3));
        Agreement.Check((Point[] ps) => ps.Where(p => p.X > 0).Sum(p => p.X * p.Y) + ps.MaxBy(p => p.Y)!.X + ps.First().X + ps.Last().Y + ps.Reverse().Skip(1).First().X, Points(6));
        Agreement.Check((Point[] ps) => ps.Zip(ps.Skip(1), (a, b) => a.X * b.Y).Sum() + ps.Select((p, i) => p.X * p.X * i).Max(), Points(6));
        Agreement.Check((Point[] ps) => ps.Aggregate(1.0, (s, p) => Math.Sin(s * p.X) + p.Y), Points(5));
        Agreement.Check((Layer[] net, int k) => (k > 0 ? net[0].B : net[1].B).Sum(b => b * b), new[] { Layers(2, 3), Layers(3, 1) }, 1);
    }

    [Fact]
    public void Singles() => Agreement.Check(
        ((float A, float[] B)[] ts) => ts.Sum(t => t.A * t.B.Sum(v => v * v)), new[] { (0.5f, Sample.Singles(2)), (2f, Sample.Singles(3)) });

    [Fact]
    public void The_gradient_is_a_new_array_of_new_containers()
    {
        Point[] points = [new(2, 3), new(4, 5)];
        var gradient = Grad.Gradient((Point[] ps) => ps.Sum(p => p.X * p.Y))(points);
        Assert.Equal([new Point(3, 2), new Point(5, 4)], gradient);
        Assert.Equal([new Point(2, 3), new Point(4, 5)], points);
    }

    [Fact]
    public void In_place_objects_are_written_and_arrays_stay()
    {
        Layer[] net = [Layers(2, 3)];
        var gradient = Grad.ZerosLike(net);
        var (layer, w, b) = (gradient[0], gradient[0].W, gradient[0].B);
        b[0] = double.NaN;
        Grad.ValueAndGradientInto((Layer[] net) => net[0].W[1, 2] * net[0].B[0])(net, gradient);
        Assert.Same(layer, gradient[0]);
        Assert.Same(w, layer.W);
        Assert.Same(b, layer.B);
        Assert.Equal((net[0].B[0], net[0].W[1, 2], 0), (w[1, 2], b[0], b[1]));
    }

    private delegate double Accumulating(Particle[] ps, Weighted[] ws, Particle[] dps, Weighted[] dws);

    private delegate void Spans(ReadOnlySpan<Particle> ps, Span<Particle> dps);

    [Fact]
    public void Gradients_accumulate()
    {
        Expression<Func<Particle[], Weighted[], double>> lambda = (ps, ws) => ps.Sum(p => p.X * p.Y) + ws.Sum(w => w.Scale * w.Values[1] * w.Center.X);
        var once = Grad.Compile<Accumulating>(lambda);
        var more = Grad.Compile<Accumulating>(lambda, new GradOptions { GradientMode = GradientMode.Accumulate });
        var (ps, ws) = (Particles(3), new[] { Weighted1(2, 3), Weighted1(0.5, 2) });
        var (dps, dws) = (Grad.ZerosLike(ps), Grad.ZerosLike(ws));
        var (twice, dws2) = (Grad.ZerosLike(ps), Grad.ZerosLike(ws));
        once(ps, ws, dps, dws);
        more(ps, ws, twice, dws2);
        more(ps, ws, twice, dws2);
        Assert.Equal(ArgumentLeaves.Of(dps).Select(v => 2 * v), ArgumentLeaves.Of(twice));
        Assert.Equal(ArgumentLeaves.Of(dws).Select(v => 2 * v), ArgumentLeaves.Of(dws2));
        Assert.Equal(2 * ps[1].Y, twice[1].X);
    }

    [Fact]
    public void Structs_in_spans()
    {
        var f = Grad.Compile<Spans>((Particle[] ps) => ps.Sum(p => p.X * p.Y));
        Particle[] ps = Particles(3), dps = new Particle[4];
        f(ps, dps.AsSpan(1));
        Assert.Equal(ps[2].X, dps[3].Y);
        Assert.Throws<ArgumentException>(() => f(ps, dps));
    }

    [Fact]
    public void What_is_missing_or_shared_is_named()
    {
        var f = Grad.ValueAndGradientInto((Point[] ps) => ps.Sum(p => p.X * p.Y));
        var fresh = Grad.Gradient((Point[] ps) => ps.Sum(p => p.X * p.Y));
        Point a = new(1, 2), b = new(3, 4), da = new(8, 9), db = new(8, 9);
        static string? Name<T>(Action call)
            where T : ArgumentException => Assert.Throws<T>(call).ParamName;
        Assert.Equal("ps", Name<ArgumentNullException>(() => fresh(null!)));
        Assert.Equal("ps[1]", Name<ArgumentNullException>(() => fresh([a, null!])));
        Assert.Equal("ps[1]", Name<ArgumentNullException>(() => f([a, null!], [da, db])));
        Assert.Equal("dps", Name<ArgumentNullException>(() => f([a, b], null!)));
        Assert.Equal("dps[0]", Name<ArgumentNullException>(() => f([a, b], [null!, db])));
        Assert.Equal("dps", Name<ArgumentException>(() => f([a, b], [da])));
        Assert.Equal("dps[1]", Name<ArgumentException>(() => f([a, b], [da, b])));
        Assert.Equal("dps[1]", Name<ArgumentException>(() => f([a, b], [da, da])));
        Point[] same = [a, b];
        Assert.Equal("dps", Name<ArgumentException>(() => f(same, same)));
        Assert.Equal(new Point(8, 9), da);
        Assert.Equal(14, f([a, a, b], [da, db, new(0, 0)]) - 2);
        Assert.Equal((new Point(2, 1), new Point(2, 1)), (da, db));
    }

    [Fact]
    public void What_is_missing_or_shared_in_an_element_is_named()
    {
        var f = Grad.ValueAndGradientInto((Weighted[] ws) => ws.Sum(w => w.Scale * w.Values[0] * w.Center.X));
        static string? Name<T>(Action call)
            where T : ArgumentException => Assert.Throws<T>(call).ParamName;
        Weighted[] ws = [Weighted1(1, 2), Weighted1(2, 2)];
        Weighted[] Fresh() => Grad.ZerosLike(ws);
        Weighted[] With(int at, Weighted element)
        {
            var made = Fresh();
            made[at] = element;
            return made;
        }

        Assert.Equal("ws[1].Values", Name<ArgumentNullException>(() => f([ws[0], new Weighted { Values = null! }], Fresh())));
        Assert.Equal("ws[1].Center", Name<ArgumentNullException>(() => f([ws[0], new Weighted { Values = [1], Center = null! }], Fresh())));
        Assert.Equal("dws[0].Values", Name<ArgumentNullException>(() => f(ws, With(0, new Weighted { Values = null! }))));
        Assert.Equal("dws[0].Values", Name<ArgumentException>(() => f(ws, With(0, new Weighted { Values = [1] }))));
        Assert.Equal("dws[1].Center", Name<ArgumentNullException>(() => f(ws, With(1, new Weighted { Values = [1, 2], Center = null! }))));
        Assert.Equal("dws[1].Center", Name<ArgumentException>(() => f(ws, With(1, new Weighted { Values = [1, 2], Center = ws[1].Center }))));
        Assert.Equal("dws[1].Values", Name<ArgumentException>(() => f(ws, With(1, new Weighted { Values = ws[1].Values }))));
        var shared = Fresh();
        shared[1] = new Weighted { Values = shared[0].Values };
        Assert.Equal("dws[1].Values", Name<ArgumentException>(() => f(ws, shared)));
        Assert.Throws<ArgumentNullException>(() => Grad.ZerosLike(new[] { ws[0], null! }));
    }

    [Fact]
    public void Data_may_be_missing_where_it_is_not_read()
    {
        var f = Grad.Gradient((double[] w, Point[] ps, (Point[] Others, double X) more) => w[0] * ps[0].X * more.X + (more.X > 100 ? more.Others[0].X : 0));
        Assert.Equal([6.0], f([5], [new(2, 0), null!], ([null!], 3)));
    }

    [Fact]
    public void In_place_nothing_is_allocated()
    {
        CheckNothingAllocated((Particle[] ps) => ps.Sum(p => Math.Exp(p.X) * p.Y), Particles(20), Particles(3));
        CheckNothingAllocated((Point[] ps) => ps.Sum(p => Math.Exp(p.X) * p.Y), Points(20), Points(3));
        CheckNothingAllocated((Layer[] net) => net.Sum(l => l.B.Sum(b => b * b) * l.W[0, 0]), [Layers(2, 3), Layers(1, 2)]);
        CheckNothingAllocated((Team[] teams) => teams.Sum(t => t.Bonus * t.Players.Sum(p => p.X * p.Y)), [new Team(Particles(3), 1), new Team(Particles(2), 1)]);
    }

    private static void CheckNothingAllocated<P>(Expression<Func<P[], double>> lambda, params P[][] inputs)
    {
        var f = Grad.ValueAndGradientInto(lambda);
        var gradients = inputs.Select(item => Grad.ZerosLike(item)).ToArray();
        for (var i = 0; i < inputs.Length; i++) f(inputs[i], gradients[i]);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < inputs.Length; i++) f(inputs[i], gradients[i]);
        });
    }

    [Fact]
    public void Directions()
    {
        Expression<Func<Point[], double>> lambda = ps => ps.Sum(p => p.X * p.X * p.Y);
        Point[] ps = [new(2, 3), new(4, 5)], direction = [new(1, 0), new(0.5, -1)];
        Assert.Equal((12 * 1) + (40 * 0.5) - 16, Grad.Jvp(lambda)(ps, direction).Tangent, 1e-12);
        var (gradient, product) = Grad.HessianVector(lambda)(ps, direction);
        Assert.Equal([new Point(12, 4), new Point(40, 16)], gradient);
        Assert.Equal([new Point(6, 4), new Point((2 * 5 * 0.5) + (8 * -1), 8 * 0.5)], product);
        Assert.Throws<ArgumentException>("psDot", () => Grad.Jvp(lambda)(ps, direction[..1]));
    }

    [Fact]
    public void What_is_too_short_of_a_direction_is_named()
    {
        var tangent = Grad.Jvp((Layer[] layers) => layers.Sum(l => l.B.Sum(b => b * b)));
        Layer[] layers = [Layers(1, 2), Layers(3, 2)];
        Assert.Equal(2 * (layers[0].B.Sum(b => b * b) + layers[1].B.Sum(b => b * b)), tangent(layers, layers).Tangent, 1e-12);
        Check("layersDot' has length 1, but 'layers' has length 2", [layers[0]]);
        Check("layersDot[1].B' has length 1, but 'layers[1].B' has length 3", [layers[0], new() { W = layers[1].W, B = layers[0].B }]);

        void Check(string text, Layer[] direction) => Assert.StartsWith($"The array '{text}", Assert.Throws<ArgumentException>(() => tangent(layers, direction)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_containers_are_in_lanes()
    {
        var report = Grad.Report(Grad.ValueAndGradientInto((Particle[] ps) => ps.Sum(p => Math.Exp(p.X) * p.Y))).ToString();
        Assert.Contains("gradient ps[].X[i0] = ", report, StringComparison.Ordinal);
        Assert.Contains("each element stored once", report, StringComparison.Ordinal);
    }

    private static Particle[] Particles(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Particle(Sample.Numbers(count + 1)[i], Sample.Numbers(count + 1)[i + 1] * 0.7, 0.5 + (0.1 * i)))];

    private static Point[] Points(int count) => [.. Particles(count).Select(p => new Point(p.X, p.Y))];

    private static Layer Layers(int rows, int columns) => new() { W = Sample.Matrix(rows, columns), B = Sample.Numbers(rows) };

    private static Weighted Weighted1(double scale, int count) => new() { Scale = scale, Values = Sample.Numbers(count), Center = new Point(scale + 1, 0.3) };
}
