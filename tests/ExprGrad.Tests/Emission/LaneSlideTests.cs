using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Convolutions: an inner loop adds to elements that move on, up or down, by one with each of its iterations.</summary>
public sealed class LaneSlideTests
{
    private static readonly Expression<Func<double[], double[], double>>[] s_losses =
    [
        (x, w) => Enumerable.Range(0, Math.Max(0, x.Length - w.Length + 1)).Sum(i => Math.Pow(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + k]), 2)),
        (x, w) => Enumerable.Range(w.Length, Math.Max(0, x.Length - w.Length)).Sum(i => Math.Sin(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i - k]))),
        (x, w) => Enumerable.Range(0, Math.Max(0, x.Length - w.Length + 1)).Sum(i => Math.Cos(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + w.Length - 1 - k]))),

        // One step to the next, two elements in each.
        (x, w) => Enumerable.Range(0, Math.Max(0, x.Length - w.Length)).Sum(i => Enumerable.Range(0, w.Length).Sum(k => Math.Exp(0.1 * w[k] * x[i + k] * x[i + k + 1]))),

        // Two steps at a time, and of each element the one around.
        (x, w) => Enumerable.Range(0, Math.Max(0, (x.Length - w.Length) / 2)).Sum(i => Math.Pow(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[(2 * i) + k]), 2)),
        (x, w) => Enumerable.Range(0, Math.Max(0, x.Length - (2 * w.Length))).Sum(i => Math.Pow(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + (2 * k)]), 2)),

        // For some elements only, and with an inner loop that differs.
        (x, w) => Enumerable.Range(0, x.Length).Sum(i => i + w.Length <= x.Length ? Math.Pow(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + k]), 2) : 0),
        (x, w) => Enumerable.Range(0, x.Length).Sum(i => Math.Pow(Enumerable.Range(0, w.Length).Where(k => i + k < x.Length).Sum(k => w[k] * x[i + k]), 2)),
        (x, w) => Enumerable.Range(0, x.Length).Sum(i => Math.Pow(Enumerable.Range(0, Math.Min(w.Length, x.Length - i)).Sum(k => w[k] * x[i + k]), 2)),

        // Of an array that another loop makes, layer by layer.
        (x, w) => Ad.Let(x.Select(a => Math.Tanh(a)).ToArray(), y => Enumerable.Range(0, Math.Max(0, y.Length - w.Length + 1)).Sum(i => Math.Exp(0.2 * Enumerable.Range(0, w.Length).Sum(k => w[k] * y[i + k])))),
        (x, w) => Enumerable.Range(0, 2).Aggregate(x, (u, t) => Enumerable.Range(0, u.Length).Select(i => Math.Tanh(u[i] + Enumerable.Range(0, Math.Min(w.Length, u.Length - i)).Sum(k => w[k] * u[i + k]))).ToArray()).Sum(a => a * a),
        (x, w) => Ad.Let(Enumerable.Range(0, Math.Max(0, x.Length - w.Length + 1)).Select(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + k]))).ToArray(), y =>
            Enumerable.Range(0, Math.Max(0, y.Length - w.Length + 1)).Sum(i => Math.Pow(Enumerable.Range(0, w.Length).Sum(k => w[w.Length - 1 - k] * y[i + k]), 2))),
    ];

    private static readonly Expression<Func<double[,], double[,], double>>[] s_planes =
    [
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - w.GetLength(0) + 1)).Select(i => Enumerable.Range(0, Math.Max(0, x.GetLength(1) - w.GetLength(1) + 1)).Select(j =>
            Math.Pow(Enumerable.Range(0, w.GetLength(0)).Sum(a => Enumerable.Range(0, w.GetLength(1)).Sum(b => w[a, b] * x[i + a, j + b])), 2)).Sum()).Sum(),

        // The other way round: the inner loop goes down a column.
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - w.GetLength(0) + 1)).Select(i => Enumerable.Range(0, Math.Max(0, x.GetLength(1) - w.GetLength(1) + 1)).Select(j =>
            Math.Pow(Enumerable.Range(0, w.GetLength(1)).Sum(b => Enumerable.Range(0, w.GetLength(0)).Sum(a => w[a, b] * x[i + a, j + b])), 2)).Sum()).Sum(),
    ];

    private delegate double OfLine(double[] x, double[] w, double[] dx, double[] dw);

    private delegate double OfPlane(double[,] x, double[,] w, double[,] dx, double[,] dw);

    private delegate float OfFloats(float[] x, float[] w, float[] dx, float[] dw);

    [Fact]
    public void Elements_of_a_line_get_what_all_lanes_contribute()
    {
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var tape = Tape.Compile<OfLine>(s_losses[loss]);
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<OfLine>(s_losses[loss], options);
                foreach (var (length, weights) in new[] { (0, 0), (3, 0), (3, 1), (2, 3), (9, 1), (9, 2), (17, 5), (40, 9), (47, 19), (80, 3) })
                {
                    double[] x = [.. Enumerable.Range(0, length).Select(i => Math.Sin(i * 1.3) + 0.2)], w = [.. Enumerable.Range(0, weights).Select(i => Math.Cos(i * 0.9))];
                    var (dx, dw, expected, expectedOfWeights) = (new double[length], new double[weights], new double[length], new double[weights]);
                    var value = tape(x, w, expected, expectedOfWeights);
                    Assert.Equal(value, compiled(x, w, dx, dw), 1e-11 * (1 + Math.Abs(value)));
                    var largest = expected.Concat(expectedOfWeights).Select(Math.Abs).Append(1).Max();
                    Assert.True(expected.Concat(expectedOfWeights).Zip(dx.Concat(dw)).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12 * largest), $"loss {loss}, {length} numbers, {weights} weights, {options}");
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
                foreach (var (rows, columns, size) in new[] { (0, 0, 0), (3, 4, 1), (4, 3, 3), (5, 19, 2), (6, 43, 3), (20, 6, 4) })
                {
                    var (x, w) = (new double[rows, columns], new double[size, size]);
                    for (var i = 0; i < x.Length; i++) x[i / columns, i % columns] = Math.Cos(i * 0.7) + (0.01 * i);
                    for (var i = 0; i < w.Length; i++) w[i / size, i % size] = Math.Sin(i);
                    var (dx, dw, expected, expectedOfWeights) = (new double[rows, columns], new double[size, size], new double[rows, columns], new double[size, size]);
                    var value = tape(x, w, expected, expectedOfWeights);
                    Assert.Equal(value, compiled(x, w, dx, dw), 1e-11 * (1 + Math.Abs(value)));
                    double[] all = [.. expected.Cast<double>(), .. expectedOfWeights.Cast<double>()], own = [.. dx.Cast<double>(), .. dw.Cast<double>()];
                    var largest = all.Select(Math.Abs).Append(1).Max();
                    Assert.True(all.Zip(own).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12 * largest), $"loss {loss}, {rows} x {columns}, {size}, {options}");
                }
            }
        }
    }

    [Fact]
    public void Floats_slide_as_well()
    {
        Expression<Func<float[], float[], float>> loss = (x, w) => Enumerable.Range(0, Math.Max(0, x.Length - w.Length + 1)).Sum(i => MathF.Tanh(Enumerable.Range(0, w.Length).Sum(k => w[k] * x[i + k])));
        var tape = Tape.Compile<OfFloats>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<OfFloats>(loss, options);
            foreach (var (length, weights) in new[] { (1, 1), (18, 3), (40, 7), (149, 20) })
            {
                float[] x = [.. Enumerable.Range(0, length).Select(i => 0.3f * MathF.Sin(i * 1.3f))], w = [.. Enumerable.Range(0, weights).Select(i => 0.2f * MathF.Cos(i))];
                var (dx, dw, expected, expectedOfWeights) = (new float[length], new float[weights], new float[length], new float[weights]);
                tape(x, w, expected, expectedOfWeights);
                compiled(x, w, dx, dw);
                Assert.Equal(expected, dx, (a, b) => Math.Abs(a - b) < 1e-5);
                Assert.Equal(expectedOfWeights, dw, (a, b) => Math.Abs(a - b) < 2e-5);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void One_element_of_each_iteration_goes_to_memory(int loss) =>
        Assert.Contains("sliding", Grad.Report(Grad.Compile<OfLine>(s_losses[loss], new GradOptions { VectorBits = 512 })).Code, StringComparison.Ordinal);
}
