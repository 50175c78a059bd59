using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>States that are arrays, in every width of vectors and in blocks, with lengths that fill vectors and leave some over; and for each lane of a loop around them.</summary>
public sealed class ArrayStateLanesTests
{
    private static readonly Dictionary<string, Expression<Func<double[], double[], int, double>>> s_losses = new(StringComparer.Ordinal)
    {
        ["elements"] = (x, w, n) => Ad.Iterate(n, x, (h, k) => h.Select((v, i) => Math.Sin(v * w[k % 3] + x[i])).ToArray()).Sum(v => v * v),
        ["a recurrent net"] = (x, w, n) => Ad.Iterate(n, x, h => Enumerable.Range(0, h.Length).Select(r => Math.Tanh(h.Select((v, c) => w[(r + c) % 3] * v * 0.3).Sum() + x[r])).ToArray()).Sum(v => v * v),
        ["neighbours"] = (x, w, n) => Ad.Iterate(n, x, h => h.Select((v, i) => v + w[0] * (h[(i + 1) % h.Length] - v) * h[Math.Max(i - 1, 0)]).ToArray()).Sum(v => v * v),
        ["bodies"] = (x, w, n) => Ad.Let(
            Ad.Iterate(n, new { P = x, V = x.Select(v => w[0] * v).ToArray(), T = 0.0 }, s => new
            {
                P = s.P.Zip(s.V, (p, v) => p + 0.1 * v).ToArray(),
                V = s.V.Select((v, i) => v - 0.1 * s.P.Sum(p => Math.Sin(s.P[i] - p)) + s.T * 0.01).ToArray(),
                T = s.T + w[1] * s.V.Sum() * 0.1,
            }),
            s => s.P.Sum(p => p * p) * s.T + s.V.Sum()),
        ["all states"] = (x, w, n) => Ad.Scan(x, Enumerable.Range(0, n), (h, k) => h.Select(v => Math.Tanh(v * w[k % 3]) + 0.1 * v).ToArray()).Sum(h => h.Sum(v => v * v) * h.Length),
        ["for each lane"] = (x, w, n) => x.Sum(v => Ad.Iterate(n, w, (h, k) => h.Select((u, i) => Math.Tanh(u * v + h[(i + k) % 3])).ToArray()).Sum(u => u * u)),
        ["numbers and arrays for each lane"] = (x, w, n) => x.Sum(v => Ad.Let(
            Ad.Iterate(n, new { A = w, B = v }, s => new { A = s.A.Select(u => Math.Sin(u * s.B) + 0.2).ToArray(), B = s.B * 0.5 + s.A[0] * s.A[2] }), s => s.A.Sum() * s.B)),
        ["written out for each lane"] = (x, w, n) => x.Sum(v => Ad.Iterate(n, new[] { v, w[0], 1.0 }, h => new[] { Math.Sin(h[1] * v), h[0] * w[1] + h[2], h[2] * 0.5 + h[0] * w[2] }).Sum(u => u * u)),
        ["other lengths for each lane"] = (x, w, n) => x.Select((v, j) => Ad.Iterate(n, x.Take(j).ToArray(), h => h.Select((u, i) => Math.Sin(u + v * w[i % 3])).ToArray()).Sum()).Sum(),
        ["branches"] = (x, w, n) => Ad.Iterate(n, x, h => h.Select((v, i) => v > 0.2 ? Math.Log(1 + v) * w[0] : v * v * w[1] + 0.4 * x[i]).ToArray()).Sum(v => v * v),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_width_gives_the_same(string name) => LanesUnderTest.InEveryWidth(s_losses[name], 0, 1, 5);

    [Fact]
    public void Floats_in_every_width()
    {
        Expression<Func<float[], float[], int, float>> loss = (x, w, n) => Ad.Iterate(n, x, (h, k) => h.Select((v, i) => MathF.Sin(v * w[k % 3] + h[h.Length - 1 - i] * 0.3f)).ToArray()).Sum(v => v * v);
        foreach (var width in LanesUnderTest.Widths)
        {
            var agreement = Agreement.Of(loss, GradOptions.Default with { VectorBits = width });
            foreach (var length in LanesUnderTest.Lengths) agreement.At(Array.ConvertAll(Sample.Numbers(length), number => (float)number), new[] { 0.4f, -0.7f, 0.6f }, 4);
        }
    }
}
