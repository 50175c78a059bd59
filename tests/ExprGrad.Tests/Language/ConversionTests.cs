namespace ExprGrad.Tests.Language;

public sealed class ConversionTests
{
    private enum Level
    {
        Low = 2,
        High = 5,
    }

    [Fact]
    public void Casts_to_integers_have_derivative_zero()
    {
        foreach (var x in new[] { 2.7, -2.7 })
        {
            Agreement.Check((double a) => (int)a * a, x);
            Agreement.Check((double a) => (long)a * a, x);
            Agreement.Check((double a) => (short)a * a, x);
            Agreement.Check((double a) => (sbyte)a * a, x);
        }

        Agreement.Check((double a) => (byte)a * a, 2.7);
        Agreement.Check((double a) => (uint)a * a, 2.7);
        Agreement.Check((double a) => (ulong)a * a, 2.7);
        Agreement.Check((double a) => (ushort)a * a, 2.7);
        Agreement.Check((double a) => (char)a * a, 70.3);
        Assert.Equal([0.0], Agreement.Check((double a) => (double)(int)a, 2.7).Gradient);
    }

    [Fact]
    public void A_double_through_float_is_rounded_and_keeps_its_derivative()
    {
        Assert.Equal([1.0], Agreement.Of((double x) => (double)(float)x).AtKink(0.1).Gradient);
        Agreement.Of((double x) => (float)x * x).AtKink(0.125);
        Agreement.Check((float x) => (float)((double)x * Math.Exp(x)), 0.3f);
        Agreement.Check((float x) => (double)x * Math.Exp(x), 0.3f);
    }

    [Fact]
    public void Mixed_float_and_double_parameters()
    {
        Agreement.Check((double[] w, float s) => w[0] * s, Sample.Numbers(1), 1.5f);
        Agreement.Check((float[] w, double s) => w[0] * w[0] * s, Sample.Singles(1), 1.5);
        Agreement.Check((float[] w, double s) => (float)(w.Sum() * s), Sample.Singles(3), 1.5);
    }

    [Fact]
    public void Every_integer_type_converts_to_a_real()
    {
        Agreement.Check((double[] w, byte n) => w[0] * n, Sample.Numbers(1), (byte)200);
        Agreement.Check((double[] w, sbyte n) => w[0] * n, Sample.Numbers(1), (sbyte)-100);
        Agreement.Check((double[] w, short n) => w[0] * n, Sample.Numbers(1), (short)-3000);
        Agreement.Check((double[] w, ushort n) => w[0] * n, Sample.Numbers(1), (ushort)60000);
        Agreement.Check((double[] w, int n) => w[0] * n, Sample.Numbers(1), -70000);
        Agreement.Check((double[] w, uint n) => w[0] * n, Sample.Numbers(1), 4000000000u);
        Agreement.Check((double[] w, long n) => w[0] * n, Sample.Numbers(1), 1L << 60);
        Agreement.Check((double[] w, ulong n) => w[0] * n, Sample.Numbers(1), ulong.MaxValue - 5);
        Agreement.Check((double[] w, char c) => w[0] * c, Sample.Numbers(1), 'z');
        Agreement.Check((float[] w, int n) => w[0] * n, Sample.Singles(1), 16777217);
        Agreement.Check((float[] w, ulong n) => w[0] * n, Sample.Singles(1), ulong.MaxValue - 5);
    }

    [Fact]
    public void Integers_convert_to_each_other_and_wrap_around()
    {
        Agreement.Check((double[] w, int n) => w[0] * (byte)n, Sample.Numbers(1), 300);
        Agreement.Check((double[] w, int n) => w[0] * (sbyte)n, Sample.Numbers(1), 200);
        Agreement.Check((double[] w, long n) => w[0] * (int)n, Sample.Numbers(1), (1L << 40) + 7);
        Agreement.Check((double[] w, int n) => w[0] * (uint)n, Sample.Numbers(1), -1);
        Agreement.Check((double[] w, uint n) => w[0] * (int)n, Sample.Numbers(1), uint.MaxValue);
        Agreement.Check((double[] w, int n) => w[0] * (char)n, Sample.Numbers(1), 97);
    }

    [Fact]
    public void Enums_compare_and_convert()
    {
        foreach (var level in new[] { Level.Low, Level.High, (Level)3 })
        {
            Agreement.Check((double[] w, Level l) => l == Level.High ? w[0] * w[0] : w[1], Sample.Numbers(2), level);
            Agreement.Check((double[] w, Level l) => w[0] * (int)l, Sample.Numbers(2), level);
            Agreement.Check((double[] w, Level l) => l != Level.Low && l > Level.Low ? w[0] : w[1], Sample.Numbers(2), level);
            Agreement.Check((double[] w, int n) => (Level)n == Level.High ? w[0] : w[1], Sample.Numbers(2), (int)level);
        }

        Agreement.Check((double[] w, Level[] levels) => w.Zip(levels, (v, l) => l == Level.High ? v * v : v).Sum(), Sample.Numbers(3), new[] { Level.High, Level.Low, Level.High });
    }

    [Fact]
    public void Conversions_out_of_range_are_those_of_CSharp()
    {
        foreach (var x in new[] { 1e20, -1e20, double.NaN, double.PositiveInfinity })
        {
            Agreement.Of((double a) => (double)unchecked((int)a)).AtKink(x);
            Agreement.Of((double a) => (double)unchecked((long)a)).AtKink(x);
            Agreement.Of((double a) => (double)unchecked((byte)a)).AtKink(x);
            Agreement.Of((double a) => (double)unchecked((uint)a)).AtKink(x);
            Agreement.Of((double a) => (double)unchecked((ulong)a)).AtKink(x);
        }
    }
}
