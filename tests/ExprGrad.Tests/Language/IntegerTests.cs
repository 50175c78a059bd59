namespace ExprGrad.Tests.Language;

public sealed class IntegerTests
{
    [Fact]
    public void Arithmetic_of_ints()
    {
        foreach (var n in new[] { 7, -7, 0 })
            Agreement.Check((double[] w, int k) => w[0] * (((k + 3) * 2) - (k / 2) + (k % 3) - -k), Sample.Numbers(1), n);
    }

    [Fact]
    public void Arithmetic_of_longs_uints_and_ulongs()
    {
        Agreement.Check((double[] w, long k) => w[0] * (((k + 3) * 2) - (k / 2) + (k % 3) - -k), Sample.Numbers(1), -7L);
        Agreement.Check((double[] w, uint k) => w[0] * (((k + 3) * 2) - (k / 2) + (k % 3)), Sample.Numbers(1), 7u);
        Agreement.Check((double[] w, ulong k) => w[0] * (((k + 3) * 2) - (k / 2) + (k % 3)), Sample.Numbers(1), 7ul);
    }

    [Fact]
    public void Arithmetic_of_small_integers_is_that_of_int()
    {
        Agreement.Check((double[] w, byte k) => w[0] * (k + 200), Sample.Numbers(1), (byte)100);
        Agreement.Check((double[] w, short k) => w[0] * (k * k), Sample.Numbers(1), (short)3000);
        Agreement.Check((double[] w, sbyte k) => w[0] * (k / 3), Sample.Numbers(1), (sbyte)-100);
        Agreement.Check((double[] w, ushort k) => w[0] * (k % 7), Sample.Numbers(1), (ushort)65535);
        Agreement.Check((double[] w, char c) => w[0] * (c - 'a'), Sample.Numbers(1), 'k');
    }

    [Fact]
    public void Int_arithmetic_wraps_around()
    {
        Agreement.Check((double[] w, int k) => w[0] * (k + 1), Sample.Numbers(1), int.MaxValue);
        Agreement.Check((double[] w, int k) => w[0] * (k * k), Sample.Numbers(1), 100_000);
        Agreement.Check((double[] w, long k) => w[0] * (k * k), Sample.Numbers(1), 10_000_000_000);
        Agreement.Check((double[] w, int k) => w[0] * -k, Sample.Numbers(1), int.MinValue);
    }

    [Fact]
    public void Bit_operations_and_shifts()
    {
        foreach (var n in new[] { 12345, -12345 })
        {
            Agreement.Check((double[] w, int k) => w[0] * ((k & 255) | ((k >> 3) ^ 5)), Sample.Numbers(1), n);
            Agreement.Check((double[] w, int k) => w[0] * (~k << 4), Sample.Numbers(1), n);
            Agreement.Check((double[] w, int k) => w[0] * (1 << k), Sample.Numbers(1), n);
        }

        Agreement.Check((double[] w, long k) => w[0] * ((k >> 33) + (k << 2)), Sample.Numbers(1), 1L << 50);
        Agreement.Check((double[] w, uint k) => w[0] * ((k >> 1) ^ ~k), Sample.Numbers(1), 3000000000u);
        Agreement.Check((double[] w, ulong k) => w[0] * (k >> 5), Sample.Numbers(1), ulong.MaxValue);
    }

    [Fact]
    public void Functions_of_integers()
    {
        foreach (var n in new[] { 7, -7, 0 })
            Agreement.Check((double[] w, int k) => w[0] * (Math.Abs(k) + Math.Max(k, 2) - Math.Min(k, 3) + Math.Clamp(k, -1, 5) + Math.Sign(k)), Sample.Numbers(1), n);
        Agreement.Check((double[] w, long k) => w[0] * (Math.Abs(k) + Math.Max(k, 2L)), Sample.Numbers(1), -9L);
        Agreement.Check((double[] w, int k) => int.IsEvenInteger(k) ? w[0] : -w[0], Sample.Numbers(1), 4);
    }

    [Fact]
    public void Integer_division_and_remainder_choose_elements()
    {
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i / 2] * w[i % 2] * i));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => i % 2 == 0 ? w[i] * w[i] : -w[i]));
        Agreement.CheckLengths((double[] w) => w.Length == 0 ? 0 : Enumerable.Range(0, 10).Sum(i => w[i * 3 % w.Length] * i));
    }

    [Fact]
    public void Sums_of_integers_of_every_kind()
    {
        Agreement.Check((double[] w, int[] k) => w[0] * k.Sum() + k.Max() - (w[0] * k.Min()) + k.Average(), Sample.Numbers(1), new[] { 3, -4, 9 });
        Agreement.Check((double[] w, long[] k) => w[0] * k.Sum() + k.Max() - (w[0] * k.Min()) + k.Average(), Sample.Numbers(1), new[] { 3L, -4L, 9L });
        Agreement.Check((double[] w, byte[] k) => w[0] * k.Sum(b => b) + k.Max() - k.Min(), Sample.Numbers(1), new byte[] { 3, 4, 9 });
        Agreement.Check((double[] w, uint[] k) => w[0] * k.Max() * k.Sum(b => b), Sample.Numbers(1), new[] { 3u, 4u, 9u });
        Agreement.Check((double[] w, ulong[] k) => w[0] * k.Max() * k.Min(), Sample.Numbers(1), new[] { 3ul, 4ul, 9ul });
        Agreement.Check((double[] w, short[] k) => w[0] * k.Max() * k.Sum(s => s), Sample.Numbers(1), new short[] { 3, -4, 9 });
        Agreement.Check((double[] w, ushort[] k) => w[0] * k.Min() * k.Sum(s => s), Sample.Numbers(1), new ushort[] { 3, 4, 9 });
        Agreement.Check((double[] w, sbyte[] k) => w[0] * k.Min() * k.Sum(s => s), Sample.Numbers(1), new sbyte[] { 3, -4, 9 });
        Agreement.Check((double[] w, char[] k) => w[0] * k.Max() * k.Sum(c => c), Sample.Numbers(1), new[] { 'a', 'z' });
    }

    [Fact]
    public void The_smallest_integer_sums_in_long_average_in_double() =>
        Agreement.Check((double[] w, int[] k) => w[0] * k.Average(), Sample.Numbers(1), new[] { int.MaxValue, int.MaxValue, 1 });
}
