namespace ExprGrad.Tests.Language.Linq;

public sealed class SelectTests
{
    [Fact]
    public void Select()
    {
        Agreement.CheckLengths((double[] w) => w.Select(v => v * v).Sum());
        Agreement.CheckLengths((float[] w) => w.Select(v => v * v).Sum());
        Agreement.CheckLengths((double[] w) => w.Select(v => v * v).Select(v => Math.Sin(v)).Select(v => v + 1).Sum());
    }

    [Fact]
    public void Select_with_index()
    {
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => w[i] * w[w.Length - 1 - i] * v).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Select((v, i) => v * v * i).Sum());
    }

    [Fact]
    public void Select_to_integers_and_back() => Agreement.CheckLengths((double[] w) => w.Select(v => (int)(v * 7.3)).Select(k => k * w[0]).Sum());

    [Fact]
    public void Select_of_sequences() => Agreement.CheckLengths((double[] w) => w.Select(a => w.Select(b => a * b * b)).Sum(row => row.Sum()));

    [Fact]
    public void Method_groups()
    {
        Agreement.CheckLengths((double[] w) => w.Select(Math.Exp).Sum());
        Agreement.CheckLengths((double[] w) => w.Select(Math.Abs).Select(Math.Sqrt).Sum(Math.Sin));
        Agreement.CheckLengths((float[] w) => w.Select(MathF.Exp).Sum());
        Agreement.CheckLengths((double[] w) => w.Zip(w.Skip(1), Math.Max).Sum());
        Agreement.CheckLengths((double[] w) => w.Aggregate(Math.Max));
        Agreement.CheckLengths((double[] w) => w.Where(double.IsPositive).Sum(v => v * v));
    }

    [Fact]
    public void Index()
    {
        Agreement.CheckLengths((double[] w) => w.Index().Sum(p => p.Item * p.Item * p.Index));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Index().Sum(p => p.Item2 * p.Item2 * p.Item1));
    }

    [Fact]
    public void SelectMany()
    {
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Select(b => a * b * b)).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w, (a, b) => a * b * b).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany((a, i) => w.Take(i).Select(b => a * b * b)).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany((a, i) => w.Skip(i), (a, b) => a * b).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a).Select(b => a * b * b)).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => new[] { a, a * a }).Select((v, i) => v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.SelectMany(b => w.Select(c => a * b * c))).Sum());
    }

    [Fact]
    public void SelectMany_with_inner_lengths_that_vary()
    {
        Agreement.CheckLengths((double[] w) => w.SelectMany((a, i) => Enumerable.Range(0, i).Select(k => a * k)).Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).SelectMany(i => Enumerable.Repeat(w[i], i)).Sum(v => v * v));
    }
}
