namespace ExprGrad.Tests.Language;

public sealed class ArrayTests
{
    private static readonly int[] s_positions = [0, 2, 2, 4, 1, 2];

    [Fact]
    public void Elements_at_constant_and_computed_indices()
    {
        Agreement.Check((double[] w) => w[0] * w[1] + w[w.Length - 1], Sample.Numbers(3));
        Agreement.Check((double[] w, int i) => w[i] * w[i + 1] * w[(2 * i) - 1], Sample.Numbers(3), 1);
        Agreement.Check((double[] w, long i) => w[i] * w[i - 1], Sample.Numbers(3), 2L);
        Agreement.Check((double[] w, byte i) => w[i] * w[0], Sample.Numbers(3), (byte)2);
        Agreement.Check((double[] w, uint i) => w[i] * w[0], Sample.Numbers(3), 2u);
        Agreement.Check((float[] w, int i) => w[i] * w[i] * w[0], Sample.Singles(3), 1);
    }

    [Fact]
    public void A_gather_adds_up_repeated_indices()
    {
        Agreement.Check((double[] w, int[] at) => at.Sum(i => w[i] * w[i]), Sample.Numbers(5), s_positions);
        Agreement.Check((double[] w, int[] at) => at.Select((i, k) => w[i] * k).Sum(), Sample.Numbers(5), s_positions);
        Agreement.Check((float[] w, int[] at) => at.Sum(i => w[i] * w[i]), Sample.Singles(5), s_positions);
        Assert.Equal([1.0, 1, 3, 0, 1], Agreement.Check((double[] w, int[] at) => at.Sum(i => w[i]), Sample.Numbers(5), s_positions).Gradient);
    }

    [Fact]
    public void A_gather_through_two_index_arrays() =>
        Agreement.Check((double[] w, int[] a, int[] b) => b.Sum(i => w[a[i]] * w[i]), Sample.Numbers(5), s_positions, new[] { 3, 3, 0 });

    [Fact]
    public void An_index_computed_from_a_real_number()
    {
        Agreement.Check((double[] w) => w[(int)w[0]] * w[1], new[] { 2.5, 1.5, 3.5 });
        Agreement.Check((double[] w) => w.Sum(v => w[(int)Math.Abs(v)] * v), new[] { 2.5, -1.5, 0.5 });
    }

    [Fact]
    public void Lengths()
    {
        Agreement.CheckLengths((double[] w) => w.Sum() * w.Length / 2);
        Agreement.Check((double[] w, int[] k) => w.Sum() * k.Length, Sample.Numbers(3), new[] { 1, 2 });
        Agreement.Check((double[] w) => w.Sum() * w.LongLength, Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Sum() * w.GetLength(0), Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Sum() * w.Rank, Sample.Numbers(3));
    }

    [Fact]
    public void Array_literals()
    {
        Agreement.Check((double[] w) => new[] { w[0] * w[1], w[2], 3.0 }.Select(v => v * v).Sum(), Sample.Numbers(3));
        Agreement.Check((double[] w) => new[] { w[0], w[1] }[1] * new[] { w[0], w[1] }.Length, Sample.Numbers(3));
        Agreement.Check((double[] w, int i) => new[] { w[0] * w[1], w[2], Math.Exp(w[0]) }[i], Sample.Numbers(3), 2);
        Agreement.Check((float[] w) => new[] { w[0] * w[1], w[2], 3 }.Max(v => v * v), Sample.Singles(3));
        Agreement.Check((double[] w) => new[] { 2, 0, 1 }.Sum(i => w[i] * w[0] * i), Sample.Numbers(3));
        Agreement.Check((double x) => new[] { x, x * x, x * x * x }.Sum(), 1.3);
        Agreement.Check((double x) => new double[] { 1, 2, 3 }.Sum(c => c * x * x), 1.3);
        Agreement.Check((double x) => new double[0].Sum() + x, 1.3);
    }

    [Fact]
    public void A_literal_of_literals()
    {
        Agreement.Check((double[] w) => new[] { new[] { w[0], w[1] }, new[] { w[1] * w[2] } }.Sum(row => row.Sum(v => v * v)), Sample.Numbers(3));
        Agreement.Check((double[] w, int i) => new[] { new[] { w[0], w[1] }, new[] { w[1] * w[2], 2.0 } }[i][1 - i], Sample.Numbers(3), 1);
    }

    [Fact]
    public void A_literal_read_inside_a_loop() =>
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => new[] { v, v * v, 1.0 }[i % 3] * new[] { 2.0, 5.0 }[i % 2]).Sum());

    [Fact]
    public void Data_arrays_of_reals_have_no_gradient()
    {
        Agreement.Check((double[] w, double[] x) => w.Zip(x, (a, b) => a * a * b).Sum(), Sample.Numbers(4), new[] { 1.0, 2, 3, 4 });
        Agreement.Check((double[] w, float[] x) => w.Zip(x, (a, b) => a * a * b).Sum(), Sample.Numbers(4), Sample.Singles(4));
    }

    [Fact]
    public void Neighbours_in_a_loop()
    {
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => i > 0 ? w[i - 1] * w[i] : 0));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(1, Math.Max(w.Length - 2, 0)).Sum(i => (w[i - 1] - (2 * w[i]) + w[i + 1]) * w[i]));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * w[w.Length - 1 - i]));
    }

    [Fact]
    public void A_triangle_of_pairs()
    {
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => Enumerable.Range(0, i).Sum(j => w[i] * w[j] * j)));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => Enumerable.Range(i + 1, w.Length - i - 1).Sum(j => Math.Exp(w[i] - w[j]))));
    }
}
