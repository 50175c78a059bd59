using System.Linq.Expressions;
using System.Runtime.InteropServices;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Emission;

/// <summary>Data in arrays of structs, read in lanes where it is.</summary>
public sealed class StructFieldTests
{
    private readonly record struct Point(double X, double Y);

    private readonly record struct Sample(byte Kind, float Weight, Point At, int Label, bool IsUsed, double Value)
    {
        public double Twice => 2 * Value;
    }

    private record struct Named(string Name, double Value);

    [StructLayout(LayoutKind.Explicit)]
    private struct Overlapping
    {
        [FieldOffset(0)]
        public double Whole;

        [FieldOffset(4)]
        public float Upper;

        [FieldOffset(12)]
        public double Apart;
    }

    private sealed record Data(Sample[] Samples, Point[]? Absent);

    private delegate double Loss(double[] w, (double X, double Y)[] pairs, Data data, int[] k, double[] dw);

    private delegate double OfSpans(double[] w, Span<(double X, double Y)> pairs, ReadOnlySpan<Point> points, double[] dw);

    private delegate double OfPoints(Point[] w, Point[] points, Point[] dw);

    private static readonly Point[] s_captured = [.. Enumerable.Range(0, 19).Select(i => new Point(0.1 * i, 1 - (0.05 * i)))];
    private static readonly Point[]? s_none = null;

    private static readonly Expression<Func<double[], (double X, double Y)[], Data, int[], double>>[] s_losses =
    [
        (w, pairs, data, k) => pairs.Sum(p => Math.Pow(w[0] + (w[1] * p.X) - Math.Sin(p.Y), 2)),
        (w, pairs, data, k) => data.Samples.Sum(s => (s.IsUsed ? s.Weight * w[0] : w[1] * s.At.X) + (s.Label * s.At.Y * s.Kind) + s.Twice + (s.Value * w[2])),
        (w, pairs, data, k) => data.Samples.Where(s => s.Value > 0.3).Sum(s => Math.Exp(w[0] * s.At.X) * s.Weight),
        (w, pairs, data, k) => k.Sum(i => pairs[i % pairs.Length].X * w[i % w.Length]),
        (w, pairs, data, k) => Enumerable.Range(0, pairs.Length).Sum(i => Enumerable.Range(0, i).Sum(j => Math.Sqrt(1 + Math.Pow(pairs[i].X - pairs[pairs.Length - 1 - j].Y, 2)) * w[0])),
        (w, pairs, data, k) => data.Samples.Sum(s => w[s.Label % w.Length] * s.Value),
        (w, pairs, data, k) => s_captured.Zip(pairs, (c, p) => c.X * p.Y * w[1]).Sum() + s_captured.Max(c => c.Y * w[2]),
        (w, pairs, data, k) => k.Sum(i => k.Length > 100 ? data.Absent![i].X : w[0] * i) + (k.Length > 100 ? s_none![0].X : w[1]),
        (w, pairs, data, k) => pairs.Aggregate(w[0], (a, p) => Math.Tanh(a + (p.X * w[1]) - p.Y)),
    ];

    // Where the branch says that there is one, nothing else asks.
    [Fact]
    public void In_a_branch_that_is_not_taken_there_may_be_no_struct()
    {
        Expression<Func<double[], Point[], double>>[] losses =
        [
            (w, points) => 0 < points.Length ? points[0].Y * w[1] : w[0],
            (w, points) => w.Sum(v => points.Length > 2 ? points[2].X * v : v * v),
            (w, points) => Enumerable.Range(0, w.Length).Sum(i => i < points.Length ? points[i].X + w[i] : w[i] * w[i]),
            (w, points) => w.Sum(v => v > 0 && 1 < points.Length ? points[1].X * points[0].Y * v : v),
        ];
        foreach (var loss in losses)
        {
            var plain = loss.Compile();
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.ValueAndGradient(loss, options);
                foreach (var length in new[] { 0, 1, 2, 3, 21 })
                {
                    var (w, points) = (new[] { 0.3, -0.2, 0.7, 1.1, 0.9, -1.3, 0.4, 2.2, 0.1 }, s_captured.Concat(s_captured).Take(length).ToArray());
                    var (value, gradient) = compiled(w, points);
                    Assert.Equal(plain(w, points), value, 1e-12);
                    Assert.Equal(FiniteDifference.Gradient(x => plain(x, points), w), gradient, (a, b) => Math.Abs(a - b) < 1e-6);
                }
            }
        }
    }

    [Fact]
    public void Values_and_gradients_are_those_of_the_lambda()
    {
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var (tape, plain) = (Tape.Compile<Loss>(s_losses[loss]), s_losses[loss].Compile());
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<Loss>(s_losses[loss], options);
                foreach (var count in new[] { 1, 7, 8, 9, 33 })
                {
                    (double X, double Y)[] pairs = [.. Enumerable.Range(0, count).Select(i => ((0.1 * i) - 0.5, 0.7 - (0.2 * (i % 5))))];
                    var data = new Data([.. Enumerable.Range(0, count).Select(i => new Sample((byte)(i % 3), 0.25f * i, new(0.3 * i, -0.1 * i), i, i % 2 == 0, 0.01 * i * i))], null);
                    int[] k = [.. Enumerable.Range(0, count).Select(i => i * 7 % 5)];
                    double[] w = [0.3, -0.2, 0.1, 0.6, -0.5];
                    var (expected, gradient) = (new double[w.Length], new double[w.Length]);
                    var (value, actual) = (plain(w, pairs, data, k), compiled(w, pairs, data, k, gradient));
                    if (options.FloatMode == FloatMode.Strict) Assert.Equal(value, actual);
                    else Assert.Equal(value, actual, 1e-11 * (1 + Math.Abs(value)));
                    tape(w, pairs, data, k, expected);
                    for (var i = 0; i < w.Length; i++)
                        Assert.True(Math.Abs(expected[i] - gradient[i]) < 1e-11 * (1 + expected.Max(Math.Abs)), $"loss {loss}, {count} elements, {options}: {gradient[i]} instead of {expected[i]}");
                }
            }
        }
    }

    [Fact]
    public void Loops_over_them_run_in_lanes()
    {
        foreach (var loss in new[] { s_losses[0], s_losses[2], s_losses[4] })
            Assert.Contains(" in 8 lanes", Grad.Report(Grad.Compile<Loss>(loss, new GradOptions { VectorBits = 512 })).Schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Spans_are_read_as_arrays_are()
    {
        Expression<Func<double[], (double X, double Y)[], Point[], double>> loss = (w, pairs, points) => pairs.Zip(points, (a, b) => Math.Sin(w[0] * a.X) * b.Y).Sum();
        var (spans, plain) = (Grad.Compile<OfSpans>(loss), Grad.Gradient(loss, new GradOptions { VectorBits = 0 }));
        (double X, double Y)[] pairs = [.. Enumerable.Range(0, 21).Select(i => (0.1 * i, 0.2 * i))];
        var gradient = new double[1];
        spans([0.4], pairs, s_captured, gradient);
        Assert.Equal(plain([0.4], pairs, s_captured)[0], gradient[0], 1e-12);
    }

    [Fact]
    public void Blocks_read_any_number_of_arrays()
    {
        // More than could be pinned at once, all captured.
        var a = s_captured;
        var (b, c, d, e, f, g, h, i) = (a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray());
        var (j, k, l, m, n, o, p, q) = (a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray(), a.ToArray());
        Expression<Func<double, double>> loss = x => Enumerable.Range(0, a.Length).Sum(t => Math.Sin(
            x * (a[t].X + b[t].X + c[t].X + d[t].X + e[t].X + f[t].X + g[t].X + h[t].X + i[t].X + j[t].X + k[t].X + l[t].X + m[t].X + n[t].X + o[t].X + p[t].X + q[t].X)));
        var (blocks, whole) = (Grad.Gradient(loss, new GradOptions { Threads = 2, SmallestBlock = 0 }), Grad.Gradient(loss, new GradOptions { VectorBits = 0 }));
        Assert.Equal(whole(0.3), blocks(0.3), 1e-11);
    }

    [Fact]
    public void Structs_with_references_are_read_one_by_one()
    {
        var gradient = Grad.Gradient((double[] w, Named[] data) => data.Sum(d => d.Value * w[0] * d.Value));
        Assert.Equal(14, gradient([2], [new("a", 1), new("b", 2), new("c", 3)])[0], 1e-12);
    }

    [Fact]
    public void A_gradient_is_not_the_data()
    {
        var gradient = Grad.Compile<OfPoints>((Expression<Func<Point[], Point[], double>>)((w, points) => w[0].X * points.Sum(p => p.X * p.Y)));
        var points = s_captured.ToArray();
        Assert.Contains("points", Assert.Throws<ArgumentException>(() => gradient(s_captured, points, points)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_are_those_of_the_runtime()
    {
        Assert.Equal((0, 2), StructLayouts.PlaceOf(typeof((double, double)), [typeof((double, double)).GetField("Item1")!]));
        Assert.Equal((1, 2), StructLayouts.PlaceOf(typeof(Point), [typeof(Point).GetProperty("Y")!]));
        Assert.Equal((1, 6), StructLayouts.PlaceOf(typeof(Overlapping), [typeof(Overlapping).GetField("Upper")!]));
        Assert.Null(StructLayouts.PlaceOf(typeof(Overlapping), [typeof(Overlapping).GetField("Apart")!]));
        Assert.Null(StructLayouts.PlaceOf(typeof(Named), [typeof(Named).GetProperty("Value")!]));
        Assert.Null(StructLayouts.PlaceOf(typeof(Sample), [typeof(Sample).GetProperty("Kind")!]));
        var nested = StructLayouts.PlaceOf(typeof(Sample), [typeof(Sample).GetProperty("At")!, typeof(Point).GetProperty("Y")!]);
        Assert.NotNull(nested);
        var sample = new[] { new Sample(1, 2, new(3, 4), 5, true, 6) };
        Assert.Equal(4, MemoryMarshal.Cast<Sample, double>(sample)[nested.Value.Column]);
        Assert.Equal(MemoryMarshal.Cast<Sample, double>(sample).Length, nested.Value.Columns);
    }
}
