using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Searches look at elements up to the one that is sought, and compute nothing of the others.</summary>
public sealed class SearchTests
{
    // The array of what is left by the filter was made after the search had begun, what is read of it was checked in a second loop, and for elements that the search had never come to.
    [Fact]
    public void What_it_reads_is_there_before_it_begins()
    {
        Expression<Func<double[][], double[], int[], double>> first = (a, b, y) => b.Zip(
            y.Zip(y.Zip(Enumerable.Range(0, 2).Where((i, at) => true)), (i, p) => a[Math.Clamp(y[0], 0, 0)][p.Item2]).Select(x => y.Select(k => x).ToArray()), a).First(t => true).Item2[0];
        var schedule = Grad.Report(Grad.Gradient(first)).Schedule;
        Assert.Single(schedule.Split('\n'), line => line.Contains("it may end early", StringComparison.Ordinal));
        Agreement.Check(first, new[] { Sample.Numbers(2), Sample.Numbers(3) }, Sample.Numbers(3), new[] { 0, 2, 1 });
        Agreement.Check(first, new[] { Sample.Numbers(2) }, Sample.Numbers(1), new[] { 0, 2, 1 });
        Agreement.Check(first, Array.Empty<double[]>(), Sample.Numbers(1), new[] { 0, 2, 1 });
        Agreement.Check(first, new[] { Array.Empty<double>() }, Sample.Numbers(1), new[] { 0, 2, 1 });
    }

    [Fact]
    public void Elements_behind_the_one_that_is_found_may_be_missing()
    {
        Expression<Func<double[], int[], double, double>> first = (a, y, limit) => y.Zip(Enumerable.Range(0, 9).Where(i => i % 2 == 0), (k, p) => a[p] * k).First(v => v > limit);
        Expression<Func<double[], int[], double, double>> any = (a, y, limit) => Enumerable.Range(0, 9).Where(i => i % 2 == 0).Select(p => a[p] * y[p % y.Length]).Any(v => v > limit) ? a[0] : a[1];
        Expression<Func<double[], int[], double, double>> all = (a, y, limit) => Enumerable.Range(0, 9).Where(i => i % 2 == 0).Select(p => a[p] * y[p % y.Length]).All(v => v < limit) ? a[0] : a[1];
        foreach (var length in new[] { 2, 3, 4, 9 })
        {
            var a = Enumerable.Range(0, length).Select(i => i + 0.5).ToArray();
            foreach (var limit in new[] { 0.25, 2.0, 8.25, 99 })
            {
                foreach (var lambda in new[] { first, any, all }) Agreement.Of(lambda).AtKink(a, new[] { 1, 2, 3 }, limit);
            }
        }
    }

    // C# looks at an element before it knows whether that is the one, whatever is asked of it.
    [Fact]
    public void What_is_found_is_checked_and_nothing_behind_it()
    {
        Expression<Func<double[], int[], double>>[] lambdas =
        [
            (a, y) => y.Select(i => a[i]).Any(v => true) ? a[0] : a[1],
            (a, y) => y.Select(i => a[i]).All(v => false) ? a[0] : a[1],
            (a, y) => y.Select(i => a[i] * a[i]).Any(v => v > 0.1) ? a[0] : a[1],
            (a, y) => y.Select(i => a[i] * a[i]).All(v => v < 0.1) ? a[0] : a[1],
            (a, y) => y.Select(i => a[i] * a[i]).First(v => true),
            (a, y) => y.Select(i => a[i] * a[i]).First(v => v > 0.1),
            (a, y) => y.Select(i => ValueTuple.Create(a[i], i)).First(v => v.Item2 >= 0).Item2 * a[0],
            (a, y) => y.Select(i => ValueTuple.Create(a[i], i)).First(v => v.Item2 >= 0).Item1,
            (a, y) => y.Select(i => ValueTuple.Create(a[i], i)).Any(v => v.Item2 >= 0) ? a[0] : a[1],
            (a, y) => y.Where(i => a[i] > 0.1).Any() ? a[0] : a[1],
            (a, y) => y.Select(i => new[] { a[i], a[0] }).First(v => v[1] > 0.1)[1],
            (a, y) => y.Zip(y.Select(i => a[i]).ToArray(), (i, v) => a[0] * i).First(),
        ];
        foreach (var lambda in lambdas)
        {
            var (value, gradient) = (lambda.Compile(), Grad.ValueAndGradient(lambda));
            foreach (var y in new[] { new[] { 1, 2 }, [0, 5], [5, 0], [-1, 0], [1, -1], [9] })
            {
                var a = new[] { 0.5, 1.5, 2.5 };
                var expected = Record.Exception(() => value(a, y));
                var actual = Record.Exception(() => gradient(a, y));
                Assert.True(expected?.GetType() == actual?.GetType(), $"{lambda} at {string.Join(", ", y)}: {expected?.GetType().Name ?? "nothing"} expected, {actual?.GetType().Name ?? "nothing"} thrown");
                if (expected is null) Assert.Equal(value(a, y), gradient(a, y).Value);
            }
        }
    }
}
