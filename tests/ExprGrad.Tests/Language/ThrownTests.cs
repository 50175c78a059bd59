using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>The graphs do what C# does.</summary>
public sealed class ThrownTests
{
    private static readonly double[] s_w = [0.3, -1.2, 2.0, 0.7];

    [Fact]
    public void Elements_out_of_range()
    {
        Behaviour.Check((double[] a, double x) => a[4] * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => x > 0 ? x : a[4], s_w, 1.0);
        Behaviour.Check((double[] a, double x) => Ad.Let(a[7], v => x > 0 ? x : v), s_w, 1.0);
        Behaviour.Check((double[] a, double x) => Ad.Let(a[7], v => x), s_w, 1.0);
    }

    [Fact]
    public void Elements_of_arrays_are_read_when_the_array_is_made()
    {
        Behaviour.Check((double[] a, double x) => Ad.Let(a.Select((v, i) => a[i + 1]).ToArray(), v => x), s_w, 1.0);
        Behaviour.Check((double[] a, double x) => Ad.Let(a.Select((v, i) => a[i + 1]), v => x), s_w, 1.0);
    }

    [Fact]
    public void Only_elements_that_are_needed_are_read()
    {
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).First() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).Last() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).Take(2).Sum() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).Skip(3).Sum() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).Any(v => v < 0) ? x : 0, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).All(v => v > 0) ? x : 0, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Select((v, i) => a[i + 1]).Any(v => v > 50) ? x : 0, s_w, 1.0);
    }

    [Fact]
    public void Only_predicates_that_are_needed_are_asked()
    {
        Behaviour.Check((double[] a, double x) => a.Where((v, i) => a[i + 1] > 0).Sum() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Where((v, i) => a[i + 1] > 0).Take(1).Sum() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Where((v, i) => a[i + 1] > 0).First() * x, s_w, 1.0);
    }

    [Fact]
    public void Elements_that_are_not_there()
    {
        Behaviour.Check((double[] a, double x) => a.First(v => v > 100) * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Last(v => v > 100) * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.First() * x, Array.Empty<double>(), 1.0);
        Behaviour.Check((double[] a, double x) => a.Last() * x, Array.Empty<double>(), 1.0);
        Behaviour.Check((double[] a, double x) => a.Aggregate((s, v) => s * v) * x, Array.Empty<double>(), 1.0);
        Behaviour.Check((double[] a, double x) => a.MaxBy(v => v) * x, Array.Empty<double>(), 1.0);
        Behaviour.Check((double[] a, double x) => a.ElementAt(9) * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Where(v => v > 0).ElementAt(9) * x, s_w, 1.0);
    }

    [Fact]
    public void Reductions_of_nothing()
    {
        Behaviour.Check((double[] a, double x) => a.Max() * x, Array.Empty<double>(), 1.0);
        Behaviour.Check((double[] a, double x) => a.Where(v => v > 9).Min() * x, s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Where(v => v > 9).Average() * x, s_w, 1.0);
    }

    [Fact]
    public void Counts_below_zero()
    {
        Behaviour.Check((double[] a, double x, int n) => Enumerable.Range(0, n).Sum(i => x), s_w, 1.0, -1);
        Behaviour.Check((double[] a, double x, int n) => Enumerable.Repeat(x, n).Sum(), s_w, 1.0, -1);
    }

    [Fact]
    public void Divisions_by_zero()
    {
        Behaviour.Check((double[] a, double x, int n) => x / (10 / n), s_w, 1.0, 0);
        Behaviour.Check((double[] a, double x, int n) => n != 0 && 10 / n > 2 ? x : 1, s_w, 1.0, 0);
        Behaviour.Check((double[] a, double x, int n) => a.Sum(v => v > 0 ? 0 : 1 / n) * x, s_w, 1.0, 0);
        Behaviour.Check((double[] a, double x, int n) => a.Sum(v => v > 100 ? 1 / n : v) * x, s_w, 1.0, 0);
    }

    [Fact]
    public void Overflows()
    {
        Behaviour.Check((double[] a, double x) => checked((int)(x * 1e10)) * a[0], s_w, 1.0);
        Behaviour.Check((double[] a, double x) => a.Sum(v => v > 5 ? checked((int)(v * 1e10)) : 1) * x, s_w, 1.0);
        Behaviour.Check((int[] k, double x) => k.Sum() * x, new[] { int.MaxValue, 1 }, 1.0);
        Behaviour.Check((int[] k, double x) => k.Average() * x, new[] { int.MaxValue, 1 }, 1.0);
        Behaviour.Check((int n, double x) => (n / -1) * x, int.MinValue, 1.0);
        Behaviour.Check((int n, double x) => (n % -1) * x, int.MinValue, 1.0);
        Behaviour.Check((int n, double x) => n * n * x, 100000, 1.0);
        Behaviour.Check((long n, double x) => n * n % 7 * x, 10000000000L, 1.0);
    }

    [Fact]
    public void Functions_that_throw()
    {
        Behaviour.Check((double[] a, double x) => Math.Sign(x) * a[0], s_w, double.NaN);
        Behaviour.Check((double[] a, double x) => Math.Clamp(x, 3, 2) * a[0], s_w, 1.0);
        Behaviour.Check((double[] a, double x) => x > 5 ? Math.Clamp(x, 3, 2) : x, s_w, 1.0);
    }

    [Fact]
    public void Null_rows()
    {
        Behaviour.Check((double[][] r, double x) => r.Sum(q => q.Length * x), new double[]?[] { [1.0], null }, 1.0);
        Behaviour.Check((double[][] r, double x) => r.Sum(q => x), new double[]?[] { [1.0], null }, 1.0);
        Behaviour.Check((double[][] r, double x) => r.Sum(q => q[0] * x), new double[]?[] { [1.0], null }, 1.0);
    }

    [Fact]
    public void Scattered_out_of_range()
    {
        Behaviour.Check((int[] k, double[] v, double x) => Ad.ScatterAdd(3, k, v).Sum() * x, new[] { 0, 1, 5 }, new[] { 1.0, 2, 3 }, 1.0);
        Behaviour.Check((int[] k, double[] v, double x) => Ad.ScatterAdd(-3, k, v).Sum() * x, new[] { 0, 1, 5 }, new[] { 1.0, 2, 3 }, 1.0);
    }
}
