using ExprGrad.Tests.Support;
using static ExprGrad.Tests.Support.CallLog;

namespace ExprGrad.Tests.Language;

/// <summary>The graphs do what C# does.</summary>
public sealed class CallTests
{
    [Fact]
    public void Calls_in_order()
    {
        Behaviour.Check((double x) => Real(1) * x + Real(2) * x, 1.0);
        Behaviour.Check((double x) => Ad.Let(Real(1), v => Real(2) * x * v * v), 1.0);
        Behaviour.Check((double x) => x > 0 ? Real(1) : Real(2) * x, 1.0);
        Behaviour.Check((double x, int n) => (Real(1) > 0 || Real(2) > 0 ? Real(3) : Real(4)) * x, 1.0, 10);
        Behaviour.Check((double x, int n) => (Real(1) > 5 && Real(2) > 0 ? Real(3) : Real(4)) * x * Real(5), 1.0, 10);
        Behaviour.Check((double x, int n) => new[] { Real(1), Real(2), x }[1] * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Ad.Let(new { A = Real(1), B = Real(2) }, s => s.B * x), 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Repeat(Real(1), 3).Sum() * x, 1.0, 10);
    }

    [Fact]
    public void Calls_in_loops()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Sum(i => Real(i) * x + Real(i * n)), 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i) * x).Sum() + Enumerable.Range(0, 3).Select(i => Real(i * n) * x).Sum(), 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, Whole(2)).Sum(i => Enumerable.Range(0, Whole(i + 1)).Sum(j => Real(i * 10 + j) * x)), 1.0, 10);
    }

    [Fact]
    public void Calls_in_filters()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Where(i => Truth(i != 1)).Select(i => Real(i) * x).Sum(), 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 5).Any(i => Truth(i > 1)) ? Real(7) : x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).Where(v => v > 0).Take(1).Sum() * x, 1.0, 10);
    }

    [Fact]
    public void Calls_in_recurrences()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Aggregate(x, (s, i) => s * Real(i) + Whole(i)), 1.0, 10);
    }

    [Fact]
    public void Calls_in_arrays()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).ToArray().Sum(v => v * x) + Real(9), 1.0, 10);
        Behaviour.Check((double x, int n) => Ad.Let(Enumerable.Range(0, 3).Select(i => Real(i)).ToArray(), a => Real(9) * a[0] + a[1] * x + a[1]), 1.0, 10);
    }

    [Fact]
    public void Calls_in_pieces_and_rearrangements()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).Skip(2).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).TakeLast(2).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).TakeLast(n - 10).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Select(i => Real(i)).SkipLast(2).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Where(i => Real(i) > -1).TakeLast(2).Sum(i => Real(i)) * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 4).Where(i => Real(i) > -1).SkipLast(2).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Zip(Enumerable.Range(5, 3).Select(i => Real(i)), (p, q) => p * q * x).Sum(), 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Concat(Enumerable.Range(5, 2).Select(i => Real(i))).Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Reverse().Sum() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).SelectMany(i => Enumerable.Range(0, Whole(i)).Select(j => Real(j))).Sum() * x, 1.0, 10);
    }

    [Fact]
    public void Calls_for_one_element()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).MaxBy(v => v) * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Last() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).ElementAt(1) * x, 1.0, 10);
    }

    [Fact]
    public void Calls_in_reductions()
    {
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Max() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Select(i => Real(i)).Average() * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Where(i => Truth(i > 0)).Average(i => Real(i)) * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Where(i => Truth(i > 0)).Max(i => Real(i)) * x, 1.0, 10);
        Behaviour.Check((double x, int n) => Enumerable.Range(0, 3).Where(i => Truth(i > 0)).Count() * x, 1.0, 10);
    }
}
