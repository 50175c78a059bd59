using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Emission;

/// <summary>Floats in loops that compute in double: data, what is computed of them as floats, and doubles that are rounded to floats; they are held by the lanes of doubles.</summary>
public sealed class FloatsAmongDoublesTests
{
    private static readonly int[] s_lengths = [0, 1, 2, 7, 8, 9, 31, 33, 67];

    private static readonly Dictionary<string, Expression<Func<double[], float[], float[,], int[], double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["data"] = (w, x, m, at) => Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(w[0] * x[i]) * w[1]),
        ["data in another order"] = (w, x, m, at) => Enumerable.Range(0, x.Length / 2).Sum(i => Math.Sin(w[0] * x[2 * i] + w[2] * x[x.Length - 1 - i])),
        ["data at indices"] = (w, x, m, at) => at.Sum(k => Math.Exp(-w[1] * x[k]) * w[0]),
        ["rows"] = (w, x, m, at) => Enumerable.Range(0, m.GetLength(0)).Sum(i => Math.Tanh(Enumerable.Range(0, 3).Sum(j => w[j] * m[i, j]) - x[i])),
        ["sums and products"] = (w, x, m, at) => x.Sum(v => Math.Cos(w[0] * ((v - 0.1f) * (v * 1.7f) / 3f + -v))),
        ["sums of data and weights"] = (w, x, m, at) => x.Zip(at, (v, k) => (double)(x[k] + v * 0.3f) * w[1] * w[1]).Sum(),
        ["where"] = (w, x, m, at) => x.Where(v => v > 0.1f).Sum(v => Math.Log(v) * w[0] * w[2]),
        ["choices"] = (w, x, m, at) => x.Sum(v => Math.Exp(w[0] * (v < 0 ? -0.5f * v : v == 0.5f ? 2 : v))),
        ["not finite"] = (w, x, m, at) => x.Sum(v => float.IsNaN(v * 0f / v) ? w[0] : float.IsFinite(v / 0.25f) ? w[1] * w[1] * v : w[2]),
        ["rounded"] = (w, x, m, at) => x.Sum(v => (float)Math.Sin(w[0] * v) * w[1] + (float)(w[2] * w[2]) * v),
        ["rounded sums"] = (w, x, m, at) => x.Sum(v => (double)((float)Math.Sqrt(w[0] * w[0] + v * v) * v - 0.3f)),
        ["integers"] = (w, x, m, at) => Enumerable.Range(0, x.Length).Sum(i => w[1] * w[0] * ((float)i * 0.1f + (float)(at[i] * 16_777_217) * x[i])),
        ["stopped"] = (w, x, m, at) => x.Sum(v => Ad.StopGradient((float)Math.Exp(w[1])) * v * w[1]),
        ["one weight for all"] = (w, x, m, at) => Ad.Let((float)w[0], a => x.Sum(v => Math.Sin(a * v) * w[1])),
        ["shared by two loops"] = (w, x, m, at) => Ad.Let(x.Select(v => v * v + 0.5f).ToArray(), y => y.Sum(v => Math.Exp(-v * w[0])) * y.Sum(v => v * w[1])),
        ["sums of rows"] = (w, x, m, at) => Enumerable.Range(0, m.GetLength(0)).Sum(i => Math.Exp(-w[2] * Enumerable.Range(0, 3).Sum(j => m[i, j] * x[i])) * w[0]),
        ["extremes"] = (w, x, m, at) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, 3).Max(j => w[j] * m[i, j])),
    };

    private delegate double ValueAndGradient(double[] w, float[] x, float[,] m, int[] at, Span<double> dw);

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_way_to_run_gives_the_gradient_of_the_tape(string name)
    {
        var loss = s_losses[name];
        var (tape, plain) = (Tape.Compile<ValueAndGradient>(loss), loss.Compile());
        var ways = LanesUnderTest.Ways.Select(way => (way, Grad.Compile<ValueAndGradient>(loss, way))).ToList();
        foreach (var length in s_lengths)
        {
            var (w, x, m, at) = Inputs(length);
            var (expected, gradient) = (new double[3], new double[3]);
            var value = tape(w, x, m, at, expected);
            var scale = Math.Max(1, expected.Max(Math.Abs));
            foreach (var (way, function) in ways)
            {
                Array.Fill(gradient, double.NaN);
                var result = function(w, x, m, at, gradient);
                Assert.True(Math.Abs(result - value) <= 1e-6 * Math.Max(1, Math.Abs(value)), $"{name}, {length}, {way}: {result} instead of {value}");
                for (var i = 0; i < 3; i++) Assert.True(Math.Abs(gradient[i] - expected[i]) <= 1e-6 * scale, $"{name}, {length}, {way}: {gradient[i]} instead of {expected[i]} at {i}");
                if (way.FloatMode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(plain(w, x, m, at)), BitConverter.DoubleToInt64Bits(result));
            }
        }
    }

    // Arrays of floats that the loops themselves make are not written in lanes of doubles.
    public static TheoryData<string> InLanes => [.. s_losses.Keys.Where(name => name != "shared by two loops")];

    [Theory]
    [MemberData(nameof(InLanes))]
    public void They_run_in_lanes(string name)
    {
        var schedule = Grad.Report(Grad.Compile<ValueAndGradient>(s_losses[name], new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Contains("in 8 lanes", schedule, StringComparison.Ordinal);
        Assert.DoesNotContain("other numbers of the loop are", schedule, StringComparison.Ordinal);
    }

    // A vector has twice as many of them as of doubles.
    [Fact]
    public void Floats_alone_have_lanes_of_their_own()
    {
        Expression<Func<float, float[], float>> loss = (a, x) => x.Sum(v => v > 0.1f ? a * v : v * v);
        Assert.Contains("in 16 lanes", Grad.Report(Grad.Gradient(loss, new GradOptions { VectorBits = 512 })).Schedule, StringComparison.Ordinal);
    }

    private static (double[] W, float[] X, float[,] M, int[] At) Inputs(int length)
    {
        var random = new Random(length);
        float Next() => (float)(random.NextDouble() * 2.2 - 1.1);
        var x = Enumerable.Range(0, length).Select(i => i % 7 == 3 ? 0.5f : Next()).ToArray();
        var m = new float[length, 3];
        for (var i = 0; i < length; i++) (m[i, 0], m[i, 1], m[i, 2]) = (Next(), Next(), Next());
        return ([0.7, -0.4, 1.3], x, m, [.. Enumerable.Range(0, length).Select(_ => random.Next(length))]);
    }
}
