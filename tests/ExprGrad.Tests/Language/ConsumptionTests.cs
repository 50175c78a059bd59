using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Operators that ask a sequence for some of its elements: a filter in front of them is asked about no more elements than C# asks about.</summary>
public sealed class ConsumptionTests
{
    private static readonly Expression<Func<double[], int[], int, double>>[] s_losses =
    [
        // The sources of a zip are asked in turn, until one has no other element.
        (x, none, n) => Enumerable.Repeat(1.0, n).Zip(x.Where(v => none.Min() > 0), (a, b) => a * b).Sum(),
        (x, none, n) => Enumerable.Repeat(1.0, n).Zip(x.Where(v => v < 2.5 || none.Min() > 0), (a, b) => a * b).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Zip(Enumerable.Repeat(1.0, n), (a, b) => a * b).Sum(),
        (x, none, n) => x.Where((v, i) => i < n).Zip(x.Where(v => v < 2.5 || none.Min() > 0), (a, b) => a * b).Sum(),
        (x, none, n) => Enumerable.Repeat(1.0, n).Zip(x.Where(v => v < 1.5 || none.Min() > 0), x).Sum(t => t.First * t.Second * t.Third),
        (x, none, n) => Enumerable.Repeat(1.0, n).Zip(x, x.Where(v => v < 1.5 || none.Min() > 0)).Sum(t => t.First * t.Second * t.Third),
        (x, none, n) => x.Zip(Enumerable.Repeat(1.0, n), x.Where(v => v < 2.5 || none.Min() > 0)).Sum(t => t.First * t.Second * t.Third),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Zip(Enumerable.Repeat(1.0, n), Enumerable.Repeat(2.0, 1)).Sum(t => t.First * t.Second * t.Third),
        (x, none, n) => Enumerable.Range(0, n).Select(k => Enumerable.Repeat(1.0, k).Zip(x.Where(v => none.Min() > 0), x).ToArray().Any(t => none.Length == 0) ? 1 : x[0]).Sum(),

        // One element, and some.
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).ElementAt(n - 1),
        (x, none, n) => x.SelectMany(v => x.Where(w => w < 2.5 || none.Min() > 0), (v, w) => v * w).ElementAt(n),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Take(n).Sum(),

        // Behind operators that go by indices.
        (x, none, n) => x.Where(v => v < 1.5 || none.Min() > 0).Append(7).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Prepend(7).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5).Concat(x.Where(v => v < 1.5 || none.Min() > 0)).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Concat(x).First(),
        (x, none, n) => x.Where(v => v > 1.5 || none.Min() > 0).Append(3).First() * n,
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Select((v, i) => v * i).ElementAt(n - 1),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Index().Take(n).Sum(t => t.Item * t.Index),
        (x, none, n) => x.Where(v => v < 1.5 || none.Min() > 0).Select((v, i) => v * i).Select(v => v + 1).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Skip(1).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Skip(n).Take(1).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Skip(n).Take(0).Sum() + x[0],
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Skip(1).Take(int.MaxValue - (n > 1 ? 0 : 1)).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Reverse().Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).TakeLast(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).TakeLast(2).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 1.5 || none.Min() > 0).SkipLast(n).Take(1).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).SkipLast(1).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Zip(x, (a, b) => a * b).Take(n).Sum(),
        (x, none, n) => x.Zip(x.Where(v => v < 1.5 || none.Min() > 0), (a, b) => a * b).Take(n).Sum(),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Append(7).Any(v => v > 6) ? x[0] : x[1],
        (x, none, n) => x.Where(v => v < 1.5 || none.Min() > 0).Append(7).Take(n).Any() ? x[0] : x[1],
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Select((v, i) => v + i).Count() * x[0],
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Concat(x).MaxBy(v => -v),
        (x, none, n) => x.Where(v => v < 2.5 || none.Min() > 0).Concat(x).Take(n).MaxBy(v => -v),
        (x, none, n) => Enumerable.Range(0, n).Sum(k => x.Where(v => v < 2.5 || none.Min() > 0).Take(2).Append(k).Take(k).Sum(v => v * v)),
        (x, none, n) => Ad.Let(x.Where(v => v < 2.5 || none.Min() > 0).Append(7), s => n > 4 ? s.Sum() : s.Take(n).Sum() + s.First()),
    ];

    private delegate double Gradient(double[] x, int[] none, int n, double[] dx);

    [Fact]
    public void No_more_elements_are_asked_for_than_by_the_lambda_itself()
    {
        double[] x = [1, 2, 3];
        int[] none = [];
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var (plain, compiled, tape) = (s_losses[loss].Compile(), Grad.Compile<Gradient>(s_losses[loss]), Tape.Compile<Gradient>(s_losses[loss]));
            foreach (var n in new[] { -1, 0, 1, 2, 3, 5 })
            {
                var expected = Record.Exception(() => { plain(x, none, n); })?.GetType();
                foreach (var function in new[] { compiled, tape })
                {
                    var thrown = Record.Exception(() => { function(x, none, n, new double[3]); })?.GetType();
                    Assert.True(expected == thrown, $"loss {loss}, {n}: {thrown?.Name ?? "nothing"} instead of {expected?.Name ?? "nothing"}");
                    if (expected is null) Assert.Equal(plain(x, none, n), function(x, none, n, new double[3]), 1e-14);
                }
            }
        }
    }
}
