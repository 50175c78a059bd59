namespace ExprGrad.Tests.Language.Linq;

public sealed class SourceTests
{
    [Fact]
    public void Range()
    {
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * w[i] * i));
        Agreement.CheckLengths((float[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * w[i] * i));
        Agreement.Check((double[] w) => Enumerable.Range(1, 2).Sum(i => w[i] * w[i - 1]), Sample.Numbers(3));
        Agreement.Check((double[] w, int start, int count) => Enumerable.Range(start, count).Sum(i => w[i + 2] * i), Sample.Numbers(5), -2, 4);
        Agreement.Check((double x) => Enumerable.Range(0, 0).Sum(i => x) + Enumerable.Range(5, 3).Sum(i => x * i), 1.5);
    }

    [Fact]
    public void Range_with_a_negative_count_throws()
    {
        Agreement.Check((double[] w, int count) => Enumerable.Range(0, count).Sum(i => w[0]), Sample.Numbers(1), -1);
        Agreement.Check((double[] w) => Enumerable.Range(0, w.Length - 1).Sum(i => w[i]), Array.Empty<double>());
    }

    [Fact]
    public void Range_that_overflows_throws()
    {
        Agreement.Check((double[] w, int start) => Enumerable.Range(start, 2).Take(1).Sum(i => w[0]), Sample.Numbers(1), int.MaxValue);
        Agreement.Check((double[] w, int start) => Enumerable.Range(start, 1).Sum(i => w[0] * i), Sample.Numbers(1), int.MaxValue);
    }

    [Fact]
    public void Repeat()
    {
        Agreement.Check((double x) => Enumerable.Repeat(x * x, 4).Sum(), 1.5);
        Agreement.Check((double[] w, int n) => Enumerable.Repeat(w[0], n).Select((v, i) => v * v * i).Sum(), Sample.Numbers(1), 3);
        Agreement.Check((double[] w, int n) => Enumerable.Repeat(w[0], n).Sum(), Sample.Numbers(1), 0);
        Agreement.Check((double[] w, int n) => Enumerable.Repeat(w[0], n).Sum(), Sample.Numbers(1), -1);
        Agreement.Check((double[] w) => Enumerable.Repeat(w, 3).Sum(row => row[1] * row[0]), Sample.Numbers(2));
        Agreement.Check((double[] w) => Enumerable.Repeat(2, 3).Sum(i => w[i]), Sample.Numbers(3));
    }

    [Fact]
    public void Empty() => Agreement.Check((double x) => Enumerable.Empty<double>().Sum() + Enumerable.Empty<double>().Append(x).Sum(v => v * v), 1.5);

    [Fact]
    public void An_empty_sequence_of_other_things()
    {
        Agreement.Check((double x) => x * Enumerable.Empty<int>().Count(), 1.5);
        Agreement.Check((double x) => x * Enumerable.Empty<int>().Sum(), 1.5);
        Agreement.Check((double x) => Enumerable.Empty<double>().Max() + x, 1.5);
        Agreement.Check((double x) => Enumerable.Empty<double>().First() + x, 1.5);
    }

    [Fact]
    public void AsEnumerable() => Agreement.CheckLengths((double[] w) => w.AsEnumerable().Sum(v => v * v));

    [Fact]
    public void ToArray()
    {
        Agreement.CheckLengths((double[] w) => w.Select(v => Math.Exp(v)).ToArray().Sum(e => e * e));
        Agreement.CheckLengths((double[] w) => w.ToArray().Length * w.ToArray().Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).ToArray().Length * w.Sum());
        Agreement.Check((double[] w) => w.Where(v => v > 0).ToArray()[1] * w.Where(v => v > 0).ToArray()[2], Sample.Numbers(5));
        Agreement.Check((double[] w) => Ad.Let(w.Select(v => Math.Exp(v)).ToArray(), e => e[0] * e[1] + (e.Sum() * e[2])), Sample.Numbers(3));
    }

    [Fact]
    public void ToList_is_refused() =>
        Assert.Equal("EG1107", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] w) => w.ToList().Sum())).Errors[0].Id);
}
