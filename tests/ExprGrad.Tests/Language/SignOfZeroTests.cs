using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>The sign of a zero, which sums and averages of zeros have: LINQ's sums begin with 0, and so do its averages of arrays; all other averages with their first element.</summary>
public sealed class SignOfZeroTests
{
    private static readonly double[] s_zeros = [-0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0, -0.0];

    [Fact]
    public void Sums_and_averages_of_negative_zeros()
    {
        Check((w, k) => w.Sum(), isNegative: false);
        Check((w, k) => w.Select(v => v * k).Sum(), isNegative: false);
        Check((w, k) => w.Average(), isNegative: false);
        Check((w, k) => w.AsEnumerable().Average(), isNegative: false);
        Check((w, k) => w.Select(v => v * k).ToArray().Average(), isNegative: false);
        Check((w, k) => new[] { w[0], w[1] * k }.Average(), isNegative: false);
        Check((w, k) => w.Average(v => v * k), isNegative: true);
        Check((w, k) => w.Select(v => v * k).Average(), isNegative: true);
        Check((w, k) => w.Where(v => v < k).Average(), isNegative: true);
        Check((w, k) => w.Where((v, i) => i % 2 < k).Average(v => v * v * v), isNegative: true);
        Check((w, k) => w.Concat(w).Average(), isNegative: true);
        Check((w, k) => w.SelectMany(v => w).Average(v => v * k), isNegative: true);
        Check((w, k) => Enumerable.Repeat(w[0], k).Average(), isNegative: true);
        Check((w, k) => w.Append(0.0).Average(), isNegative: false);
        Check((w, k) => w.Select((v, i) => i == 4 ? k - k : v).Average(), isNegative: false);
        Check((w, k) => w.Select(v => w.Average(u => u * (v * v + 1))).Min(), isNegative: true);
        Check((w, k) => w.Select(v => w.Where(u => u >= v).Average(u => u * (v * v + 1))).Min(), isNegative: true);
        Check((w, k) => w.Aggregate(-0.0, (s, v) => s + w.Average(u => u * k)), isNegative: true);
        Agreement.Of((float[] w, int k) => w.Average(v => v * k)).AtKink(new float[] { -0f, -0f, -0f }, 2);
        Agreement.Of((float[] w, int k) => w.Average() * k).AtKink(new float[] { -0f, -0f, -0f }, 2);

        static void Check(Expression<Func<double[], int, double>> loss, bool isNegative)
        {
            Assert.Equal(isNegative, double.IsNegative(loss.Compile()(s_zeros, 2)));
            var agreement = Agreement.Of(loss);
            agreement.AtKink(s_zeros, 2);
            agreement.AtKink(Sample.Numbers(9), 2);
            Assert.Equal(isNegative, double.IsNegative(Tape.Compile<Func<double[], int, double>>(loss)(s_zeros, 2)));
            foreach (var width in new[] { 0, 128, 256, 512 })
                Assert.Equal(isNegative, double.IsNegative(Grad.ValueAndGradient(loss, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = width })(s_zeros, 2).Value));
        }
    }
}
