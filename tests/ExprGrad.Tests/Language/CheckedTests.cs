namespace ExprGrad.Tests.Language;

public sealed class CheckedTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Checked_int_arithmetic_throws_on_overflow(int n)
    {
        Agreement.Check((double[] w, int k) => w[0] * checked(k + 1), Sample.Numbers(1), n);
        Agreement.Check((double[] w, int k) => w[0] * checked(k - 1), Sample.Numbers(1), n);
        Agreement.Check((double[] w, int k) => w[0] * checked(k * 2), Sample.Numbers(1), n);
        Agreement.Check((double[] w, int k) => w[0] * checked(-k), Sample.Numbers(1), n);
    }

    [Fact]
    public void Checked_arithmetic_of_other_integers()
    {
        Agreement.Check((double[] w, long k) => w[0] * checked(k + 1), Sample.Numbers(1), long.MaxValue);
        Agreement.Check((double[] w, uint k) => w[0] * checked(k - 1), Sample.Numbers(1), 0u);
        Agreement.Check((double[] w, ulong k) => w[0] * checked(k * 2), Sample.Numbers(1), ulong.MaxValue);
        Agreement.Check((double[] w, long k) => w[0] * checked(k + 1), Sample.Numbers(1), 41L);
    }

    [Fact]
    public void Checked_arithmetic_of_reals_is_the_usual_one()
    {
        Agreement.Check((double x, double y) => checked((x * y) + (x - y) - -x + (x / y)), 1.5, 2.5);
        Agreement.Check((float x, float y) => checked((x * y) + (x - y) - -x + (x / y)), 1.5f, 2.5f);
    }

    [Fact]
    public void Checked_conversions_throw_on_overflow()
    {
        foreach (var x in new[] { 70.5, 300.0, -1.0, 1e10, double.NaN })
        {
            Agreement.Of((double a) => a * checked((byte)a)).AtKink(x);
            Agreement.Of((double a) => a * checked((int)a)).AtKink(x);
            Agreement.Of((double a) => a * checked((sbyte)a)).AtKink(x);
            Agreement.Of((double a) => a * checked((uint)a)).AtKink(x);
            Agreement.Of((double a) => a * checked((long)a)).AtKink(x);
            Agreement.Of((double a) => a * checked((char)a)).AtKink(x);
        }

        foreach (var n in new[] { 5, -5, 300 }) Agreement.Check((double[] w, int k) => w[0] * checked((byte)k), Sample.Numbers(1), n);
    }

    [Fact]
    public void Checked_arithmetic_in_an_arm_not_taken_does_not_throw() =>
        Agreement.Check((double[] w, int k) => k < 100 ? w[0] * checked(k * k) : w[0], Sample.Numbers(1), int.MaxValue);

    [Fact]
    public void Checked_indices_in_a_loop() =>
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[checked((i * 2) / 2)] * w[checked(w.Length - 1 - i)]));

    [Fact]
    public void Sums_of_integers_are_checked()
    {
        Agreement.Check((double[] w, int[] k) => w[0] * k.Sum(), Sample.Numbers(1), new[] { int.MaxValue, 1 });
        Agreement.Check((double[] w, long[] k) => w[0] * k.Sum(), Sample.Numbers(1), new[] { long.MaxValue, 1 });
        Agreement.Check((double[] w, int[] k) => w[0] * k.Sum(n => n * n), Sample.Numbers(1), new[] { 46340, 46340 });
        Agreement.Check((double[] w, int[] k) => w[0] * k.Select(n => (long)n).Sum(), Sample.Numbers(1), new[] { int.MaxValue, 1 });
    }
}
