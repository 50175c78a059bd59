namespace ExprGrad.Tests.Language.Linq;

public sealed class ReductionTests
{
    [Fact]
    public void Sum()
    {
        Agreement.CheckLengths((double[] w) => w.Sum());
        Agreement.CheckLengths((double[] w) => w.Sum(v => v * v));
        Agreement.CheckLengths((float[] w) => w.Sum());
        Agreement.CheckLengths((float[] w) => w.Sum(v => v * v));
        Agreement.CheckLengths((double[] w) => Enumerable.Sum(w) + Enumerable.Sum(w, v => v * 3));
    }

    [Fact]
    public void A_sum_of_floats_accumulates_in_double()
    {
        var w = new[] { 1e8f, 1f, 1f, 1f, 1f, -1e8f };
        Assert.Equal(4, Agreement.Of((float[] v) => v.Sum()).AtKink(w).Number);
        Agreement.Of((float[] v) => v.Sum(x => x * 1.1f)).AtKink(w);
        Agreement.Of((float[] v) => v.Average()).AtKink(w);
    }

    [Fact]
    public void Average()
    {
        Agreement.CheckLengths((double[] w) => w.Average());
        Agreement.CheckLengths((double[] w) => w.Average(v => v * v));
        Agreement.CheckLengths((float[] w) => w.Average());
        Agreement.CheckLengths((float[] w) => w.Average(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Average(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Average());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Select(b => a * b * b)).Average());
        Agreement.CheckLengths((double[] w) => w.Average(v => (int)(v * 7.3)) * w.Sum());
    }

    [Fact]
    public void Max_and_Min()
    {
        Agreement.CheckLengths((double[] w) => w.Max());
        Agreement.CheckLengths((double[] w) => w.Min());
        Agreement.CheckLengths((double[] w) => w.Max(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Min(v => v * v * v));
        Agreement.CheckLengths((float[] w) => w.Max() * w.Min());
        Agreement.CheckLengths((float[] w) => w.Max(v => v * v) - w.Min(v => v * v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0.4).Max(v => v * v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0.4).Min());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a).Select(b => a * b * b)).Max());
        Agreement.CheckLengths((double[] w) => w.Max(a => w.Min(b => (a - b) * (a + (2 * b)))));
        Agreement.CheckLengths((double[] w) => w.Max() - w.Min() + (w.Max() * w.Max()));
    }

    [Fact]
    public void Extrema_of_reals_through_integers() =>
        Agreement.Check((double[] w) => w.Max(v => (int)(v * 7.3)) * w[0] + (w.Min(v => (long)(v * 7.3)) * w[1]), Sample.Numbers(5));

    [Fact]
    public void MaxBy_and_MinBy()
    {
        Agreement.CheckLengths((double[] w) => w.MaxBy(v => v * v) * w.MinBy(v => v * v));
        Agreement.CheckLengths((float[] w) => w.MaxBy(v => v * v) * w.MinBy(v => v * v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).MaxBy(v => -v));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Select(b => a - (b * b))).MinBy(v => v));
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).MaxBy(i => w[i]) * w.Sum());
        Agreement.CheckLengths((double[] w) => w[Enumerable.Range(0, w.Length).MaxBy(i => w[i])]);
    }

    [Fact]
    public void MaxBy_and_MinBy_of_references_find_null_in_an_empty_sequence()
    {
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => new { v, i }).MinBy(t => t.v * t.v)!.v * w.Length);
        Agreement.CheckLengths((double[] w) => w.Select(v => new[] { v, v * v }).MaxBy(t => t[1])![0]);
        Agreement.CheckLengths((double[] w) => w.Select(v => ValueTuple.Create(v, v * v)).MaxBy(t => t.Item2).Item1);
    }

    [Fact]
    public void MaxBy_with_NaN_keys()
    {
        Agreement.Of((double[] w) => w.MaxBy(v => v)).AtKink(new[] { double.NaN, 1.0, 2 });
        Agreement.Of((double[] w) => w.MinBy(v => v)).AtKink(new[] { 1.0, double.NaN, 0.5 });
        Agreement.Of((double[] w) => w.MinBy(v => v)).AtKink(new[] { double.NaN, 1.0, 0.5 });
        Agreement.Of((double[] w) => w.MaxBy(v => v > 1 ? double.NaN : v)).AtKink(new[] { 2.0, 3.0 });
    }

    [Fact]
    public void MaxBy_with_a_real_key_of_rows() =>
        Agreement.Check((double[][] w) => w.MaxBy(row => row.Sum())!.Sum(v => v * v), Sample.Rows(2, 3, 1));

    [Fact]
    public void Count_and_LongCount()
    {
        Agreement.CheckLengths((double[] w) => w.Count() * w.Sum());
        Agreement.CheckLengths((double[] w) => w.Count(v => v > 0) * w.Sum());
        Agreement.CheckLengths((double[] w) => w.LongCount() * w.Sum());
        Agreement.CheckLengths((double[] w) => w.LongCount(v => v > 0) * w.Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Count() * w.Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Count() * w.Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w).Count() * w.Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w).Count(v => v > 0) * w.Sum());
    }

    [Fact]
    public void Any_and_All()
    {
        Agreement.CheckLengths((double[] w) => w.Any() ? w[0] * w[0] : 1);
        Agreement.CheckLengths((double[] w) => w.Any(v => v > 1) ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => w.All(v => v < 1) ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 1).Any() ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Any(v => v > 1) ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Any() ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => w.Sum(a => w.Any(b => b > a) ? a * a : 3 * a));
        Agreement.CheckLengths((double[] w) => w.Where(a => w.All(b => b <= a)).Sum(v => v * v));
    }

    [Fact]
    public void Any_stops_at_the_first_that_holds() =>
        Agreement.Check((double[] w, int[] k) => k.Any(i => i < 0 || w[i] > 1) ? w[0] * w[0] : w[1], Sample.Numbers(3), new[] { 2, 99 });

    [Fact]
    public void First_and_Last()
    {
        Agreement.CheckLengths((double[] w) => w.First() * w.First());
        Agreement.CheckLengths((double[] w) => w.Last() * w.Last());
        Agreement.CheckLengths((double[] w) => w.First(v => v < 0) * w.Last(v => v > 0));
        Agreement.CheckLengths((float[] w) => w.First(v => v < 0) * w.Last(v => v > 0));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).First() * w.Where(v => v > 0).Last());
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Select(v => v * v).First(v => v < 1));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a).Select(b => a * b)).First());
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a).Select(b => a * b)).Last());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * i).Last());
    }

    [Fact]
    public void ElementAt()
    {
        Agreement.Check((double[] w, int i) => w.ElementAt(i) * w.ElementAt(0), Sample.Numbers(3), 2);
        Agreement.Check((double[] w, int i) => w.ElementAt(i), Sample.Numbers(3), 3);
        Agreement.Check((double[] w, int i) => w.ElementAt(i), Sample.Numbers(3), -1);
        Agreement.Check((double[] w, int i) => w.Where(v => v > 0).ElementAt(i) * w[0], Sample.Numbers(5), 2);
        Agreement.Check((double[] w, int i) => w.Where(v => v > 0).ElementAt(i) * w[0], Sample.Numbers(5), 4);
        Agreement.Check((double[] w, int i) => w.SelectMany(a => w.Select(b => a * b)).ElementAt(i), Sample.Numbers(3), 5);
    }

    [Fact]
    public void Aggregate()
    {
        Agreement.CheckLengths((double[] w) => w.Aggregate((s, v) => (s * v) + v));
        Agreement.CheckLengths((double[] w) => w.Aggregate(1.0, (s, v) => (s * v) + Math.Sin(s)), longest: 8);
        Agreement.CheckLengths((double[] w) => w.Aggregate(1.0, (s, v) => (s * v) + Math.Sin(s), s => s * s), longest: 8);
        Agreement.CheckLengths((float[] w) => w.Aggregate(1f, (s, v) => (s * v) + MathF.Sin(s)), longest: 8);
        Agreement.CheckLengths((double[] w) => w.Aggregate(0, (n, v) => v > 0 ? n + 1 : n) * w.Sum());
        Agreement.CheckLengths((double[] w) => w.Aggregate(false, (any, v) => any || v > 1) ? w.Sum(v => v * v) : w.Sum());
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, w.Length).Aggregate(w.Sum(), (s, i) => (s * w[i]) + i));
    }

    [Fact]
    public void Aggregate_with_a_state_of_several_numbers()
    {
        Agreement.CheckLengths((double[] w) => w.Aggregate(new { A = 1.0, B = 0.5 }, (s, v) => new { A = (s.A * v) + s.B, B = s.A - v }).A);
        Agreement.CheckLengths((double[] w) => w.Aggregate(ValueTuple.Create(1.0, 2.0), (s, v) => ValueTuple.Create(s.Item2 * v, s.Item1)).Item2);
        Agreement.CheckLengths((double[] w) => w.Aggregate(new { N = 0, S = 0.0 }, (s, v) => new { N = s.N + 1, S = s.S + (v * v * s.N) }).S);
        Agreement.CheckLengths((double[] w) => w.Aggregate(new { A = 1.0, P = new { B = 0.5, C = 2.0 } }, (s, v) => new { A = s.P.B * v, P = new { B = s.P.C, C = s.A + v } }, s => s.A + s.P.B * s.P.C));
    }

    [Fact]
    public void Aggregate_in_aggregate_branches_and_filters()
    {
        Agreement.CheckLengths((double[] w) => Enumerable.Range(0, 3).Aggregate(1.0, (s, k) => w.Aggregate(s, (t, v) => (t * 0.5) + (v * t * k))));
        Agreement.CheckLengths((double[] w) => w.Aggregate(1.0, (s, v) => v > 0 ? s * Math.Log(v + 1) : s + v));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Aggregate(1.0, (s, v) => s * v));
        Agreement.CheckLengths((double[] w) => w.SelectMany(a => w.Where(b => b > a)).Aggregate(1.0, (s, v) => (s * 0.9) + (v * s)));
        Agreement.CheckLengths((double[] w) => w.Sum(a => w.Aggregate(a, (s, v) => s + (s * v * 0.1))));
        Agreement.CheckLengths((double[] w) => w.Aggregate(0.0, (s, v) => s + w.Sum(u => u * v * s) + v));
        Agreement.CheckLengths((double[] w) => w.Aggregate(0.5, (s, v) => Math.Max(s, v * s)));
        Agreement.CheckLengths((double[] w) => w.Where(v => v > 0).Aggregate((s, v) => (s * v) + 1));
    }

    [Fact]
    public void Two_aggregates_over_one_sequence() =>
        Agreement.CheckLengths((double[] w) => w.Aggregate(1.0, (s, v) => s * v) * w.Aggregate(0.0, (s, v) => (0.5 * s) + v));
}
