using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>The graphs do what C# does.</summary>
public sealed class ValueTests
{
    [Fact]
    public void Nan_and_zeros_in_reductions()
    {
        Behaviour.Check((double[] a, double x) => a.Max() * x + a.Min(), new[] { double.NaN, 1, 2 }, 1.0);
        Behaviour.Check((double[] a, double x) => a.Max() + a.Where(v => double.IsNaN(v)).Max(), new[] { 1, double.NaN, 2 }, 1.0);
        Behaviour.Check((double[] a, double x) => a.Min() + x, new[] { 1, double.NaN, 2 }, 1.0);
        Behaviour.Check((double[] a, double x) => 1 / a.Max() + 1 / a.Min(), new[] { -0.0, 0.0 }, 1.0);
        Behaviour.Check((double[] a, double x) => 1 / a.Sum(), new[] { -0.0, -0.0 }, 1.0);
        Behaviour.Check((double[] a, double x) => a.MaxBy(v => 1 / v) * x, new[] { double.NaN, -1.0, 3.0 }, 1.0);
        Behaviour.Check((double[] a, double x) => a.MinBy(v => v) * x, new[] { 1, double.NaN, -1.0, 3.0 }, 1.0);
        Behaviour.Check((double[] a, double x) => a.Contains(double.NaN) ? x : 1, new[] { 1, double.NaN, -1.0, 3.0 }, 1.0);
        Behaviour.Check((double[] a, double x) => (a.SequenceEqual(a) ? x : 1) + (a.Contains(-0.0) ? 1 : 0), new[] { 1, double.NaN, 0.0, 3.0 }, 2.0);
    }

    [Fact]
    public void Numeric_conversions()
    {
        Behaviour.Check((char c, double x) => (c + 1) * x + (byte)(int)x + (sbyte)c + (short)(x * 1e6) + (uint)c + (ulong)(x * 3), 'x', 300.7);
        Behaviour.Check((double x) => (int)x + (long)x + (uint)x + (byte)x, double.NaN);
        Behaviour.Check((double x) => (int)x + (long)x + (uint)x + (byte)x, -1e30);
    }

    [Fact]
    public void Comparisons_of_comparisons()
    {
        Behaviour.Check((int n, double x) => (n == 3 ? 1 : 2) * (true ? x : 1) * (n > 2 == x > 0 ? 2 : 3), 3, 1.0);
    }

    [Fact]
    public void Floats()
    {
        Behaviour.Check((double x, float y) => (y + (float)x) * y / 3 + x, 0.1, 0.7f);
        Behaviour.Check((float x) => x * 2 + MathF.Pow(x, 2) + MathF.Round(x) + MathF.Max(x, 0), 0.7f);
        Behaviour.Check((float[] a) => a.Sum() + a.Average() + a.Max() + a.Select(v => v * v).Sum() + a.Aggregate((s, v) => s + v), new[] { 0.1f, 0.2f, 1e8f, -0.3f });
        Behaviour.Check((float[] a, float x) => Ad.LogSumExp(a) + Ad.Softmax(a)[1] * x + Ad.Sigmoid(x) + Ad.Softplus(x), new[] { 0.1f, 0.2f }, 0.3f);
    }
}
