using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language.Linq;

public sealed class FilterAndPieceTests
{
    [Fact]
    public void Where()
    {
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Sum(v => v * v * v));
        Agreement.CheckLengths((float[] w) => w.Where(v => v > 0).Sum(v => v * v * v));
        Agreement.CheckLengths((double[] w) => w.Where((v, i) => i % 2 == 0).Sum(v => v * v * v));
        Agreement.CheckLengths((double[] w) => w.Where((v, i) => v > 0 && i > 1).Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Where(v => v < 1).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Select(v => v * v).Where(v => v > 0.2).Sum(v => Math.Exp(v)));
        Agreement.CheckLengths((double[] w) => w.Where(v => true).Sum() + w.Where(v => false).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => false).Select((v, i) => v * v * i).Sum() + w.Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > w.Average() + 0.05).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Where(i => w[i] > 0).Sum(i => w[i] * i));
    }

    [Fact]
    public void The_filtered_sequence_with_random_access()
    {
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Reverse().Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Zip(w.Where(v => v < 1), (a, b) => a * b).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Skip(1).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Concat(w.Where(v => v < 0)).Select((v, i) => v * v * i).Sum());
    }

    [Fact]
    public void Take_and_Skip()
    {
        Agreement.CheckLengths((double[] w) => w.Take(2).Sum(v => v * v) + (3 * w.Skip(2).Sum(v => v * v)));
        Agreement.CheckLengths((float[] w) => w.Take(2).Sum(v => v * v) + (3 * w.Skip(2).Sum(v => v * v)));
        Agreement.CheckLengths((double[] w) => w.Skip(1).Take(3).Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Take(-1).Sum() + w.Skip(-1).Sum(v => v * v) + w.Take(0).Sum());
        Agreement.CheckLengths((double[] w) => w.Take(w.Length / 2).Sum(v => v * v) * w.Skip(w.Length / 2).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Take(2).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Take(4).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w).Skip(2).Take(5).Select((v, i) => v * i).Sum());
    }

    [Fact]
    public void TakeLast_and_SkipLast()
    {
        Agreement.CheckLengths((double[] w) => w.TakeLast(2).Sum(v => v * v) + (3 * w.SkipLast(2).Sum(v => v * v)));
        Agreement.CheckLengths((float[] w) => w.TakeLast(2).Sum(v => v * v) + (3 * w.SkipLast(2).Sum(v => v * v)));
        Agreement.CheckLengths((double[] w) => w.TakeLast(3).Select((v, i) => v * v * i).Sum() * w.SkipLast(1).TakeLast(2).Sum());
        Agreement.CheckLengths((double[] w) => w.TakeLast(-1).Sum() + w.SkipLast(-1).Sum(v => v * v) + w.TakeLast(0).Sum());
        Agreement.CheckLengths((double[] w) => w.TakeLast(int.MaxValue).Sum(v => v * v) * w.SkipLast(int.MaxValue).Append(2).Sum());
        Agreement.CheckLengths((double[] w) => w.TakeLast(w.Length / 2).Sum(v => v * v) * w.SkipLast(w.Length / 2).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).TakeLast(2).Select((v, i) => v * v * (i + 1)).Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).SkipLast(2).Select((v, i) => v * v * (i + 1)).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).TakeLast(4).Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w).SkipLast(2).Take(5).Select((v, i) => v * i).Sum());
    }

    [Fact]
    public void TakeLast_and_SkipLast_evaluate_what_they_do_in_CSharp()
    {
        foreach (var places in new int[][] { [0, 1, 99], [99, 0, 1], [99], [] })
        {
            foreach (var count in new[] { -1, 0, 1, 2, 5 })
            {
                Behaviour.Check((double[] w, int[] k, int n) => k.Select(i => w[i]).TakeLast(n).Sum(v => v * v), Sample.Numbers(3), places, count);
                Behaviour.Check((double[] w, int[] k, int n) => k.Select(i => w[i]).SkipLast(n).Sum(v => v * v), Sample.Numbers(3), places, count);
                Behaviour.Check((double[] w, int[] k, int n) => k.Where(i => w[i] > -5).TakeLast(n).Sum(i => w[i]), Sample.Numbers(3), places, count);
                Behaviour.Check((double[] w, int[] k, int n) => k.Where(i => w[i] > -5).SkipLast(n).Sum(i => w[i]), Sample.Numbers(3), places, count);
            }
        }
    }

    [Fact]
    public void Take_does_not_evaluate_what_comes_after()
    {
        Agreement.Check((double[] w, int[] k) => k.Select(i => w[i]).Take(2).Sum(v => v * v), Sample.Numbers(3), new[] { 0, 1, 99 });
        Agreement.Check((double[] w, int[] k) => k.Select(i => w[i]).Where(v => v > -5).Take(2).Sum(v => v * v), Sample.Numbers(3), new[] { 0, 1, 99 });
        Agreement.Check((double[] w, int[] k) => k.Where(i => w[i] > -5).Take(2).Sum(i => w[i]), Sample.Numbers(3), new[] { 0, 1, 99 });
        Agreement.Check((double[] w, int[] k) => k.SelectMany(i => new[] { w[i], 1.0 }).Take(4).Sum(v => v * v), Sample.Numbers(3), new[] { 0, 1, 99 });
    }

    [Fact]
    public void Take_with_a_range_is_refused() =>
        Assert.Equal("EG1110", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] w) => w.Take(new Range(1, 2)).Sum())).Errors[0].Id);

    [Fact]
    public void Reverse()
    {
        Agreement.CheckLengths((double[] w) => w.Reverse().Select((v, i) => v * i * v).Sum());
        Agreement.CheckLengths((float[] w) => w.Reverse().Select((v, i) => v * i * v).Sum());
        Agreement.CheckLengths((double[] w) => w.AsEnumerable().Reverse().Zip(w, (a, b) => a * b * b).Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Reverse().Select((v, i) => v * i * v).Sum());
        Agreement.CheckLengths((double[] w) => w.Reverse().Reverse().Select((v, i) => v * i).Sum());
    }

    [Fact]
    public void Concat_Append_and_Prepend()
    {
        Agreement.CheckLengths((double[] w) => w.Concat(w.Take(2)).Select((v, i) => v * i * v).Sum());
        Agreement.CheckLengths((float[] w) => w.Concat(w.Take(2)).Select((v, i) => v * i * v).Sum());
        Agreement.CheckLengths((double[] w) => w.Append(w.Sum()).Prepend(2.0).Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Append(1.0).Append(2.0).Prepend(3.0).Prepend(4.0).Select((v, i) => v * v * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Concat(w).Concat(w).Max(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Append(0.25).Max());
        Agreement.CheckLengths((double[] w) => w.Append(0.25).First() * w.Prepend(0.25).Last());
        Agreement.CheckLengths((double[] w) => w.Append(0.25).Aggregate((s, v) => (s * v) + 1));
    }

    [Fact]
    public void Zip()
    {
        Agreement.CheckLengths((double[] w) => w.Zip(w.Skip(1), (a, b) => a * b * b).Sum());
        Agreement.CheckLengths((float[] w) => w.Zip(w.Skip(1), (a, b) => a * b * b).Sum());
        Agreement.CheckLengths((double[] w) => w.Zip(w.Skip(1)).Sum(p => p.First * p.Second * p.First));
        Agreement.CheckLengths((double[] w) => w.Zip(w.Reverse()).Select((p, i) => p.First * p.Second * i).Sum());
        Agreement.CheckLengths((double[] w) => w.Zip(Enumerable.Range(3, 4), (a, k) => a * a * k).Sum());
        Agreement.CheckLengths((double[] w) => w.Zip(w.Take(2), w.Skip(1)).Sum(p => p.First * p.Second * p.Third));
    }

    [Fact]
    public void Contains_IndexOf_and_SequenceEqual()
    {
        Agreement.CheckLengths((double[] w) => w.Contains(0.55) ? w.Sum(v => v * v) : w.Sum());
        Agreement.Of((double[] w) => Enumerable.Contains(w, 0.3) ? w.Sum(v => v * v) : w.Sum()).AtKink(Sample.Numbers(5));
        Agreement.Check((double[] w, int[] k, int n) => k.Contains(n) ? w[0] * w[0] : w[1], Sample.Numbers(2), new[] { 3, 5 }, 5);
        Agreement.Check((double[] w, int[] k, int n) => k.Contains(n) ? w[0] * w[0] : w[1], Sample.Numbers(2), new[] { 3, 5 }, 4);
        Agreement.Check((double[] w, int[] k, int[] l) => k.SequenceEqual(l) ? w[0] * w[0] : w[1], Sample.Numbers(2), new[] { 3, 5 }, new[] { 3, 5 });
        Agreement.Check((double[] w, int[] k, int[] l) => k.SequenceEqual(l) ? w[0] * w[0] : w[1], Sample.Numbers(2), new[] { 3, 5 }, new[] { 3, 5, 7 });
        Agreement.Check((double[] w, int[] k, int[] l) => k.SequenceEqual(l.Reverse()) ? w[0] * w[0] : w[1], Sample.Numbers(2), new[] { 3, 5 }, new[] { 5, 3 });
        Agreement.Check((double[] w) => w.SequenceEqual(w.Reverse()) ? w[0] * w[0] : w[1], Sample.Numbers(3));
        Agreement.Check((double[] w, int[] k) => w[MemoryExtensions.IndexOf(k, 5)] * w[0], Sample.Numbers(2), new[] { 3, 5 });
        Agreement.Check((double[] w, int[] k) => k.IndexOf(5) * w[0], Sample.Numbers(2), new[] { 3, 5 });
        Agreement.Check((double[] w, int[] k) => k.IndexOf(6) * w[0], Sample.Numbers(2), new[] { 3, 5 });
        Agreement.Of((double[] w) => w.Contains(double.NaN) ? 1 : w[0]).AtKink(new[] { 1.0, double.NaN });
        Agreement.Of((double[] w) => w.Contains(0.0) ? 1 : w[0]).AtKink(new[] { 1.0, -0.0 });
    }

    [Fact]
    public void Other_span_methods_of_arrays_are_right_or_refused()
    {
        int[] k = [3, 5, 5];
        Agreement.Check((double[] w) => w[0] * k.Count(5), Sample.Numbers(1));
        Agreement.Check((double[] w) => w[0] * k.LastIndexOf(5), Sample.Numbers(1));
        Agreement.Check((double[] w) => k.StartsWith(3) ? w[0] * w[0] : w[1], Sample.Numbers(2));
        Assert.Equal("EG4001", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] w) => w[0] * w.LastIndexOf(5))).Errors[0].Id);
    }
}
