using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Gradients of arrays whose elements one loop completes in order: each is stored once, whatever the output held before.</summary>
public sealed class WindowTests
{
    private delegate double Into(ReadOnlySpan<double> x, Span<double> dx);

    private delegate float IntoFloat(ReadOnlySpan<float> x, Span<float> dx);

    private static readonly Dictionary<string, Expression<Func<double[], double>>> Stored = new(StringComparer.Ordinal)
    {
        ["element"] = x => x.Sum(a => a * a),
        ["element, its derivative constant"] = x => x.Sum(),
        ["neighbours"] = x => Enumerable.Range(0, x.Length - 1).Sum(i => 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i])),
        ["from behind"] = x => Enumerable.Range(1, x.Length - 1).Sum(i => x[i - 1] * x[i]),
        ["second difference"] = x => Enumerable.Range(1, Math.Max(0, x.Length - 2)).Sum(i => Math.Exp(x[i - 1] - 2 * x[i] + x[i + 1])),
        ["inner part"] = x => Enumerable.Range(2, Math.Max(0, x.Length - 4)).Sum(i => Math.Sin(x[i])),
        ["with a gap"] = x => Enumerable.Range(0, Math.Max(0, x.Length - 3)).Sum(i => x[i] * x[i] * x[i + 3]),
        ["in a branch"] = x => x.Where(a => a > 1).Sum(a => a * a),
        ["beyond the first"] = x => Enumerable.Range(0, Math.Max(0, x.Length - 2)).Sum(i => x[i + 1] * x[i + 2]),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double>>> Added = new(StringComparer.Ordinal)
    {
        ["backwards"] = x => Enumerable.Range(0, x.Length).Sum(i => x[x.Length - 1 - i] * i),
        ["everywhere"] = x => Enumerable.Range(0, x.Length).Sum(i => x[i] * x[0]),
        ["in two loops"] = x => x.Sum(a => a * a) + Enumerable.Range(0, x.Length / 2).Sum(i => Math.Exp(x[i])),
        ["many times"] = x => Enumerable.Range(0, 3).Sum(k => x.Sum(a => Math.Pow(a, k))),
        ["too wide"] = x => Enumerable.Range(0, Math.Max(0, x.Length - 6)).Sum(i => x[i] * x[i + 6]),
        ["nowhere"] = x => 1,
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in Stored.Keys.Concat(Added.Keys))
            {
                foreach (var length in (int[])[1, 2, 3, 4, 5, 8]) cases.Add(name, length);
            }

            return cases;
        }
    }

    public static TheoryData<string> StoredNames => [.. Stored.Keys];

    public static TheoryData<string> AddedNames => [.. Added.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_is_that_of_the_tape_whatever_was_there_before(string name, int length)
    {
        var function = Stored.GetValueOrDefault(name) ?? Added[name];
        double[] x = [.. Enumerable.Range(0, length).Select(i => 0.7 + 0.3 * i)];
        var expected = new double[length];
        Tape.Compile<Into>(function)(x, expected);

        var overwritten = Enumerable.Repeat(double.NaN, length).ToArray();
        Grad.Compile<Into>(function)(x, overwritten);
        Assert.Equal(expected, overwritten, (a, b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a)));
        Assert.Equal(overwritten, Grad.Gradient(function)(x));

        var accumulated = Enumerable.Range(0, length).Select(i => (double)i).ToArray();
        Grad.Compile<Into>(function, new GradOptions { GradientMode = GradientMode.Accumulate })(x, accumulated);
        Assert.Equal(expected.Select((e, i) => e + i), accumulated, (a, b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a)));
    }

    [Theory]
    [MemberData(nameof(StoredNames))]
    public void Each_element_is_stored_once(string name) => Assert.DoesNotContain("Elements.Add(", Code(Grad.Compile<Into>(Stored[name])), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(AddedNames))]
    public void What_comes_together_in_another_order_is_added_to_zero(string name) => Assert.Contains("dx.Clear()", Code(Grad.Compile<Into>(Added[name])), StringComparison.Ordinal);

    [Fact]
    public void Floats_are_stored_as_well()
    {
        var gradient = Grad.Compile<IntoFloat>((float[] x) => Enumerable.Range(0, x.Length - 1).Sum(i => x[i] * x[i + 1]));
        float[] dx = [9, 9, 9, 9];
        Assert.Equal(20, gradient([1, 2, 3, 4], dx));
        Assert.Equal([2, 4, 6, 3], dx);
    }

    [Fact]
    public void An_empty_loop_leaves_zeros()
    {
        double[] dx = [1, 2, 3];
        Grad.Compile<IntoPart>((double[] x, int n) => Enumerable.Range(0, n).Sum(i => x[i] * x[i + 1]))([1, 2, 3], 0, dx);
        Assert.Equal([0, 0, 0], dx);
    }

    private delegate double IntoPart(ReadOnlySpan<double> x, int n, Span<double> dx);

    private static string Code(Delegate compiled) => Grad.Report(compiled).Code;
}
