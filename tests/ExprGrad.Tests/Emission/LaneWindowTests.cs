using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops in lanes whose iterations add to elements of their neighbours: what comes from other lanes, and from the vector before, is moved to where it belongs.</summary>
public sealed class LaneWindowTests
{
    private static readonly Expression<Func<double[], double>>[] s_lines =
    [
        x => Enumerable.Range(0, Math.Max(0, x.Length - 1)).Sum(i => 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i])),
        x => Enumerable.Range(1, Math.Max(0, x.Length - 2)).Sum(i => Math.Exp(0.1 * (x[i - 1] - 2 * x[i] + x[i + 1]))),
        x => Enumerable.Range(2, Math.Max(0, x.Length - 2)).Sum(i => Math.Abs(x[i] - x[i - 2]) < 0.3 ? x[i] * x[i - 2] : Math.Abs(x[i] - x[i - 2])),
        x => Enumerable.Range(0, Math.Max(0, x.Length - 4)).Sum(i => x[i] * x[i + 1] * x[i + 2] * x[i + 3] * x[i + 4]),
        x => Enumerable.Range(0, Math.Max(0, x.Length - 3)).Sum(i => Math.Sin(x[i] * x[i + 3])),

        // Not the only loop that contributes, and one that runs several times.
        x => x.Sum(a => a * a) + Enumerable.Range(0, Math.Max(0, x.Length - 2)).Sum(i => x[i] * x[i + 2]),
        x => Enumerable.Range(1, 3).Sum(k => Enumerable.Range(0, Math.Max(0, x.Length - 1)).Sum(i => Math.Cos(k * x[i] * x[i + 1]))),

        // The first of the neighbours is not at the loop's index.
        x => Ad.Let(x.Select(a => Math.Sin(a)).ToArray(), y => Enumerable.Range(0, Math.Max(0, y.Length - 2)).Sum(i => y[i + 1] * y[i + 2])),
        x => Enumerable.Range(1, 3).Sum(k => Enumerable.Range(0, Math.Max(0, x.Length - 3)).Sum(i => Math.Cos(k * x[i + 1] * x[i + 3]))),

        // Elements of an array that another loop makes, and of states.
        x => Ad.Let(x.Select(a => Math.Sin(a)).ToArray(), y => Enumerable.Range(0, Math.Max(0, y.Length - 2)).Sum(i => (y[i] - y[i + 1]) * (y[i + 1] - y[i + 2]))),
        x => Enumerable.Range(0, 3).Aggregate(x, (u, t) => Enumerable.Range(0, u.Length).Select(i => i == 0 || i == u.Length - 1 ? u[i] : u[i] + (0.1 * (u[i - 1] - (2 * u[i]) + (u[i + 1] * u[i])))).ToArray()).Sum(a => a * a),
    ];

    private static readonly Expression<Func<double[,], double>>[] s_planes =
    [
        x => Enumerable.Range(1, Math.Max(0, x.GetLength(0) - 2)).Sum(i => Enumerable.Range(1, Math.Max(0, x.GetLength(1) - 2)).Sum(j =>
            Math.Pow(x[i - 1, j] + x[i + 1, j] + x[i, j - 1] + x[i, j + 1] - (4 * x[i, j]), 2))),
        x => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - 1)).Sum(i => Enumerable.Range(0, Math.Max(0, x.GetLength(1) - 1)).Sum(j =>
            Math.Sqrt(1e-3 + ((x[i + 1, j] - x[i, j]) * (x[i + 1, j] - x[i, j])) + ((x[i, j + 1] - x[i, j]) * (x[i, j + 1] - x[i, j]))))),

        // Down the columns, and with a row that another number tells.
        x => Enumerable.Range(0, x.GetLength(1)).Sum(j => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - 1)).Sum(i => x[i, j] * x[i + 1, j])),
        x => Enumerable.Range(0, x.GetLength(0)).Sum(i => Enumerable.Range(0, Math.Max(0, x.GetLength(1) - 2)).Sum(j => x[i / 2, j] * x[i / 2, j + 1] * x[i, j + 2])),

        // The same element twice, once through a branch.
        x => Enumerable.Range(0, x.GetLength(0)).Sum(i => Enumerable.Range(0, Math.Max(0, x.GetLength(1) - 1)).Sum(j => (j > 3 ? x[i, j + 1] : 1) * x[i, j + 1] * x[i, j])),
    ];

    private delegate double OfLine(double[] x, double[] dx);

    private delegate float OfFloats(float[] x, float[] dx);

    private delegate double OfPlane(double[,] x, double[,] dx);

    [Fact]
    public void Elements_of_a_line_get_what_all_lanes_contribute()
    {
        for (var loss = 0; loss < s_lines.Length; loss++)
        {
            var tape = Tape.Compile<OfLine>(s_lines[loss]);
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<OfLine>(s_lines[loss], options);
                var added = Grad.Compile<OfLine>(s_lines[loss], options with { GradientMode = GradientMode.Accumulate });
                foreach (var length in (int[])[0, 1, 2, 3, 5, 8, 9, 10, 17, 33, 41, 78])
                {
                    double[] x = [.. Enumerable.Range(0, length).Select(i => Math.Sin(i * 1.3) + 0.2)];
                    var (expected, gradient, total) = (new double[length], Enumerable.Repeat(double.NaN, length).ToArray(), Enumerable.Range(0, length).Select(i => (double)i).ToArray());
                    var value = tape(x, expected);
                    Assert.Equal(value, compiled(x, gradient), 1e-11 * (1 + Math.Abs(value)));
                    added(x, total);
                    var largest = expected.Select(Math.Abs).Append(1).Max();
                    for (var i = 0; i < length; i++)
                    {
                        Assert.True(Math.Abs(expected[i] - gradient[i]) < 1e-12 * largest, $"loss {loss}, {length} numbers, {options}: {gradient[i]} instead of {expected[i]} at {i}");
                        Assert.True(Math.Abs(expected[i] + i - total[i]) < 1e-12 * (largest + length), $"loss {loss}, {length} numbers, {options}: {total[i]} instead of {expected[i]} and {i} at {i}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Elements_of_a_plane_get_what_all_lanes_contribute()
    {
        for (var loss = 0; loss < s_planes.Length; loss++)
        {
            var tape = Tape.Compile<OfPlane>(s_planes[loss]);
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<OfPlane>(s_planes[loss], options);
                foreach (var (rows, columns) in new[] { (0, 0), (1, 4), (4, 1), (3, 3), (2, 9), (5, 8), (4, 19), (21, 3), (3, 70) })
                {
                    var (x, expected, gradient) = (new double[rows, columns], new double[rows, columns], new double[rows, columns]);
                    for (var i = 0; i < x.Length; i++) x[i / columns, i % columns] = Math.Cos(i * 0.7) + (0.01 * i);
                    var value = tape(x, expected);
                    Assert.Equal(value, compiled(x, gradient), 1e-11 * (1 + Math.Abs(value)));
                    var largest = expected.Cast<double>().Select(Math.Abs).Append(1).Max();
                    for (var i = 0; i < x.Length; i++)
                    {
                        var (e, g) = (expected[i / columns, i % columns], gradient[i / columns, i % columns]);
                        Assert.True(Math.Abs(e - g) < 1e-12 * largest, $"loss {loss}, {rows} x {columns}, {options}: {g} instead of {e} at {i}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Floats_are_moved_as_well()
    {
        Expression<Func<float[], float>> loss = x => Enumerable.Range(1, Math.Max(0, x.Length - 2)).Sum(i => (x[i - 1] - (2 * x[i]) + x[i + 1]) * x[i + 1]);
        var tape = Tape.Compile<OfFloats>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<OfFloats>(loss, options);
            foreach (var length in (int[])[0, 1, 2, 3, 4, 15, 16, 17, 18, 50, 133])
            {
                float[] x = [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i * 1.3f))];
                var (expected, gradient) = (new float[length], new float[length]);
                tape(x, expected);
                compiled(x, gradient);
                Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) < 2e-6);
            }
        }
    }

    [Fact]
    public void In_strict_mode_each_element_has_the_same_bits_in_every_width()
    {
        foreach (var loss in s_lines)
        {
            var one = Grad.Compile<OfLine>(loss, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = 0 });
            foreach (var width in LanesUnderTest.Widths)
            {
                var compiled = Grad.Compile<OfLine>(loss, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = width });
                double[] x = [.. Enumerable.Range(0, 61).Select(i => Math.Sin(i * 1.3) + 0.2)];
                var (expected, gradient) = (new double[61], new double[61]);
                one(x, expected);
                compiled(x, gradient);
                Assert.Equal(expected, gradient, (a, b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b));
            }
        }
    }

    [Fact]
    public void In_strict_mode_sums_in_an_array_are_those_of_the_lambda()
    {
        // To the same element by several iterations, in the order of their loops: all of an iteration before any of the next one.
        Expression<Func<double[], int[], double>>[] sums =
        [
            (x, k) => Ad.ScatterAdd(x.Length + 2, Enumerable.Range(0, x.Length).SelectMany(i => Enumerable.Range(0, 3).Select(j => ValueTuple.Create(i + j, x[i])))).Sum(v => v * v),
            (x, k) => Ad.ScatterAdd(x.Length + 2, Enumerable.Range(0, x.Length).SelectMany(i => Enumerable.Range(0, 3).Select(j => ValueTuple.Create(i + 2 - j, x[i])))).Sum(v => v * v),
            (x, k) => Ad.ScatterAdd(3, Enumerable.Range(0, x.Length).Select(i => ValueTuple.Create(k[i], x[i]))).Sum(v => v * v),
            (x, k) => Ad.ScatterAdd(3, Enumerable.Range(0, x.Length).SelectMany(i => new[] { ValueTuple.Create(k[i], x[i]), ValueTuple.Create(i % 3, x[i] * 3) })).Sum(v => v * v),
            (x, k) => Ad.ScatterAdd(x.Length, Enumerable.Range(0, x.Length).SelectMany(i => k.Select(j => ValueTuple.Create(i, x[i] * j)))).Sum(v => v * v),
        ];
        var random = new Random(7);
        foreach (var sum in sums)
        {
            var plain = sum.Compile();
            foreach (var width in LanesUnderTest.Widths)
            {
                var compiled = Grad.ValueAndGradient(sum, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = width });
                for (var i = 0; i < 30; i++)
                {
                    double[] x = [.. Enumerable.Range(0, 19).Select(_ => random.NextDouble() * Math.Pow(10, random.Next(4)))];
                    int[] k = [.. Enumerable.Range(0, 19).Select(_ => random.Next(3))];
                    Assert.Equal(BitConverter.DoubleToInt64Bits(plain(x, k)), BitConverter.DoubleToInt64Bits(compiled(x, k).Value));
                }
            }
        }
    }

    [Fact]
    public void A_gradient_that_is_handed_on_is_made_in_lanes()
    {
        var report = Grad.Report(Grad.Gradient(s_lines[0], new GradOptions { VectorBits = 512 }));
        Assert.Contains("in 8 lanes, the rest one at a time", report.Schedule, StringComparison.Ordinal);
        Assert.Contains(".Across(", report.Code, StringComparison.Ordinal);

        // Four are more than two lanes have.
        Assert.Contains("one at a time: its iterations hand on more elements of a gradient than a vector has", Grad.Report(Grad.Gradient(s_lines[3], new GradOptions { VectorBits = 128 })).Schedule, StringComparison.Ordinal);
    }
}
